"""Releases: what is written into history before, and what after the moment when the folder says something else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from assistant.errors import NotFound
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.compare import changes
from assistant.knowledge.folder import Texts
from assistant.knowledge.loader import load_texts
from assistant.ports import Memory, Stores
from assistant.publishing import writing
from assistant.publishing.drafting import GOING_ON
from assistant.publishing.examining import measuring_changes
from assistant.releases import SYSTEM, Release, ReleaseKind

MOST_TOLD = 200
"""So many changes are written into history in words; the texts themselves are all there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A release to be made: who, why, and from what to what."""

    kind: ReleaseKind
    by: str
    writer: str
    title: str
    reason: str
    old: Texts
    new: Texts
    told: tuple[str, ...]
    worse: int = 0
    draft: str | None = None
    gate: str | None = None


async def write_down(stores: Stores, plan: Plan, now: datetime, *, live: bool) -> Release:
    """Keep all texts of the plan and append its release."""
    manifest = json.dumps(plan.new.manifest, ensure_ascii=False)
    texts = {digest: plan.new.files[name] for name, digest in plan.new.manifest.items()}
    await stores.releases.keep({**texts, plan.new.state: manifest})
    return await stores.releases.add(
        Release(
            id=uuid4().hex,
            seq=0,
            at=now,
            by=plan.by,
            writer=plan.writer,
            kind=plan.kind,
            title=plan.title[:200],
            reason=plan.reason,
            before=plan.old.version,
            after=plan.new.version,
            changes=shortened(plan.told),
            files=tuple(plan.old.changes_to(plan.new)) if plan.kind != "first" else (),
            manifest=plan.new.state,
            worse=plan.worse,
            draft=plan.draft,
            gate=plan.gate,
            live=live,
        )
    )


async def catch_up(stores: Stores, live: Texts, now: datetime) -> None:
    """Write down what is live when history does not know it: the very first content, or changes made by hand."""
    latest = await stores.releases.latest()
    if latest is None:
        plan = Plan("first", SYSTEM, SYSTEM, "最初的内容", "", live, live, ())
    elif latest.manifest != live.state:
        before = await texts_of(stores, latest)
        told = await asyncio.to_thread(told_changes, before, live)
        plan = Plan("hand", SYSTEM, SYSTEM, "直接改了文件夹里的文件", "", before, live, told)
    else:
        return
    await write_down(stores, plan, now, live=True)


async def texts_of(stores: Stores, release: Release) -> Texts:
    """All files as they were after this release. NotFound when history has lost one."""
    listed = (await stores.releases.texts([release.manifest])).get(release.manifest)
    manifest: dict[str, str] = json.loads(listed) if listed else {}
    texts = await stores.releases.texts(tuple(manifest.values()))
    if not manifest or any(digest not in texts for digest in manifest.values()):
        raise NotFound(f"第 {release.seq} 版的内容已经不全，回不去了。")
    return Texts({name: texts[digest] for name, digest in sorted(manifest.items())})


def told_changes(old: Texts, new: Texts) -> tuple[str, ...]:
    """What is different, in words."""
    before, after = (load_texts(texts) for texts in (old, new))
    return (*map(str, changes(before.catalogue, after.catalogue)), *map(str, measuring_changes(old, new)))


def shortened(told: tuple[str, ...]) -> tuple[str, ...]:
    """As much of it as is written into history."""
    more = (f"还有 {len(told) - MOST_TOLD} 处",) if len(told) > MOST_TOLD else ()
    return (*told[:MOST_TOLD], *more)


def usable(texts: Texts) -> Catalogue | None:
    """The catalogue of these texts; ``None`` when they cannot be used."""
    loaded = load_texts(texts)
    return None if any(p.severity == "error" for p in loaded.problems) else loaded.catalogue


async def bring_live(memory: Memory, folder: Path, release: Release, changed: Mapping[str, str | None]) -> None:
    """Write the files of a prepared release; whatever happens, one version or the other is live as a whole.

    Raises :class:`~assistant.publishing.errors.CannotWrite` when nothing has changed; the release is then forgotten.
    """
    try:
        await asyncio.to_thread(_promised, folder, release.id, changed)
    except BaseException:
        journal = await asyncio.to_thread(writing.journal_in, folder)
        if journal is None or journal["release"] != release.id:
            async with memory.writing() as stores:
                await stores.releases.remove(release.id)
            raise
    await settle(memory, folder)


def _promised(folder: Path, release: str, changed: Mapping[str, str | None]) -> None:
    writing.clean(folder)
    writing.stage(folder, changed)
    writing.promise(folder, release, changed)


async def settle(memory: Memory, folder: Path) -> None:
    """Finish what a publication left half done; only while nobody else publishes (:func:`writing.alone`).

    An open journal is brought to the files, its release marked live, then the journal removed: so a prepared release
    without a journal is one that never happened, and is forgotten.
    """
    identity = await asyncio.to_thread(writing.fulfil, folder)
    async with memory.writing() as stores:
        for release in await stores.releases.prepared():
            if release.id != identity:
                await stores.releases.remove(release.id)
                continue
            await stores.releases.mark(release.id, live=True)
            if release.draft:
                await stores.drafts.change(release.draft, GOING_ON, state="published", changed_at=release.at)
    if identity is not None:
        await asyncio.to_thread(writing.close, folder)


def put_back(folder: Path, changed: Mapping[str, str | None]) -> None:
    """Write texts into the folder that belong to no release, as safely as those of one."""
    _promised(folder, "", changed)
    writing.fulfil(folder)
    writing.close(folder)
