"""Putting replies into the outbox of a channel that has to be called, in the transaction that decided them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from assistant.messages import Reply, as_json
from assistant.ports_outbox import OutboxStores
from assistant.records import Conversation, Speaker
from assistant.tickets import Notice

PUSHED = frozenset({"telegram"})
"""Channels to which we speak by calling them. The others (web, terminal) read what was said by a cursor."""

ALWAYS = frozenset({"emergency"})
"""Kinds of replies that are sent although somebody else speaks by now."""


async def post(
    stores: OutboxStores,
    conversation: Conversation,
    replies: Sequence[Reply],
    key: str,
    now: datetime,
    epoch: int = 0,
    speaker: Speaker = "bot",
) -> None:
    """Write each reply once, under ``key`` and its place, if the conversation's channel is one that is called.

    ``epoch`` is that of the conversation's ticket (0 without one): what the bot says is not sent once a person took
    over. Help for a person in danger is sent whatever happens.
    """
    where = conversation.address
    if where.channel not in PUSHED:
        return
    await stores.notices.add(
        [
            Notice(
                id=uuid4().hex,
                key=f"{where.channel}:{where.person}:{key}:{place}"[:200],
                channel=where.channel,
                person=where.person,
                conversation=conversation.id,
                seq=0,
                body=as_json(reply),
                epoch=epoch,
                state="new",
                tries=0,
                next_at=now,
                at=now,
                speaker="system" if reply.kind in ALWAYS else speaker,
            )
            for place, reply in enumerate(replies)
        ]
    )
