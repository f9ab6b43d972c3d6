"""What the core asks of the world about drafts, checks and releases of the knowledge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from assistant.releases import Draft, DraftFile, DraftState, Release


class Drafts(Protocol):
    """草稿 and who has which form open."""

    async def add(self, draft: Draft) -> None:
        """Write a new draft without its files."""
        ...

    async def by_id(self, identity: str) -> Draft | None: ...

    async def of(self, owner: str) -> Draft | None:
        """The open or returned draft of this account, the youngest if there are several."""
        ...

    async def listed(self, states: Sequence[DraftState], most: int = 200) -> tuple[Draft, ...]:
        """Drafts in one of these states, those changed last first."""
        ...

    async def touching(self, path: str) -> tuple[Draft, ...]:
        """Drafts not ended that have this file."""
        ...

    async def put(self, draft: str, path: str, file: DraftFile) -> None:
        """Write one file of a draft, new or over what was there."""
        ...

    async def take_out(self, draft: str, path: str) -> None: ...

    async def change(self, identity: str, states: Sequence[DraftState], **values: Any) -> bool:
        """Set fields if the draft is in one of these states; False when it is not any more."""
        ...

    async def open_form(self, path: str, staff: str, at: datetime) -> None:
        """Note that somebody has this file's form open."""
        ...

    async def forms(self, path: str, since: datetime) -> tuple[tuple[str, datetime], ...]:
        """Who opened this file's form since then, and when, youngest first."""
        ...


class Releases(Protocol):
    """版本: history of the published knowledge. Texts are kept once each, by their SHA-256."""

    async def keep(self, texts: Mapping[str, str]) -> None:
        """Keep texts (SHA-256 → text); those there already stay as they are."""
        ...

    async def texts(self, digests: Sequence[str]) -> dict[str, str]:
        """The texts kept under these digests."""
        ...

    async def add(self, release: Release) -> Release:
        """Append a release; its ``seq`` is given here."""
        ...

    async def by_id(self, identity: str) -> Release | None: ...

    async def latest(self) -> Release | None:
        """The last one that is live."""
        ...

    async def prepared(self) -> tuple[Release, ...]:
        """Those of which it is not yet known that their files are in the folder."""
        ...

    async def listed(self, limit: int, before: int | None = None) -> tuple[Release, ...]:
        """The live ones, youngest first; ``before`` a ``seq`` pages on."""
        ...

    async def mark(self, identity: str, **values: Any) -> None:
        """Set fields of a release."""
        ...

    async def remove(self, identity: str) -> None:
        """Forget a prepared release that never happened."""
        ...


class Gates(Protocol):
    """发布前检查: each by the key of what was checked."""

    async def by_key(self, key: str) -> Mapping[str, Any] | None:
        """``state``, ``done``, ``total``, ``step``, ``error``, ``report`` (JSON or None) and ``beat_at``."""
        ...

    async def begin(self, key: str, at: datetime, stale: datetime) -> bool:
        """Claim the check: True when there was none, or it failed, or gave no sign of life since ``stale``."""
        ...

    async def tell(self, key: str, at: datetime, **values: Any) -> None:
        """Write progress or the result, with a sign of life."""
        ...

    async def forget(self, before: datetime) -> None:
        """Remove what is older and belongs to no release."""
        ...
