"""Where a ticket may go from where it is: one table, and ``advance`` as its only judge."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from assistant.errors import OutOfTurn
from assistant.tickets import TicketState


class Move(StrEnum):
    """What can happen to a ticket."""

    ASK = "ask"
    """The next post is asked (A 角 → B 角 → 组长 → 值班长)."""
    TAKE = "take"
    ASSIGN = "assign"
    """A lead gives it to somebody."""
    SAY = "say"
    LOSE = "lose"
    """Whoever had it is gone or stayed silent: back to the front of the queue."""
    TRANSFER = "transfer"
    """To another department's queue."""
    PASS = "pass"
    """To a colleague."""
    RETURN = "return"
    """Back to the bot."""
    WRAP = "wrap"
    RESUME = "resume"
    """Somebody says something more during the wrap-up."""
    CLOSE = "close"
    LEAVE = "leave"
    """The citizen does not want to wait any more."""
    SHUT = "shut"
    """Closing time, or nobody there at all: called back later."""
    REOPEN = "reopen"
    """Opening time: into the queue."""


MOVES: Mapping[tuple[TicketState, Move], TicketState] = {
    ("queued", Move.ASK): "queued",
    ("queued", Move.TAKE): "claimed",
    ("queued", Move.ASSIGN): "claimed",
    ("queued", Move.TRANSFER): "queued",
    ("queued", Move.LEAVE): "closed",
    ("queued", Move.SHUT): "callback",
    ("callback", Move.REOPEN): "queued",
    ("callback", Move.TAKE): "claimed",
    ("callback", Move.ASSIGN): "claimed",
    ("callback", Move.LEAVE): "closed",
    ("claimed", Move.SAY): "active",
    ("claimed", Move.LOSE): "queued",
    ("claimed", Move.TRANSFER): "queued",
    ("claimed", Move.PASS): "claimed",
    ("claimed", Move.ASSIGN): "claimed",
    ("claimed", Move.RETURN): "returned",
    ("claimed", Move.WRAP): "wrap_up",
    ("active", Move.SAY): "active",
    ("active", Move.LOSE): "queued",
    ("active", Move.TRANSFER): "queued",
    ("active", Move.PASS): "claimed",
    ("active", Move.ASSIGN): "claimed",
    ("active", Move.RETURN): "returned",
    ("active", Move.WRAP): "wrap_up",
    ("active", Move.CLOSE): "closed",
    ("wrap_up", Move.SAY): "active",
    ("wrap_up", Move.RESUME): "active",
    ("wrap_up", Move.CLOSE): "closed",
}

OWNER_CHANGES = frozenset(Move) - {Move.SAY, Move.WRAP, Move.RESUME}
"""Moves that raise the epoch: whatever was computed before them is void."""

OWNED: tuple[TicketState, ...] = ("claimed", "active", "wrap_up")
"""States in which a person has the ticket and the bot is silent."""

_WHY_NOT = "这件工单现在是“{state}”，不能这样做。请刷新后再看。"
STATE_NAMES: Mapping[TicketState, str] = {
    "queued": "排队",
    "callback": "待回电",
    "claimed": "已接单",
    "active": "服务中",
    "wrap_up": "小结",
    "closed": "已结束",
    "returned": "已交回机器人",
}


def advance(state: TicketState, move: Move) -> TicketState:
    """The state after this move. Raises :class:`OutOfTurn` when the table does not allow it."""
    if (after := MOVES.get((state, move))) is None:
        raise OutOfTurn(_WHY_NOT.format(state=STATE_NAMES[state]))
    return after
