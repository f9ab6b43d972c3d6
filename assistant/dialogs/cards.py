"""What a citizen sees of an item before its list: the card, and the line that introduces it."""

from __future__ import annotations

from assistant.dialogs.names import short_name, spell_out
from assistant.dialogs.turn import Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.notice import notice_of
from assistant.knowledge.schema import Item, Sourced
from assistant.knowledge.speech import said_or_expired
from assistant.messages import ItemCard


def card(turn: Turn, item: Item) -> ItemCard:
    """The card of an item: who it is for, how long, how much, where, and what its list means."""
    catalogue, voice = turn.library.catalogue, voice_of(turn)

    def speak(sourced: Sourced, text: str) -> str:
        return spell_out(said_or_expired(catalogue, sourced, text, turn.today).text, catalogue.items)

    return ItemCard(
        code=item.code,
        name=item.item_name,
        summary=speak(item.summary, item.summary.text),
        how_long=speak(item.time_limits[0], item.time_limits[0].text),
        fee=speak(item.fee, item.fee.text),
        where=speak(item.places[0], item.places[0].text),
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


def name_in_sentence(item: Item) -> str:
    """The short name of an item."""
    return short_name(item.item_name)


def honest_note(turn: Turn, item: Item) -> str:
    """Who vouches for this item and since when – or that nobody does yet (AI-02)."""
    return notice_of(turn.library.catalogue, item, turn.today, doubtful=False)
