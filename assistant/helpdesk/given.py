"""What an officer sends with one click: an item's list by what the citizen told, and item cards."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.errors import NotFound
from assistant.helpdesk.scene import Scene
from assistant.knowledge.checklist import checklist
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.schema import Item, Sourced
from assistant.knowledge.speech import said_or_expired
from assistant.messages import ItemCard, Reply, as_json
from assistant.records import Conversation, GivenChecklist
from assistant.tickets import Ticket


def cards_of(scene: Scene, codes: Sequence[str]) -> tuple[ItemCard, ...]:
    """The cards of these items. Raises :class:`NotFound` for a code that there is not."""
    return tuple(_card(scene, _item(scene, code)) for code in codes)


async def list_of(scene: Scene, conversation: Conversation, ticket: Ticket, code: str, reply: Reply) -> Reply:
    """The reply with the item's list, made from what the citizen told, kept under a token like any given list."""
    item = _item(scene, code)
    answers = answers_about(conversation, ticket, code)
    day = scene.now.astimezone(SHANGHAI).date()
    made = checklist(scene.library.catalogue, item, answers, day)
    token = secrets.token_urlsafe(16)
    shown = as_json(made)
    given = GivenChecklist(token, conversation.id, code, answers, scene.library.version, scene.now, shown)
    await scene.stores.checklists.add(given)
    return replace(reply, text=reply.text or scene.words("list", name=item.item_name), checklist=made, token=token)


def answers_about(conversation: Conversation, ticket: Ticket, code: str) -> dict[str, tuple[str, ...]]:
    """What the citizen told about this item: in the dialog, else in the packet."""
    dialog = conversation.dialog
    matters = (*dialog.past, *((dialog.matter,) if dialog.matter else ()))
    told = next((m.answers for m in reversed(matters) if m.item == code), None)
    if told is None and ticket.item == code:
        packed: dict[str, Any] = ticket.packet.get("answers", {})
        told = {name: tuple(options) for name, options in packed.items()}
    return dict(told or {})


def _item(scene: Scene, code: str) -> Item:
    item = scene.library.catalogue.items.get(code)
    if item is None:
        raise NotFound("没有这个事项，可能已经改了编号。")
    return item


def _card(scene: Scene, item: Item) -> ItemCard:
    catalogue, day = scene.library.catalogue, scene.now.astimezone(SHANGHAI).date()

    def speak(sourced: Sourced, text: str) -> str:
        return said_or_expired(catalogue, sourced, text, day).text

    return ItemCard(
        code=item.code,
        name=item.item_name,
        summary=speak(item.summary, item.summary.text),
        how_long=speak(item.time_limits[0], item.time_limits[0].text),
        fee=speak(item.fee, item.fee.text),
        where=speak(item.places[0], item.places[0].text),
        service_list=item.service_list,
        list_meaning=catalogue.wording[f"list_meaning.{item.service_list}"].strip(),
        fast=item.fast,
        department=item.department,
    )
