"""The chain of the audit log: each row's digest covers the row and the digest before, so that a changed row is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import UTC

from assistant.people import AuditEntry

START = "0" * 64
"""What stands before the first row."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found: how many rows, the last digest, and the places that do not fit."""

    rows: int
    last: str
    broken: tuple[int, ...]
    """The ``seq`` of each row that was changed, or before which rows are missing."""

    @property
    def whole(self) -> bool:
        return not self.broken


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 over the digest before and the row as canonical JSON, as 64 hexadecimal digits."""
    row = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "act": entry.act,
        "object": entry.object,
        "detail": entry.detail,
    }
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{entry.before}\n{text}".encode()).hexdigest()


def chained(entry: AuditEntry, before: str) -> AuditEntry:
    """The row with its place in the chain."""
    placed = replace(entry, before=before)
    return replace(placed, digest=digest_of(placed))


class Walk:
    """Checks row after row, oldest first."""

    def __init__(self) -> None:
        self._last = START
        self._rows = 0
        self._seq = 0
        self._broken: list[int] = []

    def step(self, entry: AuditEntry) -> None:
        """Take the next row; whether it fits is kept."""
        fits = entry.seq == self._seq + 1 and entry.before == self._last and entry.digest == digest_of(entry)
        if not fits:
            self._broken.append(entry.seq)
        self._last, self._seq, self._rows = entry.digest, entry.seq, self._rows + 1

    def verdict(self) -> Verdict:
        return Verdict(self._rows, self._last, tuple(self._broken))


def verify(entries: Iterable[AuditEntry]) -> Verdict:
    """The verdict on rows given oldest first."""
    walk = Walk()
    for entry in entries:
        walk.step(entry)
    return walk.verdict()


async def verify_whole(entries: AsyncIterator[AuditEntry]) -> Verdict:
    """The verdict on a log read bit by bit."""
    walk = Walk()
    async for entry in entries:
        walk.step(entry)
    return walk.verdict()
