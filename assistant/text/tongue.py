"""In what a message is written: standard Chinese, Shanghainese, or letters (pinyin, a foreign language)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Tongue = Literal["", "hu", "latin"]

_LETTERS = re.compile(r"[A-Za-z]")
_HAN = re.compile(r"[\u3400-\u9fff]")
FEWEST = 2
"""Shanghainese words in a message that counts as Shanghainese: one alone may be chance."""


def tongue_of(text: str, shanghainese: Iterable[str]) -> Tongue:
    """``latin`` when letters outnumber characters; ``hu`` with two Shanghainese words or one of two characters."""
    if len(_LETTERS.findall(text)) > len(_HAN.findall(text)):
        return "latin"
    found = [word for word in shanghainese if word in text]
    return "hu" if len(found) >= FEWEST or any(len(word) > 1 for word in found) else ""
