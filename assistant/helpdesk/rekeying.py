"""A change of keys: a new one for the vault, and everything sealed before sealed anew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from assistant.helpdesk.vault import Unreadable, Vault, change_key, forget_keys, keys_before
from assistant.ports import Memory


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """How many words and papers were sealed anew, and how many no key opens."""

    words: int
    papers: int
    lost: int


class Rekeying:
    """Safe to break off and to repeat: everything can be opened at every moment, with the old key or the new one."""

    def __init__(self, memory: Memory, key_file: Path, papers: Path) -> None:
        self._memory = memory
        self._key_file = key_file
        self._papers = papers
        self._vault = Vault(key_file)

    async def rotate(self, *, new_key: bool = True) -> Rekeyed:
        """Make a new key (or only go on with one begun) and seal everything anew; the keys before are kept."""
        if new_key:
            change_key(self._key_file)
        words, lost = await self._words()
        papers, unreadable = await asyncio.to_thread(self._all_papers)
        return Rekeyed(words, papers, lost + unreadable)

    async def forget(self) -> int:
        """Delete the keys before, if nothing needs them; how many things still do."""
        done = await self.rotate(new_key=False)
        if keys_before(self._key_file) and not done.lost:
            forget_keys(self._key_file)
        return done.lost

    async def _words(self) -> tuple[int, int]:
        done = lost = 0
        async with self._memory.writing() as stores:
            for sealed in await stores.sealed.all():
                if self._vault.is_current(sealed.text):
                    continue
                try:
                    done += await stores.sealed.exchange(sealed, self._vault.seal(self._vault.open(sealed.text)))
                except Unreadable:
                    lost += 1
        return done, lost

    def _all_papers(self) -> tuple[int, int]:
        done = lost = 0
        for paper in sorted(self._papers.glob("*")) if self._papers.exists() else ():
            if not paper.is_file() or paper.suffix == _HALF or self._vault.is_current_file(paper):
                continue
            try:
                self._one_paper(paper)
                done += 1
            except Unreadable:
                lost += 1
        return done, lost

    def _one_paper(self, paper: Path) -> None:
        half = paper.with_name(paper.name + _HALF)
        half.unlink(missing_ok=True)
        writer = self._vault.writer(half)
        try:
            for piece in self._vault.read(paper):
                writer.write(piece)
            writer.finish()
        except BaseException:
            writer.abandon()
            half.unlink(missing_ok=True)
            raise
        half.replace(paper)


_HALF = ".rekeyed"
