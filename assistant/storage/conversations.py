"""Conversations, their utterances, and the messages they came in with, over one open session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.messages import Address
from assistant.records import Conversation, Dialog, Processed, Utterance
from assistant.storage.tables import ConversationRow, InboxRow, UtteranceRow

_DIALOG = TypeAdapter(Dialog)


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
        here = (ConversationRow.channel == address.channel, ConversationRow.person == address.person)
        row = await self._session.scalar(select(ConversationRow).where(*here))
        return None if row is None else _conversation(row)

    async def by_id(self, identity: str) -> Conversation | None:
        row = await self._session.get(ConversationRow, identity)
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
        insert = insert_postgresql if self._session.get_bind().dialect.name == "postgresql" else insert_sqlite
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
        await self._session.execute(insert(ConversationRow).values(**values).on_conflict_do_nothing())
        return await self._mine(address) or fresh

    async def _mine(self, address: Address) -> Conversation | None:
        """The conversation for this transaction alone: another process waits here until it ends (SQLite does so at
        the transaction's beginning), so that messages of one person are answered one after the other."""
        here = (ConversationRow.channel == address.channel, ConversationRow.person == address.person)
        query = select(ConversationRow).where(*here).with_for_update()
        row = await self._session.scalar(query.execution_options(populate_existing=True))
        return None if row is None else _conversation(row)

    async def save(self, conversation: Conversation) -> None:
        await self._session.execute(
            update(ConversationRow)
            .where(ConversationRow.id == conversation.id)
            .values(
                last_at=conversation.last_at,
                dialog=_DIALOG.dump_python(conversation.dialog, mode="json"),
                version=conversation.version,
            )
        )

    async def say(self, utterances: Sequence[Utterance]) -> None:
        for conversation in {u.conversation for u in utterances}:
            last = select(func.max(UtteranceRow.seq)).where(UtteranceRow.conversation == conversation)
            seq = await self._session.scalar(last) or 0
            mine = [u for u in utterances if u.conversation == conversation]
            rows = (UtteranceRow(**asdict(replace(u, seq=seq + n))) for n, u in enumerate(mine, start=1))
            self._session.add_all(rows)
        await self._session.flush()

    async def said(self, conversation: str, last: int) -> tuple[Utterance, ...]:
        query = select(UtteranceRow).where(UtteranceRow.conversation == conversation)
        rows = await self._session.scalars(query.order_by(UtteranceRow.seq.desc()).limit(last))
        return tuple(_utterance(r) for r in reversed(rows.all()))

    async def said_after(self, conversation: str, after: int, most: int) -> tuple[Utterance, ...]:
        newer = (UtteranceRow.conversation == conversation, UtteranceRow.seq > after)
        query = select(UtteranceRow).where(*newer).order_by(UtteranceRow.seq).limit(most)
        return tuple(_utterance(r) for r in await self._session.scalars(query))

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
        row = await self._session.get(InboxRow, (address.channel, address.person, message_id))
        if row is None:
            return None
        state: Any = row.state
        return Processed(
            address, message_id, row.conversation, state, row.at, row.tries, row.dialog_state, dict(row.notes)
        )

    async def mark(self, processed: Processed) -> None:
        plain = asdict(processed)
        address = plain.pop("address")
        await self._session.merge(InboxRow(**address, **plain))
        await self._session.flush()
