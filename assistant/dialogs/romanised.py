"""A message typed in pinyin (yao dai shenme), written out with the words this house listens for, as far as they go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from assistant.dialogs.human import current_item
from assistant.dialogs.turn import Turn
from assistant.text.normalise import normalise
from assistant.text.pinyin import syllables

_LATIN = re.compile(r"[a-z\s,.?!'，。？！]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_HEARD = ("aspect.", "manners.", "weak.", "option.", "particular.", "wants", "changed", "yes", "no", "unsure", "single")
FEWEST = 2
ENOUGH = 0.6
"""Share of the syllables that must be words we know."""


def written_out(turn: Turn) -> Turn:
    """The turn with its pinyin as characters; unchanged when it is not pinyin, or mostly of words we do not know."""
    said = normalise(turn.message.text).strip()
    keys = syllables(said) if not turn.message.choice and said and _LATIN.fullmatch(said) else ()
    if len(keys) < FEWEST:
        return turn
    text, known = _spelled(keys, _vocabulary(tuple(_phrases(turn))))
    amid = turn.dialog.matter is not None or bool(turn.dialog.offered)
    if known < (ENOUGH if amid else 1.0) * len(keys):
        return turn
    return replace(turn, message=replace(turn.message, text=text))


def _phrases(turn: Turn) -> Iterator[str]:
    """Words in the order in which they are preferred: those of the present item, what is listened for, all names."""
    item, catalogue = current_item(turn), turn.library.catalogue
    for circumstance in item.circumstances if item else ():
        for option in circumstance.options:
            yield from (option.label, *option.words)
    for key, phrases in catalogue.wording.items():
        if key.startswith("hear.") and key.removeprefix("hear.").startswith(_HEARD):
            yield from (phrase.strip("^$") for phrase in phrases.split())
    yield from catalogue.by_alias


@lru_cache(maxsize=4)
def _vocabulary(phrases: tuple[str, ...]) -> Mapping[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for phrase in phrases:
        if _HAN.fullmatch(phrase):
            found.setdefault(tuple(syllables(phrase)), phrase)
    return found


def _spelled(keys: tuple[str, ...], words: Mapping[tuple[str, ...], str]) -> tuple[str, int]:
    """The longest words from the left, and how many syllables they cover; what is not known stays as it sounds."""
    longest = max(map(len, words), default=0)
    parts, known, place = [], 0, 0
    while place < len(keys):
        size = next((n for n in range(min(longest, len(keys) - place), 0, -1) if keys[place : place + n] in words), 0)
        parts.append(words[keys[place : place + size]] if size else keys[place])
        known += size
        place += size or 1
    return "".join(parts), known
