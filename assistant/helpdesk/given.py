"""What an officer sends with one click: an item's list by what the citizen told, and item cards."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.errors import NotFound
from assistant.helpdesk.scene import Scene
from assistant.knowledge.bundle import default_choice
from assistant.knowledge.checklist import Checklist, checklist
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.schema import Bundle, Item, Sourced
from assistant.knowledge.speech import said_or_expired
from assistant.library import Library
from assistant.messages import ItemCard, Reply, as_json
from assistant.records import Conversation, GivenChecklist
from assistant.tickets import Ticket

BUNDLE = "bundle:"
CHOSEN = "bundle.chosen"
"""Among the answers kept with a bundle's list: the items chosen. No circumstance can be called so, for the dot."""

Merged = Callable[[Library, Bundle, Mapping[str, tuple[str, ...]], tuple[str, ...], datetime], Checklist | None]
"""The one list of a bundle for these answers and items, in the words of the dialog."""


def cards_of(scene: Scene, codes: Sequence[str]) -> tuple[ItemCard, ...]:
    """The cards of these items. Raises :class:`NotFound` for a code that there is not."""
    return tuple(_card(scene, _item(scene, code)) for code in codes)


async def list_of(
    scene: Scene, conversation: Conversation, ticket: Ticket, code: str, reply: Reply, merged: Merged | None = None
) -> Reply:
    """The reply with the item's list, made from what the citizen told, kept under a token like any given list.

    ``bundle:<id>`` is the one list of all items of a bundle, as ``merged`` writes it.
    """
    if code.startswith(BUNDLE) and merged is not None:
        return await _bundle_list(scene, conversation, code.removeprefix(BUNDLE), reply, merged)
    item = _item(scene, code)
    answers = answers_about(conversation, ticket, code)
    day = scene.now.astimezone(SHANGHAI).date()
    made = checklist(scene.library.catalogue, item, answers, day)
    token = secrets.token_urlsafe(16)
    shown = as_json(made)
    given = GivenChecklist(token, conversation.id, code, answers, scene.library.version, scene.now, shown)
    await scene.stores.checklists.add(given)
    return replace(reply, text=reply.text or scene.words("list", name=item.item_name), checklist=made, token=token)


async def _bundle_list(scene: Scene, conversation: Conversation, identity: str, reply: Reply, merged: Merged) -> Reply:
    bundle = scene.library.catalogue.bundles.get(identity)
    if bundle is None:
        raise NotFound("没有这一组，可能已经改了。")
    noted = conversation.dialog.memo.get("bundle", {})
    told = noted if noted.get("id") == identity else {}
    answers = {name: tuple(options) for name, options in told.get("answers", {}).items()}
    chosen = tuple(told.get("chosen") or default_choice(bundle))
    made = merged(scene.library, bundle, answers, chosen, scene.now)
    if made is None:
        raise NotFound("这一组现在没有可以发的清单。")
    token, kept = secrets.token_urlsafe(16), {**answers, CHOSEN: chosen}
    version, shown = scene.library.version, as_json(made)
    given = GivenChecklist(token, conversation.id, made.code, kept, version, scene.now, shown, identity)
    await scene.stores.checklists.add(given)
    return replace(reply, text=reply.text or scene.words("list", name=bundle.name), checklist=made, token=token)


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
