"""What a citizen sees of an item before its list: the card, and the line that introduces it."""

from __future__ import annotations

from assistant.dialogs.names import short_name, spell_out
from assistant.dialogs.turn import Turn
from assistant.dialogs.wording import Voice, voice_of
from assistant.knowledge.schema import Item, Sourced
from assistant.messages import ItemCard


def card(turn: Turn, item: Item) -> ItemCard:
    """The card of an item: who it is for, how long, how much, where, and what its list means."""
    items = turn.library.catalogue.items
    voice = voice_of(turn)
    return ItemCard(
        code=item.code,
        name=item.item_name,
        summary=spell_out(item.summary.text, items),
        how_long=spell_out(item.time_limits[0].text, items),
        fee=spell_out(item.fee.text, items),
        where=spell_out(item.places[0].text, items),
        service_list=item.service_list,
        list_meaning=voice(f"list_meaning.{item.service_list}"),
        fast=item.fast,
        department=item.department,
    )


def introduction(turn: Turn, item: Item) -> str:
    """这件事叫……；一句话说明."""
    voice = voice_of(turn)
    summary = spell_out(item.summary.text, turn.library.catalogue.items)
    return voice("item.intro", name=item.item_name, summary=summary)


def marks(*said: Sourced) -> tuple[str, ...]:
    """The source marks of what was said, each once, in order."""
    return tuple(dict.fromkeys(mark for one in said for mark in one.source))


def doubtful(said: Sourced) -> bool:
    """True when a statement rests on low confidence only and nobody verified it."""
    return said.verified_on is None and all(mark == "GK-L" for mark in said.source)


def name_in_sentence(item: Item) -> str:
    """The short name of an item."""
    return short_name(item.item_name)


def honest_note(voice: Voice, item: Item) -> str:
    """Who vouches for this item: the department and the day, or nobody yet."""
    if item.review.verified_on and item.review.verified_by:
        return voice("note.verified", by=item.review.verified_by, on=item.review.verified_on.isoformat())
    return voice("note.unverified")
