"""What is heard in a message: phrase lists of ``knowledge/wording/hearing.yaml`` laid over its text.

A list is one string, its phrases separated by spaces. In a phrase ``…`` stands for up to six characters, ``^`` for the
beginning and ``$`` for the end of the message, ``[甲/乙]`` for one of several words, so that an officer can read and
mend it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from assistant.text.normalise import normalise

_NUMBER = r"(?:(?:身份证|手机|电话|银行卡|卡)?(?:号码|号)?是?[:：,， ]*)〔[^〕]*〕"
_PIECES = re.compile(r"(…|\[[^\]]*\])")
_NOISE = re.compile(_NUMBER + r"|[\s,.;:!?~'\"()\[\]<>…·、，。；：！？～“”‘’（）【】《》「」—\-_*]+")


@lru_cache(maxsize=4096)
def compact(text: str) -> str:
    """One spelling for comparing: normalised, without spaces, punctuation and marks of hidden numbers. Idempotent."""
    return _NOISE.sub("", normalise(text))


@lru_cache(maxsize=4096)
def pattern(phrases: str) -> re.Pattern[str]:
    """The regular expression of a phrase list; an empty list matches nothing."""
    parts = sorted(phrases.split(), key=len, reverse=True)
    # A phrase of punctuation alone is nothing once compacted, and nothing is found everywhere.
    said = [phrase for part in parts if (phrase := _phrase(part)).strip("^$")]
    return re.compile("|".join(said) or r"(?!)")


def _phrase(phrase: str) -> str:
    start, end = phrase.startswith("^"), phrase.endswith("$")
    core = "".join(_piece(piece) for piece in _PIECES.split(phrase.strip("^$")))
    return ("^" if start else "") + core + ("$" if end else "")


def _piece(piece: str) -> str:
    """A gap, one of several words, or a word as it is."""
    if piece == "…":
        return ".{0,6}?"
    if piece.startswith("["):
        return "(?:" + "|".join(_word(word) for word in piece[1:-1].split("/")) + ")"
    return re.escape(compact(piece))


def _word(word: str) -> str:
    """One of several words; it may end the message (走了$)."""
    return re.escape(compact(word.removesuffix("$"))) + ("$" if word.endswith("$") else "")


def find(words: Mapping[str, str], key: str, text: str) -> re.Match[str] | None:
    """The first place where a phrase of the list ``hear.<key>`` occurs in the message, if any."""
    return pattern(words.get(f"hear.{key}", "")).search(compact(text))


def heard(words: Mapping[str, str], key: str, text: str) -> bool:
    """Whether any phrase of the list occurs in the message."""
    return find(words, key, text) is not None


def whole(words: Mapping[str, str], key: str, text: str) -> bool:
    """Whether the message is nothing but phrases of the list (and particles such as 啊 吧 的)."""
    rest = pattern(words.get(f"hear.{key}", "")).sub("", compact(text))
    return rest != compact(text) and not pattern(words.get("hear.particle", "")).sub("", rest)
