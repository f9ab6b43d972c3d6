"""How long 发布前检查 takes for one edited item with 172 items and 2,000 questions, as the worker process does it.

``python benchmarks/gate.py``; the questions are the project's own, filled up to 2,000 with others made out of them.
Three edits: of a step (no text that the search reads), of a paper's name, of a popular name. The answers of the version
before are known, as after any earlier check; ``--cold`` measures without them too.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.evaluation.questions import questions_in
from assistant.knowledge.folder import EVALUATION, Texts, read_texts
from assistant.library import build_library
from assistant.publishing.gating import in_own_process
from assistant.publishing.worker import job_of
from assistant.settings import PROJECT, Settings

WANTED = 2000
ITEM = "items/long-term-care/LB-YB-001.yaml"
TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Edit:
    """One change of one file."""

    name: str
    old: str
    new: str


EDITS = (
    Edit("办理步骤的一句话", "steps:\n  - text: ", "steps:\n  - text: 请先准备好材料。"),
    Edit("一样材料的名称", "material_name: 老人的身份证", "material_name: 申请人的身份证"),
    Edit("一个俗称", "aliases: [", "aliases: [照护等级申报, "),
)


def filled(texts: Texts) -> Texts:
    """The knowledge with exactly so many questions for measuring as are wanted."""
    asked = questions_in(texts.of_part(EVALUATION))
    rows = [(f"{q.text}，谢谢您{'啊' * n}", q) for n in range(1, 9) for q in asked if q.gold]
    rows = rows[: max(0, WANTED - len(asked))]
    lines = [
        json.dumps({"text": text, "gold": q.gold, "also_ok": q.also_ok, "style": q.style}, ensure_ascii=False)
        for text, q in rows
    ]
    more = {f"{EVALUATION}/more.yaml": "in_scope:\n" + "".join(f"  - {line}\n" for line in lines)}
    return texts.with_files(more)


async def measured(settings: Settings, live: Texts, edit: Edit) -> tuple[float, float, dict[str, Any]]:
    """Seconds by the clock, seconds of processor, and the report."""
    if edit.old not in live.files[ITEM]:
        raise SystemExit(f"{ITEM} has no “{edit.old}” any more")
    candidate = live.with_files({ITEM: live.files[ITEM].replace(edit.old, edit.new, 1)})
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)

    def told(said: Mapping[str, Any]) -> None:
        """Progress is not printed."""

    report = await in_own_process(job_of(settings, TODAY, live, candidate, ()), told)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    return time.perf_counter() - began, cpu, report


async def main() -> None:
    """Print one line per edit."""
    live = filled(read_texts(PROJECT / "knowledge"))
    count = len(questions_in(live.of_part(EVALUATION)))
    print(f"{count} 个问题，{len(os.sched_getaffinity(0))} 核，负载 {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(data=Path(data))
        build_library(settings, live)  # as the running program did at its start
        if "--cold" not in sys.argv:
            await measured(settings, live, replace(EDITS[1], new="material_name: 老人本人的身份证"))
        for edit in EDITS:
            seconds, cpu, report = await measured(settings, live, edit)
            errors = sum(p["severity"] == "error" for p in report["problems"])
            told = {k: report["counts"].get(k, 0) for k in ("better", "worse", "other")}
            print(f"{edit.name}：{seconds:.1f} 秒（处理器 {cpu:.1f} 秒），错误 {errors}，变化 {told}")


if __name__ == "__main__":
    asyncio.run(main())
