"""What a citizen reads about ratings and cases: replies made from knowledge/wording, nothing written here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from assistant.helpdesk.case_rules import CLOSED, REASONS
from assistant.helpdesk.ratings import LEVELS
from assistant.messages import Choice, Reply
from assistant.tickets import Case, Improvement

HOTLINE = "12345"

Words = Mapping[str, str]


def sentence(words: Words, key: str, /, *, plain: bool = False, **values: object) -> str:
    """The sentence of a key with its places filled; in 长辈版 its ``.plain`` variant where there is one."""
    name = f"{key}.plain" if plain and f"{key}.plain" in words else key
    return words[name].strip().format(**values)


def day_in_words(day: date) -> str:
    """11月23日."""
    return f"{day.month}月{day.day}日"


def question(words: Words, service: str, *, target: str, plain: bool = False) -> Reply:
    """Five levels, none preselected, and a way to skip (EV-01, EV-04)."""
    levels = tuple(Choice(f"rate:{service}:{code}", words[f"rating.level.{code}"].strip()) for code in LEVELS)
    skip = Choice("rate:skip", sentence(words, "button.rate_skip"), quiet=True)
    return Reply(sentence(words, f"rating.ask.{target}", plain=plain), choices=(*levels, skip), kind="rate")


def thanks(words: Words, code: int, *, corrected: bool, plain: bool = False) -> Reply:
    """What is said after a rating that needs no case."""
    key = "rating.corrected" if corrected else "rating.thanks"
    return Reply(sentence(words, key, plain=plain, level=words[f"rating.level.{code}"].strip()), kind="rated")


def opened(words: Words, case: Case, *, plain: bool = False) -> Reply:
    """The code and the promised days."""
    text = sentence(
        words,
        f"case.opened.{case.kind}",
        plain=plain,
        code=case.code,
        contact=day_in_words(case.contact_due),
        due=day_in_words(case.due),
    )
    return Reply(text, phones=(HOTLINE,), kind="case")


def why_question(words: Words, case: Case, *, plain: bool = False) -> Reply:
    """Why could it not be done (NB-01)? Any answer is taken; none is needed."""
    ways = tuple(Choice(f"case:why:{case.code}:{r}", sentence(words, f"case.reason.{r}")) for r in REASONS)
    skip = Choice(f"case:why:{case.code}:", sentence(words, "button.case_skip"), quiet=True)
    return Reply(sentence(words, "case.ask_why", plain=plain), choices=(*ways, skip), kind="case")


def contact_question(words: Words, case: Case, *, plain: bool = False) -> Reply:
    """Whether to leave a number, what for, and for how long it is kept (PI-03)."""
    skip = Choice(f"case:nophone:{case.code}", sentence(words, "button.case_no_phone"), quiet=True)
    return Reply(sentence(words, "case.ask_contact", plain=plain), choices=(skip,), kind="case")


def standing(words: Words, case: Case, *, late: bool, plain: bool = False) -> Reply:
    """Where a case stands, as its citizen may know it."""
    state = sentence(words, f"case.state.{case.kind}.{case.state}")
    lines = [sentence(words, "case.standing", plain=plain, code=case.code, state=state)]
    if case.feedback:
        lines.append(sentence(words, "case.feedback", text=case.feedback))
    if case.state not in CLOSED:
        key = "case.late" if late else "case.promised"
        lines.append(sentence(words, key, due=day_in_words(case.due)))
    return Reply("\n".join(lines), phones=(HOTLINE,), kind="case")


def answered(words: Words, case: Case) -> Reply:
    """The feedback, as it goes to the citizen."""
    return Reply(sentence(words, "case.answer", code=case.code, text=case.feedback), phones=(HOTLINE,), kind="case")


def improvement_title(words: Words, item: Improvement, name: str) -> str:
    """One line on an improvement item, for officers."""
    return sentence(words, f"case.improvement.{item.kind}", name=name, count=item.count, month=item.month)
