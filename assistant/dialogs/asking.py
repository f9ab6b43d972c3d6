"""Whether something is asked or told: question words, and questions known by their form alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.dialogs.hearing import compact, heard

_FORMS = re.compile(
    r"([^是])[不没唔](?:\1)"  # 办不办 · 收不收
    r"|\S{2,}还是\S{2,}$"
    r"|[吗伐](?:你们|侬|那|这|啊|呀|呢|他|她|我).{0,10}$"
    r"|(?:不用|不要|可以|能|够|行|算|免费|有|也|都|应该|需要)\S{0,8}吧$"
)
"""Questions known by their form and not by a word."""
_MARKS = ("?", "？")
_CLAUSES = re.compile(r"[，,。；;！!、\s]+")


def asks(words: Mapping[str, str], said: str) -> bool:
    """Whether a message is a question (and not something told)."""
    clauses = [piece for piece in _CLAUSES.split(said) if piece]
    pieces = (said, *clauses)
    return any(mark in said for mark in _MARKS) or any(
        heard(words, "asks", piece) or _FORMS.search(compact(piece)) for piece in pieces
    )
