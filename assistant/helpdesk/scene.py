"""What every act at the desk stands on, and the few things that every act does: move a ticket, tell the citizen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from assistant.errors import NotFound, OutOfTurn
from assistant.helpdesk.hints import QUEUE
from assistant.helpdesk.lifecycle import OWNER_CHANGES, STATE_NAMES, Move, advance
from assistant.helpdesk.roster import CENTRE
from assistant.knowledge.schema import Department, Window
from assistant.library import Library
from assistant.messages import Reply, as_json
from assistant.people import Staff
from assistant.ports import Stores
from assistant.posting import post
from assistant.records import Conversation, Speaker, Utterance
from assistant.settings import Settings
from assistant.text.mask import mask
from assistant.tickets import Ticket, TicketEvent

SYSTEM, CITIZEN = "system", "citizen"
"""Actors that are no accounts."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One open transaction at one moment, with the knowledge and the settings of that moment."""

    stores: Stores
    library: Library
    settings: Settings
    now: datetime
    touched: set[str] = field(default_factory=set)
    """Conversations in which something was said, and :data:`~assistant.helpdesk.hints.QUEUE`: who must look again."""

    def words(self, key: str, /, **values: object) -> str:
        """The sentence ``desk.<key>`` of ``knowledge/wording``."""
        return self.library.catalogue.wording[f"desk.{key}"].strip().format(**values)

    def department(self, identity: str) -> Department | None:
        """The department with this id."""
        return next((d for d in self.library.catalogue.departments.values() if d.id == identity), None)

    def department_name(self, identity: str) -> str:
        """What the citizen calls it; the centre and unknown ids have a name too."""
        found = self.department(identity)
        return found.name if found else self.words("centre")

    def department_id(self, name: str | None) -> str:
        """The id of the department with this name or id; the centre when there is none."""
        all_of_them = self.library.catalogue.departments.values()
        return next((d.id for d in all_of_them if name in (d.name, d.id)), CENTRE)

    def hours(self, department: str) -> tuple[Window, ...]:
        """When the department works; the centre keeps the hours of the first one."""
        found = self.department(department) or next(iter(self.library.catalogue.departments.values()), None)
        return found.hours if found else ()

    def item_name(self, code: str | None) -> str:
        item = self.library.catalogue.items.get(code or "")
        return item.item_name if item else ""

    async def name(self, account: str | None) -> str:
        """The name of an account, for colleagues."""
        staff = await self.stores.staff.by_id(account) if account else None
        return staff.name if staff else ""


async def held(scene: Scene, identity: str) -> tuple[Ticket, Conversation]:
    """The ticket and its conversation, nobody else's until the transaction ends. Raises :class:`NotFound`."""
    ticket = await scene.stores.tickets.find(identity)
    conversation = await scene.stores.conversations.hold(ticket.conversation) if ticket else None
    # Read again: what was read before the lock is already old.
    ticket = await scene.stores.tickets.find(identity)
    if ticket is None or conversation is None:
        raise NotFound("没有找到这件工单。")
    return ticket, conversation


async def move(
    scene: Scene,
    ticket: Ticket,
    how: Move,
    actor: str,
    *,
    key: str | None = None,
    detail: Mapping[str, Any] | None = None,
    **values: Any,
) -> Ticket:
    """The one place where a ticket changes: the table is asked, the row compared and swapped, the event written."""
    state = advance(ticket.state, how)
    epoch = ticket.epoch + (how in OWNER_CHANGES)
    changed = await scene.stores.tickets.change(ticket, {"state": state, "epoch": epoch, **values})
    if changed is None:
        raise await late(scene, ticket.id)
    scene.touched.update((ticket.conversation, QUEUE) if how in OWNER_CHANGES else (ticket.conversation,))
    await event(scene, changed, str(how), actor, key=key, detail=detail)
    return changed


async def note_times(scene: Scene, ticket: Ticket, **values: datetime | None) -> Ticket:
    """Write when somebody last spoke or was reminded; changes neither state nor owner, so it makes no event."""
    changed = await scene.stores.tickets.change(ticket, values)
    if changed is None:
        raise await late(scene, ticket.id)
    return changed


async def event(
    scene: Scene,
    ticket: Ticket,
    what: str,
    actor: str,
    *,
    key: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> TicketEvent:
    """One row of the timeline."""
    row = TicketEvent(ticket.id, 0, scene.now, actor, what, ticket.state, ticket.epoch, dict(detail or {}), key)
    return await scene.stores.tickets.add_event(row)


async def late(scene: Scene, identity: str) -> OutOfTurn:
    """The error for whoever came too late, with the name of who was faster."""
    ticket = await scene.stores.tickets.find(identity)
    if ticket is None:
        return OutOfTurn("这件工单已经不在了。")
    if ticket.agent and ticket.state in ("claimed", "active", "wrap_up"):
        return OutOfTurn(f"已被{await scene.name(ticket.agent) or '同事'}接走。")
    if ticket.state == "queued" and ticket.asked:
        return OutOfTurn(f"已转给{await scene.name(ticket.asked) or '下一位同事'}。要接的话，请刷新后再接。")
    return OutOfTurn(f"这件工单现在是“{STATE_NAMES[ticket.state]}”。请刷新后再看。")


async def tell(
    scene: Scene,
    conversation: Conversation,
    reply: Reply,
    *,
    key: str,
    speaker: Speaker = "system",
    by: Staff | None = None,
    epoch: int = 0,
) -> Utterance:
    """Say something to the citizen outside of an answer: kept in the talk, and put into the outbox of channels that
    have to be called. The same ``key`` is said once."""
    identity = f"desk:{key}"
    before = await scene.stores.conversations.answering(conversation.id, identity)
    if before:
        return before[0]
    if by is not None:  # what a person typed; the program's own sentences hold only numbers meant to be read
        reply = replace(reply, text=mask(reply.text))
    said = Utterance(
        conversation.id,
        0,
        speaker,
        reply.text,
        scene.now,
        identity,
        as_json(reply),
        scene.library.version,
        author=by.id if by else None,
    )
    await scene.stores.conversations.say([said])
    scene.touched.add(conversation.id)
    await post(scene.stores, conversation, (reply,), identity, scene.now, epoch, speaker)
    return (await scene.stores.conversations.answering(conversation.id, identity))[0]
