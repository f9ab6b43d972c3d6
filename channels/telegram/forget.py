"""/forget: what is kept of this conversation is deleted, or it is said why not yet (PI-07)."""

from __future__ import annotations

from assistant.bootstrap import Services
from channels.telegram import words
from channels.telegram.hearing import address_of


async def forget(services: Services, chat: int) -> str:
    """Delete the talk and everything that hangs on it; the sentence to be answered."""
    request = await services.personal.ask(address_of(chat))
    if request is None:
        return words.NOTHING_KEPT
    if request.waits_for:
        why = words.WAITS_FOR[request.waits_for]
        return words.FORGET_WAITS.format(why=why, month=request.due.month, day=request.due.day)
    return words.FORGOTTEN
