"""Scripted or stored conversations run again against today's knowledge: a transcript, and what changed in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.dialogs.steps import decide
from assistant.dialogs.turn import CallAgent, Outcome, Turn
from assistant.knowledge.list_values import Line as PaperLine
from assistant.library import Library
from assistant.messages import Address, Choice, IncomingMessage, Reply
from assistant.records import Dialog

SCRIPTED = Address("replay", "script")


@dataclass(frozen=True, slots=True)
class Line:
    """What the citizen did: said ``text``, or pressed the button labelled ``press`` (or with the id ``choice``).
    ``after`` is the time since the line before."""

    text: str = ""
    press: str = ""
    choice: str = ""
    after: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line and what came of it; ``unpressed`` when no such button was there to press."""

    line: Line
    outcome: Outcome
    unpressed: bool = False


def replay(
    library: Library,
    lines: Iterable[Line],
    now: datetime,
    dialog: Dialog | None = None,
    shown: tuple[Choice, ...] = (),
) -> tuple[Exchange, ...]:
    """Every line in turn, beginning at ``now``, from a fresh dialog or the one given with the buttons ``shown`` last.

    Pure: same in, same out.
    """
    dialog = dialog or Dialog()
    done: list[Exchange] = []
    for number, line in enumerate(lines):
        now += line.after
        button = _button(line, shown)
        text = button.label if button else line.text or line.press
        message = IncomingMessage(SCRIPTED, str(number), text, now, button.id if button else None)
        outcome = decide(Turn(message, dialog, library, now))
        exchange = Exchange(line, outcome, unpressed=bool(line.press and button is None))
        done.append(exchange)
        dialog, shown = outcome.dialog, buttons_of(exchange) or shown
    return tuple(done)


def buttons_of(exchange: Exchange) -> tuple[Choice, ...]:
    """All buttons shown in an answer."""
    return tuple(c for reply in exchange.outcome.replies for c in reply.choices)


def _button(line: Line, shown: Sequence[Choice]) -> Choice | None:
    if line.choice:
        return next((c for c in shown if c.id == line.choice), Choice(line.choice, ""))
    exact = [c for c in shown if c.label == line.press]
    starting = [c for c in shown if line.press and c.label.startswith(line.press)]
    return next(iter((*exact, *starting)), None)


def transcript(exchanges: Iterable[Exchange]) -> str:
    """The conversation as lines to be read, with lists and buttons."""
    rows: list[str] = []
    for exchange in exchanges:
        line = exchange.line
        rows.append(f"市民：{line.text or f'〔{line.press or line.choice}〕'}")
        for reply in exchange.outcome.replies:
            rows.append("助手：" + reply.text.replace("\n", "\n　　　"))
            rows += [f"　　　☐ {row.name}｜{row.hand_in}｜{row.if_text}" for row in _papers(reply)]
            rows += [f"　　　〔{'〕〔'.join(map(_worded, reply.choices))}〕"] if reply.choices else []
        calls = [effect for effect in exchange.outcome.effects if isinstance(effect, CallAgent)]
        rows += [f"　　　→ 转人工：{call.department or '市民热线'}" for call in calls]
    return "\n".join(rows)


def _worded(choice: Choice) -> str:
    return f"{choice.label}：{choice.hint}" if choice.hint else choice.label


def _papers(reply: Reply) -> tuple[PaperLine, ...]:
    return reply.checklist.lines if reply.checklist else ()


def differences(before: str, after: str) -> tuple[str, ...]:
    """The lines of two transcripts that differ, marked ``-`` and ``+``; empty when nothing changed."""
    rows = difflib.unified_diff(before.splitlines(), after.splitlines(), "以前", "现在", lineterm="", n=1)
    return tuple(rows)
