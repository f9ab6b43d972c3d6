"""好差评 in the talk: by button or by words, always voluntary; what was rated before is corrected, not lost."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.hearing import compact, find, heard, whole
from assistant.dialogs.turn import Outcome, Rate, RatingWords, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Choice, Reply

LEVELS = (5, 4, 3, 1, 2)
"""The order of listening: 非常不满意 before 不满意 before 满意."""

PENDING, WHY, PERHAPS = "rating", "rating_why", "rating_perhaps_why"
"""Notes: which service was just asked about; of which the reason is about to be written, or may be."""

LEAST_REASON = 4
POOR = 4
"""From this level on a rating is a poor one."""


def take_rating(turn: Turn) -> Outcome | None:
    """A pressed level, 不评价, 评价 as a command, a level in words right after the question, or the reason."""
    verb, arguments = buttons.pressed(turn.message.choice)
    if verb == "rate":
        return _pressed(turn, arguments)
    if turn.message.choice:
        return None
    if turn.dialog.memo.get(WHY):
        return _reason(turn)
    if turn.dialog.memo.get(PERHAPS):
        return _perhaps_reason(turn)
    if whole(turn.library.catalogue.wording, "rate_command", turn.message.text):
        return ask(turn)
    return _in_words(turn)


def ask(turn: Turn) -> Outcome:
    """The five levels, none preselected, and a way to skip (EV-01, EV-04): of the person who served last, if that is
    still open, else of the bot today (EV-15)."""
    voice = voice_of(turn)
    service = str(turn.dialog.memo.get(PENDING) or f"bot:{turn.today:%Y%m%d}")
    target = service.split(":")[0]
    levels = tuple(Choice(f"rate:{service}:{n}", voice(f"rating.level.{n}")) for n in sorted(LEVELS))
    skip = Choice("rate:skip", voice("button.rate_skip"), quiet=True)
    reply = Reply(voice(f"rating.ask.{target}"), choices=(*levels, skip), kind="rate")
    return Outcome((reply,), memory.note(turn.dialog, **{PENDING: service}))


def _pressed(turn: Turn, arguments: tuple[str, ...]) -> Outcome | None:
    voice = voice_of(turn)
    if not arguments:
        return ask(turn)
    settled = memory.forget(turn.dialog, PENDING, WHY, PERHAPS)
    if arguments[0] == "skip":
        return Outcome((Reply(voice("rating.skipped")),), settled)
    if arguments[0] == "why":
        asking = memory.note(settled, **{WHY: ":".join(arguments[1:])})
        enough = Choice("rate:enough", voice("button.rate_no_why"), quiet=True)
        return Outcome((Reply(voice("rating.why"), choices=(enough,)),), asking)
    if arguments[0] == "enough":
        return Outcome((Reply(voice("manners.fine")),), settled)
    *service, level = arguments
    if level not in ("1", "2", "3", "4", "5") or len(service) != 2:
        return None
    return _rated(turn, Rate(":".join(service), int(level)))


def _rated(turn: Turn, rate: Rate) -> Outcome:
    """Thanks; what a poor rating brings about is told by whoever opens its case."""
    voice = voice_of(turn)
    why = Choice(f"rate:why:{rate.service}", voice("button.rate_why"), quiet=True)
    thanks = Reply(
        voice("rating.thanks", level=voice(f"rating.level.{rate.level}")),
        choices=() if rate.text else (why,),
        kind="rated",
    )
    settled = memory.forget(turn.dialog, PENDING, WHY, PERHAPS)
    if rate.level >= POOR and not rate.text:
        settled = memory.note(settled, **{PERHAPS: rate.service})
    return Outcome((thanks,), settled, (rate,))


def _perhaps_reason(turn: Turn) -> Outcome | None:
    """Who was badly served and goes on writing tells why, unless it is plainly a question or a new matter."""
    service = str(turn.dialog.memo[PERHAPS])
    words, said = turn.library.catalogue.wording, turn.message.text
    turn = replace(turn, dialog=memory.forget(turn.dialog, PERHAPS))
    if heard(words, "rating_asks", said) or len(compact(said)) < LEAST_REASON:
        return None
    return _reason(replace(turn, dialog=memory.note(turn.dialog, **{WHY: service})))


def _reason(turn: Turn) -> Outcome:
    service = str(turn.dialog.memo[WHY])
    settled = memory.forget(turn.dialog, WHY)
    return Outcome((Reply(voice_of(turn)("rating.why_noted")),), settled, (RatingWords(service, turn.message.text),))


def _in_words(turn: Turn) -> Outcome | None:
    """很满意 · 不满意，等了半小时: right after the question, and nothing but a level and its reason."""
    service = turn.dialog.memo.get(PENDING)
    words, said = turn.library.catalogue.wording, turn.message.text
    if not service:
        return None
    for level in LEVELS:
        found = find(words, f"rate.{level}", said)
        if found is None:
            continue
        alone = whole(words, f"rate.{level}", said)
        if alone or (found.start() == 0 and heard(words, "rate_word", found[0])):
            text = "" if alone else said
            return _rated(turn, Rate(str(service), level, text))
    return None
