"""People, a search that finds names, and the publishing desk over a folder, for the tests of this room."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.folder import Texts, digest_of, read_texts
from assistant.knowledge.loader import catalogue_of
from assistant.library import Librarian, Library
from assistant.people import Role, Staff
from assistant.publishing.as_json import to_json
from assistant.publishing.desk import Publishing
from assistant.publishing.examining import Examined, Examiner
from assistant.publishing.gating import Told
from assistant.releases import Draft, GateRun, Release
from assistant.retrieval.judgement import Candidate, Judgement
from assistant.settings import Settings
from assistant.storage.memory import SqlMemory
from tests.builders import NOON, Clock, settings_for

FILE = "items/employment/LB-RS-001.yaml"
OTHER = "items/long-term-care/LB-YB-001.yaml"
QUESTIONS = "evaluation/dev.yaml"
ASKED = """in_scope:
  - {text: "请问办失业证要去哪里弄", gold: LB-RS-001, also_ok: [], style: S}
  - {text: "我妈老了想弄长护险评估", gold: LB-YB-001, also_ok: [], style: S}
out_of_scope:
  - {text: "护照在哪里办呢", kind: agency}
"""


@dataclass(frozen=True)
class FindsNames:
    """A search that is sure of the item of which a name stands in the message, and knows nothing else."""

    catalogue: Catalogue

    def search(self, text: str) -> Judgement:
        for code, item in sorted(self.catalogue.items.items()):
            if any(name in text for name in (item.item_name, *item.aliases)):
                return Judgement(text, "sure", (code,), (Candidate(code, "item", 0.9),), 0.9)
        return Judgement(text, "unknown", (), (), 0.0)


def by_names(settings: Settings, texts: Texts) -> Library:
    """The knowledge is real; the search is simple, since an index takes seconds to make."""
    catalogue = catalogue_of(texts)
    return Library(catalogue, FindsNames(catalogue), texts)


async def in_thread(job: dict[str, Any], told: Told) -> dict[str, Any]:
    """The check as the worker makes it, but in a thread and over the simple search."""
    live = Texts(job["live"])
    settings = Settings(**{**job["settings"], "data": Path(job["settings"]["data"])})

    def tell(step: str, done: int, total: int) -> None:
        told({"step": step, "done": done, "total": total})

    examiner = Examiner(settings, date.fromisoformat(job["today"]), build=by_names, tell=tell)
    what = Examined(live, live.with_files(job["changed"]), tuple(job["recent"]))
    return to_json(await asyncio.to_thread(examiner.report, what))


async def officer(memory: SqlMemory, name: str, role: Role = "editor", department: str | None = None) -> Staff:
    """An account that exists."""
    staff = Staff(name.lower(), name.lower(), name, role, department, "x", False, True, NOON - timedelta(days=9))
    async with memory.writing() as stores:
        await stores.staff.add(staff)
    return staff


async def desk_over(memory: SqlMemory, folder: Path, data: Path, clock: Clock, **given: Any) -> Publishing:
    """A publishing desk on this folder; the librarian asks it before taking what was changed by hand."""
    settings = settings_for(data, knowledge=folder, **given)
    librarian = await Librarian.open(settings, by_names)
    desk = Publishing(memory, librarian, clock, settings, examine=in_thread)
    librarian.admit = desk.admit
    return desk


def librarian_of(desk: Publishing) -> Librarian:
    """What serves the citizens beside this desk."""
    return desk._librarian


def seen_in(texts: Texts, *paths: str) -> dict[str, str | None]:
    """What a form made from these texts has seen."""
    return {path: digest_of(texts.files[path]) if path in texts.files else None for path in paths}


async def draft_of(desk: Publishing, by: Staff, **replaced: tuple[str, str, str]) -> Draft:
    """A submitted draft with texts replaced: name → (path, old, new)."""
    draft = await desk.open_draft(by)
    for path, old, new in replaced.values():
        now = desk.texts(draft)
        assert old in now.files[path]
        draft = await desk.save(by, {path: now.files[path].replace(old, new, 1)}, seen_in(now, path))
    assert draft is not None
    return await desk.submit(draft.id, by)


async def checked(desk: Publishing, draft: Draft, by: Staff) -> GateRun:
    """The finished check of a draft."""
    run = await desk.gate(draft.id, by)
    await desk._gating.done()
    return await desk.gate_state(run.key)


async def published(desk: Publishing, draft: Draft, by: Staff, reason: str = "") -> Release:
    """The draft, checked and published."""
    run = await checked(desk, draft, by)
    return await desk.publish(draft.id, by, gate=run.key, reason=reason)


def live(folder: Path) -> Texts:
    """What a reader of the folder gets."""
    return read_texts(folder)
