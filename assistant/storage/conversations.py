"""Conversations, their utterances, and the messages they came in with, over one open session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.messages import Address
from assistant.records import Conversation, Dialog, Processed, Utterance
from assistant.storage.tables import ConversationRow, InboxRow, UtteranceRow
from assistant.storage.upserts import insert_into

_DIALOG = TypeAdapter(Dialog)
_UTTERANCE = tuple(Utterance.__dataclass_fields__)

# What every message and every look asks is built once: to build a statement costs more than to run it.
_AT = select(ConversationRow).where(
    ConversationRow.channel == bindparam("channel"), ConversationRow.person == bindparam("person")
)
_AT_LOCKED = _AT.with_for_update().execution_options(populate_existing=True)
_SAVE = (
    update(cast(Table, ConversationRow.__table__))
    .where(ConversationRow.id == bindparam("identity"))
    .values({name: bindparam(name) for name in ("last_at", "dialog", "version")})
)
_LAST_SEQ = select(func.max(UtteranceRow.seq)).where(UtteranceRow.conversation == bindparam("conversation"))
_GLANCE = select(
    ConversationRow.id,
    select(func.max(UtteranceRow.seq)).where(UtteranceRow.conversation == ConversationRow.id).scalar_subquery(),
).where(ConversationRow.channel == bindparam("channel"), ConversationRow.person == bindparam("person"))
_SAY = insert(cast(Table, UtteranceRow.__table__))
_SAID_AFTER = (
    select(UtteranceRow)
    .where(UtteranceRow.conversation == bindparam("conversation"), UtteranceRow.seq > bindparam("after"))
    .order_by(UtteranceRow.seq)
    .limit(bindparam("most"))
)
_TAKEN = select(InboxRow).where(
    InboxRow.channel == bindparam("channel"),
    InboxRow.person == bindparam("person"),
    InboxRow.message_id == bindparam("message_id"),
)


def _row(utterance: Utterance) -> dict[str, Any]:
    return {name: getattr(utterance, name) for name in _UTTERANCE}


def _conversation(row: ConversationRow) -> Conversation:
    address = Address(row.channel, row.person)
    dialog = _DIALOG.validate_python(row.dialog)
    return Conversation(row.id, address, row.started_at, row.last_at, dialog, row.version)


def _utterance(row: UtteranceRow) -> Utterance:
    speaker: Any = row.speaker
    return Utterance(
        row.conversation,
        row.seq,
        speaker,
        row.text,
        row.at,
        row.message_id,
        row.reply,
        row.version,
        row.choice,
        row.author,
    )


class SqlConversations:
    """The conversations store of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, address: Address) -> Conversation | None:
        row = await self._session.scalar(_AT, {"channel": address.channel, "person": address.person})
        return None if row is None else _conversation(row)

    async def glance(self, address: Address) -> tuple[str, int] | None:
        row = (await self._session.execute(_GLANCE, {"channel": address.channel, "person": address.person})).first()
        return None if row is None else (row[0], row[1] or 0)

    async def by_id(self, identity: str) -> Conversation | None:
        row = await self._session.get(ConversationRow, identity, populate_existing=True)
        return None if row is None else _conversation(row)

    async def hold(self, identity: str) -> Conversation | None:
        query = select(ConversationRow).where(ConversationRow.id == identity).with_for_update()
        row = await self._session.scalar(query.execution_options(populate_existing=True))
        return None if row is None else _conversation(row)

    async def latest(self, most: int) -> tuple[Conversation, ...]:
        query = select(ConversationRow).order_by(ConversationRow.last_at.desc()).limit(most)
        return tuple(_conversation(r) for r in await self._session.scalars(query))

    async def at(self, address: Address, now: datetime) -> Conversation:
        found = await self._mine(address)
        if found is not None:
            return found
        # Another process may begin the same conversation: the slower one finds what the faster wrote.
        fresh = Conversation(uuid4().hex, address, now, now)
        values = {
            "id": fresh.id,
            "channel": address.channel,
            "person": address.person,
            "started_at": now,
            "last_at": now,
            "dialog": _DIALOG.dump_python(fresh.dialog, mode="json"),
            "version": "",
        }
        insert = insert_into(self._session, ConversationRow).values(**values)
        await self._session.execute(insert.on_conflict_do_nothing())
        return await self._mine(address) or fresh

    async def _mine(self, address: Address) -> Conversation | None:
        """The conversation for this transaction alone: another process waits here until it ends (SQLite does so at
        the transaction's beginning), so that messages of one person are answered one after the other."""
        row = await self._session.scalar(_AT_LOCKED, {"channel": address.channel, "person": address.person})
        return None if row is None else _conversation(row)

    async def save(self, conversation: Conversation) -> None:
        values = {
            "identity": conversation.id,
            "last_at": conversation.last_at,
            "dialog": _DIALOG.dump_python(conversation.dialog, mode="json"),
            "version": conversation.version,
        }
        connection = await self._session.connection()
        await connection.execute(_SAVE, values)

    async def say(self, utterances: Sequence[Utterance]) -> None:
        for conversation in {u.conversation for u in utterances}:
            seq = await self._session.scalar(_LAST_SEQ, {"conversation": conversation}) or 0
            mine = [u for u in utterances if u.conversation == conversation]
            rows = [_row(replace(u, seq=seq + n)) for n, u in enumerate(mine, start=1)]
            connection = await self._session.connection()
            await connection.execute(_SAY, rows)

    async def said(self, conversation: str, last: int) -> tuple[Utterance, ...]:
        query = select(UtteranceRow).where(UtteranceRow.conversation == conversation)
        rows = await self._session.scalars(query.order_by(UtteranceRow.seq.desc()).limit(last))
        return tuple(_utterance(r) for r in reversed(rows.all()))

    async def said_after(self, conversation: str, after: int, most: int) -> tuple[Utterance, ...]:
        wanted = {"conversation": conversation, "after": after, "most": most}
        return tuple(_utterance(r) for r in await self._session.scalars(_SAID_AFTER, wanted))

    async def last_seq(self, conversations: Sequence[str]) -> dict[str, int]:
        here = UtteranceRow.conversation.in_(conversations)
        newest = select(UtteranceRow.conversation, func.max(UtteranceRow.seq)).where(here)
        rows = await self._session.execute(newest.group_by(UtteranceRow.conversation))
        return {row[0]: row[1] for row in rows}

    async def answering(self, conversation: str, message_id: str) -> tuple[Utterance, ...]:
        query = select(UtteranceRow).where(
            UtteranceRow.conversation == conversation, UtteranceRow.message_id == message_id
        )
        return tuple(_utterance(r) for r in await self._session.scalars(query.order_by(UtteranceRow.seq)))


class SqlInbox:
    """The inbox of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, address: Address, message_id: str) -> Processed | None:
        wanted = {"channel": address.channel, "person": address.person, "message_id": message_id}
        row = await self._session.scalar(_TAKEN, wanted)
        if row is None:
            return None
        state: Any = row.state
        return Processed(
            address, message_id, row.conversation, state, row.at, row.tries, row.dialog_state, dict(row.notes)
        )

    async def mark(self, processed: Processed) -> None:
        plain = asdict(processed)
        address = plain.pop("address")
        key = {"channel": address["channel"], "person": address["person"], "message_id": plain.pop("message_id")}
        insert = insert_into(self._session, InboxRow).values(**key, **plain)
        await self._session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=plain))
