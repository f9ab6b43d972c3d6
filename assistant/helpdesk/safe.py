"""What the desk asks of the vault: to seal a call-back number, and to open it for the officer who calls."""

from __future__ import annotations

from typing import Protocol


class Safe(Protocol):
    """Seals short texts."""

    def seal(self, text: str) -> str:
        """The text as one word that tells nothing."""
        ...

    def open(self, sealed: str) -> str:
        """The text again."""
        ...
