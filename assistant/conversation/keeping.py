"""From what a turn decided to the records that are kept of it, with numbers masked and a token for each list."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from assistant.dialogs.turn import CallAgent, Outcome
from assistant.messages import IncomingMessage, Reply, as_json
from assistant.records import Conversation, Dialog, GivenChecklist, Handover, Utterance
from assistant.text.mask import mask


def masked(value: Any) -> Any:
    """The JSON value with every string in it masked."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {k: masked(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(v) for v in value]
    return value


def masked_dialog(dialog: Dialog) -> Dialog:
    """The dialog with its notes masked: they may quote the citizen."""
    return replace(dialog, memo=masked(dialog.memo))


def given_lists(
    outcome: Outcome, conversation: str, version: str, now: datetime
) -> tuple[Outcome, tuple[GivenChecklist, ...]]:
    """The outcome with a token on every reply that carries a checklist, and what to keep under these tokens."""
    replies: list[Reply] = []
    lists: list[GivenChecklist] = []
    for reply in outcome.replies:
        if reply.checklist is None:
            replies.append(reply)
            continue
        token = secrets.token_urlsafe(16)
        code, bundle = reply.checklist.code, reply.checklist.bundle
        answers = answers_about(outcome.dialog, code)
        shown = as_json(reply.checklist)
        lists.append(GivenChecklist(token, conversation, code, answers, version, now, shown, bundle))
        replies.append(replace(reply, token=token))
    return replace(outcome, replies=tuple(replies)), tuple(lists)


def answers_about(dialog: Dialog, item: str) -> dict[str, tuple[str, ...]]:
    """What the person told about her case of this item."""
    matters = (*dialog.past, *((dialog.matter,) if dialog.matter else ()))
    return next((dict(m.answers) for m in reversed(matters) if m.item == item), {})


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
        "said": [{"speaker": u.speaker, "text": u.text, "at": u.at.isoformat()} for u in said],
        "reason": call.reason,
    }
