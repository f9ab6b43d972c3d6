"""From what a turn decided to the records that are kept of it, with every number of a person masked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from assistant.conversation.lists import answers_about
from assistant.dialogs.case_talk import CASE_CODE
from assistant.dialogs.turn import CallAgent, Outcome
from assistant.messages import IncomingMessage, Reply, as_json
from assistant.records import Conversation, Dialog, Handover, Utterance, by_the_page
from assistant.text.mask import mask

_OUR_ID = re.compile(r"(?:[a-z]+:)?[0-9a-f]{32}")
"""An id of ours (``human:<ticket>``): the digits in it are nobody's number, and must come back as they were."""


def masked(value: Any) -> Any:
    """The JSON value with every string in it masked."""
    if isinstance(value, str):
        return value if _OUR_ID.fullmatch(value) else mask(value)
    if isinstance(value, dict):
        return {k: masked(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(v) for v in value]
    return value


def masked_dialog(dialog: Dialog) -> Dialog:
    """The dialog with its notes masked: they may quote the citizen."""
    return replace(dialog, memo=masked(dialog.memo))


def utterances_of(
    conversation: Conversation, message: IncomingMessage, replies: Sequence[Reply], now: datetime, *, heard: bool
) -> list[Utterance]:
    """What the citizen said (unless it was ``heard`` before) and each bubble of the answer."""
    where, identity, version = conversation.id, message.message_id, conversation.version
    choice = mask(message.choice) if message.choice else None
    heard_now = Utterance(where, 0, "citizen", mask(message.text), message.at, identity, None, version, choice)
    return ([] if heard else [heard_now]) + [
        Utterance(where, 0, "bot", r.text, now, identity, as_json(r), version) for r in replies
    ]


def handovers_of(
    outcome: Outcome, conversation: Conversation, said: Sequence[Utterance], now: datetime
) -> list[Handover]:
    """A row per call for a person, with all that this person needs before the first word."""
    calls = [e for e in outcome.effects if isinstance(e, CallAgent)]
    return [
        Handover(
            uuid4().hex,
            conversation.id,
            call.department,
            call.item,
            call.reason,
            _packet(call, conversation, said),
            now,
        )
        for call in calls
    ]


def _packet(call: CallAgent, conversation: Conversation, said: Sequence[Utterance]) -> dict[str, Any]:
    lists = [u.reply["token"] for u in said if u.reply and u.reply.get("token")]
    return {
        "item": call.item,
        "version": conversation.version,
        "answers": answers_about(conversation.dialog, call.item) if call.item else {},
        "checklist": lists[-1] if lists else None,
        "said": [{"speaker": u.speaker, "text": u.text, "at": u.at.isoformat()} for u in said if not by_the_page(u)],
        "reason": call.reason,
        "case": conversation.dialog.memo.get(CASE_CODE),
    }
