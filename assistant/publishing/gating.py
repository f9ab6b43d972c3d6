"""Runs checks: each once for exactly one content, in a process of its own, its progress in the database for all."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Literal, cast

import structlog

from assistant.errors import AssistantError, NotFound
from assistant.knowledge.folder import Texts
from assistant.knowledge.hours import SHANGHAI
from assistant.ports import Clock, Memory, Stores
from assistant.publishing.as_json import from_json
from assistant.publishing.worker import job_of
from assistant.releases import GateRun
from assistant.retrieval.kept import made_by
from assistant.retrieval.searcher import MODEL
from assistant.settings import PROJECT, Settings

_log = structlog.get_logger(__name__)

LIFE_SECONDS = 2.0
"""So often a check gives a sign of life."""

DEAD_AFTER = timedelta(seconds=20)
"""Without a sign of life for so long, a check is begun anew by whoever asks."""

TOLD_EVERY = 0.4
KEPT = timedelta(days=30)
RECENT = 200
"""So many of the citizens' latest questions are asked as well."""

BROKEN = "检查没有做成，请再试一次；还不行请找技术人员看日志。"

Told = Callable[[Mapping[str, Any]], None]
Examine = Callable[[dict[str, Any], Told], Awaitable[dict[str, Any]]]
"""Given a job (:func:`~assistant.publishing.worker.job_of`), tells its progress; returns the report as JSON values."""

Recent = Callable[[Stores], Awaitable[tuple[str, ...]]]
"""Masked questions that citizens asked lately."""


async def nobody_asked(stores: Stores) -> tuple[str, ...]:
    """Where no questions are kept."""
    return ()


async def in_own_process(job: dict[str, Any], told: Told) -> dict[str, Any]:
    """The check in a subprocess; it dies with the task that waits for it."""
    quiet = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    found = os.pathsep.join(p for p in (str(PROJECT), os.environ.get("PYTHONPATH", "")) if p)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "assistant.publishing.worker",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        limit=2**28, env={**os.environ, **quiet, "PYTHONPATH": found, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    try:
        return await _heard(process, json.dumps(job).encode(), told)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _heard(process: asyncio.subprocess.Process, job: bytes, told: Told) -> dict[str, Any]:
    into, out, complaints = process.stdin, process.stdout, process.stderr
    if into is None or out is None or complaints is None:
        raise RuntimeError("the check has no pipes")
    wrong = asyncio.create_task(complaints.read())
    with suppress(BrokenPipeError, ConnectionResetError):
        into.write(job)
        await into.drain()
        into.close()
    async for line in out:
        said = json.loads(line)
        if "report" in said:
            return dict(said["report"])
        if "error" in said:
            raise AssistantError(said["error"])
        told(said)
    await process.wait()
    raise RuntimeError(f"the check ended with {process.returncode}: {(await wrong)[-2000:].decode(errors='replace')}")


class Gating:
    """Begins and joins checks."""

    def __init__(
        self,
        memory: Memory,
        clock: Clock,
        settings: Settings,
        examine: Examine = in_own_process,
        recent: Recent = nobody_asked,
    ) -> None:
        self._memory = memory
        self._clock = clock
        self._settings = settings
        self._examine = examine
        self._recent = recent
        self._tasks: set[asyncio.Task[None]] = set()

    async def key_of(self, live: Texts, candidate: Texts) -> str:
        """What a check is known by: both contents, and what the answers depend on beside."""
        made = await asyncio.to_thread(made_by, MODEL)
        beside = (self._settings.embedding_model, self._settings.index_url, repr(self._settings.wrong_when_sure))
        return hashlib.sha256("\0".join((live.state, candidate.state, made, *beside)).encode()).hexdigest()

    async def run(self, live: Texts, candidate: Texts, *, again_after: timedelta = timedelta(0)) -> GateRun:
        """The check of this candidate: the one that there is, or a new one, begun. One that failed is begun anew when
        that is so long ago."""
        key = await self.key_of(live, candidate)
        now = self._clock.now()
        async with self._memory.reading() as stores:
            known = await stores.gates.by_key(key)
        failed_lately = known and known["state"] == "failed" and known["beat_at"] > now - again_after
        if (known is None or known["state"] != "ready") and not failed_lately:
            async with self._memory.writing() as stores:
                mine = await stores.gates.begin(key, now, now - DEAD_AFTER)
                recent = await self._recent(stores) if mine else ()
                await stores.gates.forget(now - KEPT)
            if mine:
                job = job_of(self._settings, now.astimezone(SHANGHAI).date(), live, candidate, recent[:RECENT])
                task = asyncio.create_task(self._work(key, job))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        return await self.state(key)

    async def state(self, key: str) -> GateRun:
        """How far a check is. NotFound when there is none."""
        async with self._memory.reading() as stores:
            known = await stores.gates.by_key(key)
        if known is None:
            raise NotFound("没有这次检查，请重新检查。")
        report = from_json(known["report"]) if known["report"] else None
        state = cast(Literal["running", "ready", "failed"], known["state"])
        return GateRun(key, state, known["done"], known["total"], known["step"], report, known["error"])

    async def done(self) -> None:
        """Wait until no check of this process is on its way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def aclose(self) -> None:
        """Give up the checks of this process; whoever asks next begins them anew."""
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self, key: str, job: dict[str, Any]) -> None:
        heard: dict[str, Any] = {"step": "排队等检查", "done": 0, "total": 0}

        def told(said: Mapping[str, Any]) -> None:
            heard.update({name: said[name] for name in ("step", "done", "total")})

        work = asyncio.ensure_future(self._examine(job, told))
        try:
            await self._beat(key, work, heard)
            await self._tell(key, state="ready", report=work.result(), step="检查完了")
        except asyncio.CancelledError:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            with suppress(Exception):
                await asyncio.shield(self._tell(key, state="failed", error="检查中断了，请再检查一次。"))
            raise
        except Exception as error:
            _log.warning("gate_failed", key=key, exc_info=error)
            await self._tell(key, state="failed", error=str(error) if isinstance(error, AssistantError) else BROKEN)

    async def _beat(self, key: str, work: asyncio.Future[dict[str, Any]], heard: Mapping[str, Any]) -> None:
        """Write progress while it changes, and a sign of life while it does not, until the work is done."""
        written: dict[str, Any] = {}
        last = 0.0
        while not work.done():
            await asyncio.wait([work], timeout=TOLD_EVERY)
            if dict(heard) != written or time.monotonic() - last > LIFE_SECONDS:
                written, last = dict(heard), time.monotonic()
                await self._tell(key, **written)

    async def _tell(self, key: str, **values: Any) -> None:
        async with self._memory.writing() as stores:
            await stores.gates.tell(key, self._clock.now(), **values)
