"""The rules of ratings and cases, without a database: levels, ways, days, codes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.helpdesk.case_dates import Days, due_dates, extended, lateness
from assistant.helpdesk.case_rules import CLOSED, MOVES, SORTS, SORTS_OF, STEPS, open_moves
from assistant.helpdesk.ratings import LEVELS, bot_service, code_of_stars, human_service, is_poor, rates, stars_of_code
from assistant.library import Library
from assistant.text import case_code as case_codes
from assistant.tickets import Case

NAMES = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")


def test_the_five_levels_have_the_names_and_codes_of_the_standard(library: Library) -> None:
    """EV-01, EV-02."""
    assert tuple(library.catalogue.wording[f"rating.level.{code}"] for code in LEVELS) == NAMES


def test_five_stars_are_code_one_and_back() -> None:
    """EV-02."""
    assert [code_of_stars(stars) for stars in (5, 4, 3, 2, 1)] == [1, 2, 3, 4, 5]
    assert all(code_of_stars(stars_of_code(code)) == code for code in LEVELS)
    with pytest.raises(ValueError, match="stars"):
        code_of_stars(6)


def test_the_last_two_levels_are_poor() -> None:
    """EV-01, EV-07."""
    assert [code for code in LEVELS if is_poor(code)] == [4, 5]


def test_bot_and_person_are_different_services() -> None:
    """EV-03, EV-15."""
    assert human_service("t1") != bot_service("t1", date(2026, 11, 20))
    assert bot_service("c", date(2026, 11, 20)) != bot_service("c", date(2026, 11, 21))


def test_the_three_rates_are_kept_apart_and_silence_is_no_praise() -> None:
    """EV-13: 10 services, 4 rated of which 3 well: 75 % good, 40 % rated, 60 % not."""
    seen = rates(10, {1: 2, 3: 1, 5: 1})
    assert (seen.good_rate, seen.rated_rate, seen.unrated_rate) == (0.75, 0.4, 0.6)
    nobody = rates(0, {})
    assert (nobody.good_rate, nobody.rated_rate, nobody.unrated_rate) == (None, None, None)


@pytest.mark.parametrize("kind", ["rating", "stuck"])
def test_no_step_of_a_case_can_be_skipped(kind: str) -> None:
    """NB-02, EV-08: every way to the end goes through answering and call-back."""
    steps = STEPS[kind]  # type: ignore[index]
    order = {state: place for place, state in enumerate(steps)}
    explained = ("verifying", "answering")  # nothing to mend: EV-07 unfounded and mistaken
    for (of, state, move), then in MOVES.items():
        if of == kind and (state, then) != explained:
            assert order[then] - order[state] in ((-2,) if move == "redo" else (0, 1)), (state, move)


def test_every_case_reaches_its_end_only_from_the_call_back() -> None:
    """EV-08, NB-02."""
    assert {(state, move) for (_, state, move), then in MOVES.items() if then in CLOSED} == {("calling_back", "close")}
    assert "close" not in open_moves("stuck", "calling_back", called_back=False)
    assert "close" in open_moves("stuck", "calling_back", called_back=True)


def test_each_class_of_a_poor_rating_has_its_way() -> None:
    """EV-07."""
    assert sorted(sort for sorts in SORTS_OF.values() for sort in sorts) == sorted(SORTS)


@pytest.mark.parametrize(
    ("opened", "contact", "due", "complex_due"),
    [
        # Friday noon: Monday, next Friday, three weeks
        (datetime(2026, 11, 20, 4, tzinfo=UTC), date(2026, 11, 23), date(2026, 11, 27), date(2026, 12, 11)),
        # the evening before 国庆: the 8th is the first working day; 10 October is a make-up Saturday
        (datetime(2026, 9, 30, 12, tzinfo=UTC), date(2026, 10, 8), date(2026, 10, 13), date(2026, 10, 27)),
        # half past midnight in Shanghai is still the day before in UTC: the Shanghai day counts
        (datetime(2026, 11, 22, 16, 30, tzinfo=UTC), date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 14)),
    ],
)
def test_one_five_fifteen_are_working_days_of_the_holiday_calendar(
    library: Library, opened: datetime, contact: date, due: date, complex_due: date
) -> None:
    """EV-09, NB-06, HL-03."""
    holidays = library.catalogue.holidays
    assert due_dates(holidays, Days(), opened) == (contact, due)
    assert extended(holidays, Days(), opened) == complex_due


def test_another_place_may_have_other_days(library: Library) -> None:
    """EV-10: 15 working days for all."""
    opened = datetime(2026, 11, 20, 4, tzinfo=UTC)
    assert due_dates(library.catalogue.holidays, Days(simple=15), opened)[1] == date(2026, 12, 11)


def _case(**changes: object) -> Case:
    values: dict[str, object] = {
        "id": "c",
        "code": "BC",
        "kind": "stuck",
        "conversation": "x",
        "ticket": None,
        "rating": None,
        "item": None,
        "department": "rs",
        "state": "taken",
        "sort": "",
        "text": "",
        "packet": {},
        "opened_at": datetime(2026, 11, 20, 4, tzinfo=UTC),
        "contact_due": date(2026, 11, 23),
        "due": date(2026, 11, 27),
    }
    return Case(**{**values, **changes})  # type: ignore[arg-type]


def test_a_day_is_late_from_the_day_after() -> None:
    """EV-08, EV-09."""
    assert lateness(_case(), date(2026, 11, 23)) == ()
    assert lateness(_case(), date(2026, 11, 24)) == ("contact",)
    assert lateness(_case(), date(2026, 11, 28)) == ("contact", "due")
    assert lateness(_case(contacted_at=datetime(2026, 11, 23, tzinfo=UTC)), date(2026, 11, 28)) == ("due",)
    assert lateness(_case(state="archived"), date(2026, 12, 30)) == ()


@given(st.integers(0, 6), st.sampled_from(case_codes.ALPHABET))
def test_one_wrong_sign_of_a_code_is_always_seen(place: int, sign: str) -> None:
    code = case_codes.new_code()
    plain = code.removeprefix("BC-").replace("-", "")
    wrong = plain[:place] + sign + plain[place + 1 :]
    assert case_codes.is_code(f"BC-{wrong[:4]}-{wrong[4:]}") is (wrong == plain)


@given(st.integers(0, 5))
def test_two_exchanged_signs_of_a_code_are_always_seen(place: int) -> None:
    plain = case_codes.new_code().removeprefix("BC-").replace("-", "")
    wrong = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert case_codes.is_code(f"BC-{wrong[:4]}-{wrong[4:]}") is (wrong == plain)


def test_a_code_is_found_however_it_is_written() -> None:
    code = case_codes.new_code()
    spoken = code.lower().replace("-", " ")
    assert case_codes.find_code(f"查一下 {code}。") == code
    assert case_codes.find_code(f"帮我查{spoken}到哪了") == code
    assert case_codes.find_code("查一下 BC") is None
    assert case_codes.find_code("我要办居住证") is None


def test_codes_cannot_be_guessed_one_from_another() -> None:
    assert len({case_codes.new_code() for _ in range(2000)}) == 2000
