"""The assistant's voice: every sentence it speaks, by key, in the ordinary or the plain (长辈版) version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.dialogs.turn import Turn


@dataclass(frozen=True, slots=True)
class Voice:
    """Calling it gives the sentence of a key with its placeholders filled: ``voice("human.phone", phone="…")``.

    In 长辈版 a key's ``.plain`` variant is taken where there is one. A key that does not exist is a bug and raises
    ``KeyError``; a test holds that every key named in the code exists.
    """

    words: Mapping[str, str]
    plain: bool = False

    def __call__(self, key: str, /, **values: object) -> str:
        sentence = self.words[f"{key}.plain"] if self.plain and f"{key}.plain" in self.words else self.words[key]
        return sentence.strip().format(**values)

    def has(self, key: str) -> bool:
        """Whether there is a sentence of this key."""
        return key in self.words


def voice_of(turn: Turn) -> Voice:
    """The voice in which this turn is answered."""
    return Voice(turn.library.catalogue.wording, turn.dialog.plain)
