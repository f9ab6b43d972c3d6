"""A console over a small knowledge folder that may be changed, with a search that knows examples by heart."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from assistant.bootstrap import Services
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.folder import Texts, digest_of, read_texts
from assistant.knowledge.loader import catalogue_of
from assistant.library import Librarian, Library
from assistant.publishing.as_json import to_json
from assistant.publishing.desk import Publishing
from assistant.publishing.examining import Examined, Examiner
from assistant.publishing.gating import Examine, Told
from assistant.releases import Draft
from assistant.retrieval.judgement import Candidate, Judgement
from assistant.settings import Settings
from assistant.storage.memory import SqlMemory
from channels.web.app import create_app
from channels.web.house import House
from tests.builders import Clock, assistant_over, settings_for
from tests.channels.web.console.conftest import Officer
from tests.knowledge.small import write_small

WOOD_FILE, STONE_FILE = "items/wood/LB-AA-001.yaml", "items/wood/LB-AA-002.yaml"
QUESTIONS = """\
in_scope:
  - {text: 想问一声木头堆了一院子怎么报的, gold: LB-AA-001, also_ok: [], style: S}
  - {text: 我家门口有块石头要登记好伐, gold: LB-AA-002, also_ok: [], style: S}
"""
"""Each holds an example of its item, by which the small search knows it."""


@dataclass(frozen=True)
class ByHeart:
    """Sure of a question in which an example stands, and of nothing else."""

    catalogue: Catalogue

    def search(self, text: str) -> Judgement:
        for code, item in self.catalogue.items.items():
            if any(line in text for lines in item.examples.values() for line in lines):
                return Judgement(text, "sure", (code,), (Candidate(code, "item", 1.0),), 1.0)
        return Judgement(text, "unknown", (), (), 0.0)


def by_heart(settings: Settings, texts: Texts) -> Library:
    catalogue = catalogue_of(texts)
    return Library(catalogue, ByHeart(catalogue), texts)


async def examine_here(job: dict[str, Any], told: Told) -> dict[str, Any]:
    """The real examination in this process, with the small search."""
    live = Texts(job["live"])
    settings = Settings(**{**job["settings"], "data": Path(job["settings"]["data"])})

    def work() -> dict[str, Any]:
        examiner = Examiner(settings, date.fromisoformat(job["today"]), build=by_heart)
        return to_json(examiner.report(Examined(live, live.with_files(job["changed"]), tuple(job["recent"]))))

    return await asyncio.to_thread(work)


@dataclass
class Workshop:
    """The application, its folder, and short ways to do what officers do."""

    app: FastAPI
    house: House
    folder: Path

    @property
    def publishing(self) -> Publishing:
        return self.house.services.publishing

    @property
    def catalogue(self) -> Catalogue:
        return self.house.services.librarian.library.catalogue

    async def writes(self, officer: Officer, old: str, new: str, path: str = WOOD_FILE) -> Draft:
        """The officer changes a text in a file of the own draft."""
        texts = self.publishing.texts(await self.publishing.open_draft(officer.staff))
        before = texts.files[path]
        assert old in before
        return await self.publishing.save(officer.staff, {path: before.replace(old, new)}, {path: digest_of(before)})

    async def checks(self, officer: Officer, draft: Draft) -> tuple[str, str]:
        """Press 开始检查 and wait; the page with the result, and the key of the check."""
        began = await officer.post(f"/console/knowledge/drafts/{draft.id}/gate")
        assert began.status_code == 303, began.text
        where = began.headers["location"].partition("#")[0]
        key = where.partition("gate=")[2]
        await self.settled(key)
        page = await officer.get(f"/console/knowledge/drafts/{draft.id}", gate=key)
        assert page.status_code == 200, page.text
        return page.text, key

    async def settled(self, key: str) -> None:
        """Wait for the end of a check."""
        run = await self.publishing.gate_state(key)
        while run.state == "running":
            await asyncio.sleep(0)
            run = await self.publishing.gate_state(key)

    async def publishes(self, officer: Officer, draft: Draft, key: str, reason: str = "") -> httpx.Response:
        return await officer.post(f"/console/knowledge/drafts/{draft.id}/publish", gate=key, reason=reason)


def plain(page: str) -> str:
    """What is read on a page."""
    body = page.partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))


@asynccontextmanager
async def workshop(
    memory: SqlMemory,
    tmp_path: Path,
    clock: Clock,
    *,
    examine: Examine = examine_here,
    files: Mapping[str, str] | None = None,
    **given: Any,
) -> AsyncIterator[Workshop]:
    """Open a console over a fresh small folder."""
    folder = write_small(tmp_path / "knowledge", **{"evaluation/dev.yaml": QUESTIONS, **(files or {})})
    settings = settings_for(tmp_path, knowledge=folder, **given)
    app = create_app(settings)
    librarian = await Librarian.open(settings, by_heart, read_texts(folder))
    assistant = assistant_over(memory, librarian.library, tmp_path, clock=clock)
    services = Services(assistant, librarian, memory, settings, clock=clock)
    services.publishing = Publishing(memory, librarian, clock, settings, examine=examine)
    librarian.admit = services.publishing.admit
    app.state.house = House(services)
    try:
        yield Workshop(app, app.state.house, folder)
    finally:
        await services.publishing.aclose()
