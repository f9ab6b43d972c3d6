"""An item as it may be read today: parameters filled in, sentences with expired ones left out."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.schema import Item, Question, Sourced
from assistant.knowledge.speech import parameters_in, said, said_or_expired

_LISTS = ("acceptance_conditions", "steps", "time_limits", "legal_basis", "places", "faq")
_SINGLE = ("summary", "fee", "result")


def spoken_item(catalogue: Catalogue, item: Item, today: date) -> Item:
    """The item for a page that shows it whole. The same object comes back when it has no parameters."""
    if not any(parameters_in(text) for text in item.spoken_texts()):
        return item
    update: dict[str, Any] = {name: _list(catalogue, getattr(item, name), today) for name in _LISTS}
    for name in _SINGLE:
        sourced = getattr(item, name)
        text = said_or_expired(catalogue, sourced, sourced.text, today).text
        update[name] = sourced.model_copy(update={"text": text})
    return item.model_copy(update=update)


def _list(catalogue: Catalogue, sourced: tuple[Sourced, ...], today: date) -> tuple[Sourced, ...]:
    spoken = []
    for one in sourced:
        field = "a" if isinstance(one, Question) else "text"
        told = said(catalogue, one, getattr(one, field), today)
        if told is not None:
            spoken.append(one.model_copy(update={field: told.text}))
    return tuple(spoken)
