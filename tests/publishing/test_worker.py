"""The check in its own process, over the real search: what it reports is what asking one by one gives."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.evaluation.difference import differences
from assistant.evaluation.questions import questions_in
from assistant.knowledge.folder import EVALUATION, Texts, read_texts
from assistant.library import Library, build_library
from assistant.publishing.as_json import from_json, to_json
from assistant.publishing.gating import in_own_process
from assistant.publishing.worker import job_of
from tests.builders import KNOWLEDGE, settings_for
from tests.publishing.officers import FILE

TODAY = date(2026, 11, 20)
SOME = 220
"""Enough questions that they are asked by two processes."""


def _fewer_questions(texts: Texts) -> Texts:
    asked = questions_in(texts.of_part(EVALUATION))
    first = [q for q in asked if q.gold == "LB-RS-001"]
    rows = [
        json.dumps({"text": q.text, "gold": q.gold, "also_ok": q.also_ok, "style": q.style}, ensure_ascii=False)
        for q in dict.fromkeys([*first, *(q for q in asked if q.gold)][:SOME])
    ]
    files = {name: text for name, text in texts.files.items() if not name.startswith(f"{EVALUATION}/")}
    return Texts({**files, f"{EVALUATION}/dev.yaml": "in_scope:\n" + "".join(f"  - {row}\n" for row in rows)})


def _spoilt(text: str) -> str:
    """An item that has lost its name, its popular names and its examples: on purpose."""
    text = re.sub(r"^aliases: .*$", "aliases: [甲乙丙丁]", text, flags=re.M)
    text = text.replace("item_name: 失业登记", "item_name: 某某事项")
    return re.sub(r"^examples:\n(?:[ \n].*\n|\n)*", "examples:\n  S:\n    - 甲乙丙丁戊己庚辛\n", text, flags=re.M)


async def test_an_item_spoilt_on_purpose_is_reported_just_as_asking_one_by_one_finds_it(
    library: Library, library_folder: Path
) -> None:
    settings = settings_for(library_folder)
    live = _fewer_questions(read_texts(KNOWLEDGE))
    candidate = live.with_files({FILE: _spoilt(live.files[FILE])})
    steps: list[Mapping[str, Any]] = []

    raw = await in_own_process(job_of(settings, TODAY, live, candidate, ("办失业登记",)), steps.append)
    report = from_json(json.loads(json.dumps(raw)))

    spoilt = build_library(settings, candidate)
    questions = questions_in(live.of_part(EVALUATION))
    found = {d.before.question.text: d.change for d in differences(library.searcher, spoilt.searcher, questions)}
    assert {a.question: a.change for a in report.answers} == found
    assert len(report.worse) >= 3
    assert {a.gold for a in report.worse} == {"LB-RS-001"}
    assert [r.question for r in report.recent] == ["办失业登记"]
    assert (report.before, report.after) == (live.version, candidate.version)
    assert json.loads(json.dumps(to_json(report))) == raw
    assert {s["step"] for s in steps} >= {"读草稿，查错误", "比较材料清单", "改了以后的回答"}
    assert any(0 < s["done"] < s["total"] for s in steps)


async def test_a_worker_that_cannot_work_says_why(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, embedding_model=str(tmp_path / "no-such-model"))
    live = _fewer_questions(read_texts(KNOWLEDGE))
    candidate = live.with_files({FILE: _spoilt(live.files[FILE])})

    with pytest.raises(AssistantError, match="no-such-model"):
        await in_own_process(job_of(settings, TODAY, live, candidate, ()), lambda said: None)
