"""Every bundle: a few questions, then the list of the pure plan for the answers; more answers leave fewer 如果."""

from __future__ import annotations

import pytest

from assistant.conversation.lists import bundle_answers, found_list, given_lists
from assistant.dialogs.bundle_questions import MOST_BEFORE_LIST
from assistant.dialogs.replay import Exchange, Line, buttons_of, replay
from assistant.knowledge.bundle import bundle_circumstances, plan
from assistant.knowledge.list_values import Checklist
from assistant.knowledge.loader import load_catalogue
from assistant.library import Library
from assistant.records import Dialog
from tests.builders import KNOWLEDGE
from tests.dialogs.golden import WORKING_HOURS

BUNDLES = sorted(load_catalogue(KNOWLEDGE).bundles)
MOST_QUESTIONS = 40


def press(library: Library, dialog: Dialog, choice: str) -> Exchange:
    return replay(library, [Line(choice=choice)], WORKING_HOURS, dialog)[0]


def answered(library: Library, exchange: Exchange) -> tuple[Exchange, int]:
    """The first answer pressed again and again until the list is there; how many questions that took."""
    for number in range(MOST_QUESTIONS):
        answers = [c.id for c in buttons_of(exchange) if c.id.startswith("bopt:")]
        if not answers:
            return exchange, number
        exchange = press(library, exchange.outcome.dialog, answers[0])
    raise AssertionError("it never stops asking")


def listed(exchange: Exchange) -> Checklist:
    given = [reply.checklist for reply in exchange.outcome.replies if reply.checklist]
    assert len(given) == 1
    return given[0]


def maybes(paper: Checklist) -> int:
    return sum(line.need == "maybe" for line in paper.lines)


def begun(library: Library, bundle: str) -> Exchange:
    offered = press(library, Dialog(greeted=True), f"bundle:{bundle}")
    return press(library, offered.outcome.dialog, f"bundlelist:{bundle}")


@pytest.mark.parametrize("bundle", BUNDLES)
def test_few_questions_come_before_the_list_and_leave_fewer_papers_open(library: Library, bundle: str) -> None:
    first = begun(library, bundle)
    assert any(c.id.startswith("bopt:") for c in buttons_of(first)), "it asks nothing"
    unasked = listed(press(library, first.outcome.dialog, f"bundlenow:{bundle}"))
    exchange, questions = answered(library, first)
    assert 0 < questions <= MOST_BEFORE_LIST
    assert maybes(listed(exchange)) < maybes(unasked)


@pytest.mark.parametrize("bundle", BUNDLES)
def test_who_answers_everything_gets_the_list_of_the_pure_plan(library: Library, bundle: str) -> None:
    exchange, _ = answered(library, begun(library, bundle))
    if any(c.id == f"bundlemore:{bundle}" for c in buttons_of(exchange)):
        exchange, _ = answered(library, press(library, exchange.outcome.dialog, f"bundlemore:{bundle}"))
    noted = exchange.outcome.dialog.memo["bundle"]
    answers = {name: tuple(options) for name, options in noted["answers"].items()}
    known = library.catalogue.bundles[bundle]
    assert not bundle_circumstances(library.catalogue, known, answers, noted["chosen"])
    whole = plan(library.catalogue, known, answers, WORKING_HOURS.date(), noted["chosen"])
    shown = listed(exchange)
    assert [(line.name, line.need) for line in shown.lines] == [(m.line.name, m.line.need) for m in whole.lines]
    assert [limit.text for limit in shown.time_limits]


@pytest.mark.parametrize("bundle", BUNDLES)
def test_the_list_found_again_by_its_link_is_the_one_that_was_given(library: Library, bundle: str) -> None:
    exchange, _ = answered(library, begun(library, bundle))
    outcome, lists = given_lists(exchange.outcome, "c1", library.version, WORKING_HOURS)
    assert bundle_answers(outcome.dialog, bundle)
    assert found_list(lists[-1], library, WORKING_HOURS).checklist == listed(exchange)


@pytest.mark.parametrize("bundle", BUNDLES)
def test_nothing_left_out_and_put_back_changes_the_list(library: Library, bundle: str) -> None:
    offered = press(library, Dialog(greeted=True), f"bundle:{bundle}")
    toggle = next(c.id for c in buttons_of(offered) if c.id.startswith("bundleoff:"))
    out = press(library, offered.outcome.dialog, toggle)
    back = press(library, out.outcome.dialog, toggle)
    assert out.outcome.replies != offered.outcome.replies
    plain = press(library, offered.outcome.dialog, f"bundlenow:{bundle}")
    again = press(library, back.outcome.dialog, f"bundlenow:{bundle}")
    assert listed(again) == listed(plain)
