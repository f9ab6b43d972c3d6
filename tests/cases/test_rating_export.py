"""The export of ratings: complete fields, nothing lost when the disk fails, and a comparison that sees a gap."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.helpdesk.case_dates import local_day
from assistant.helpdesk.rating_desk import exclude, rate
from assistant.helpdesk.rating_export import ExportFailed, RatingExport
from assistant.library import Librarian, Library
from assistant.storage.memory import SqlMemory
from assistant.tickets import Rating
from tests.builders import NOON
from tests.cases.people import Bench, bench_over, rating

FIELDS = {"办件编号", "渠道", "评价人", "评价时间", "评价次数", "满意度代码", "满意度", "文字评价", "行政区划"}
"""EV-06."""


@pytest.fixture
async def bench(memory: SqlMemory, library: Library, tmp_path: Path) -> Bench:
    return bench_over(memory, library, tmp_path)


@pytest.fixture
def exporting(bench: Bench) -> RatingExport:
    librarian = Librarian(bench.settings, bench.library, frozenset())
    return RatingExport(bench.memory, librarian, bench.clock, bench.settings)


async def _rated(bench: Bench, code: int = 2, service: str = "ticket:t1", text: str = "") -> Rating:
    talk = await bench.talk()
    async with bench.memory.writing() as stores:
        given = rating(talk, code, service=service, text=text, at=bench.clock.now())
        return (await rate(stores, bench.frame, given)).rating


def _lines(exporting: RatingExport) -> list[dict[str, Any]]:
    files = sorted(exporting.folder.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


async def test_every_field_of_the_standard_goes_out_and_no_person(bench: Bench, exporting: RatingExport) -> None:
    """EV-06, EV-02, EV-11."""
    kept = await _rated(bench, 5, text="等了半小时")

    assert await exporting.export() == 1

    (line,) = _lines(exporting)
    assert line.keys() >= FIELDS
    assert (line["满意度代码"], line["满意度"], line["星级"]) == (5, "非常不满意", 1)
    assert (line["渠道"], line["评价次数"], line["部门"]) == ("网页", 1, "区人社局")
    assert kept.conversation not in json.dumps(line)
    assert "anna" not in json.dumps(line)


async def test_what_went_out_does_not_go_out_again_but_a_correction_does(bench: Bench, exporting: RatingExport) -> None:
    """EV-03, EV-06."""
    first = await _rated(bench, 1)
    await exporting.export()
    assert await exporting.export() == 0

    bench.clock.time += timedelta(minutes=5)
    await _rated(bench, 3)
    assert await exporting.export() == 1
    async with bench.memory.writing() as stores:
        await exclude(stores, first.id, "误评")
    bench.clock.time += timedelta(minutes=5)
    assert await exporting.export() == 1

    assert [(x["评价次数"], x["满意度代码"], x["是否计入"]) for x in _lines(exporting)] == [
        (1, 1, "是"),
        (2, 3, "是"),
        (2, 3, "否"),
    ]


async def test_a_failing_disk_loses_nothing_is_counted_and_tried_again(bench: Bench, exporting: RatingExport) -> None:
    """EV-14: retry and alarm."""
    await _rated(bench)
    exporting.folder.parent.mkdir(parents=True)
    exporting.folder.write_text("in the way")

    for _ in range(3):
        with pytest.raises(ExportFailed, match="一条也没有丢"):
            await exporting.export()
    async with bench.memory.reading() as stores:
        (waiting,) = await stores.ratings.to_export(10)
    assert waiting.export_tries == 3

    exporting.folder.unlink()
    assert await exporting.export() == 1
    assert len(_lines(exporting)) == 1
    assert [p.name for p in exporting.folder.iterdir() if p.name.endswith(".part")] == []


async def test_the_clock_exports_when_it_is_time_and_not_more_often(bench: Bench, exporting: RatingExport) -> None:
    await _rated(bench)
    assert (await exporting.once(NOON))["ratings_exported"] == 1
    await _rated(bench, service="ticket:t2")
    assert "ratings_exported" not in await exporting.once(NOON + timedelta(minutes=29))
    assert (await exporting.once(NOON + timedelta(minutes=30)))["ratings_exported"] == 1


async def test_the_daily_comparison_sees_what_is_missing_and_what_is_strange(
    bench: Bench, exporting: RatingExport
) -> None:
    """EV-14: 每日对账."""
    kept = await _rated(bench)
    day = local_day(NOON)
    assert (await exporting.reconcile(day)).missing == (f"{kept.id}:1",)

    await exporting.export()
    assert (await exporting.reconcile(day)).agrees

    (file,) = exporting.folder.glob("*.jsonl")
    line = json.loads(file.read_text(encoding="utf-8"))
    stray = json.dumps({**line, "评价编号": "f" * 32}, ensure_ascii=False)
    file.write_text(f"{json.dumps(line, ensure_ascii=False)}\n{stray}\nhalf a li\n", encoding="utf-8")
    found = await exporting.reconcile(day)
    assert found.missing == ()
    assert found.unknown == (f"{'f' * 32}:1",)
    assert not found.agrees


async def test_a_file_read_twice_is_the_same_lines(bench: Bench, exporting: RatingExport) -> None:
    """EV-14: replay; a crash between writing and marking exports once more, under the same number and times."""
    kept = await _rated(bench)
    await exporting.export()
    async with bench.memory.writing() as stores:
        await stores.ratings.save(kept)
    bench.clock.time += timedelta(minutes=1)
    await exporting.export()

    lines = _lines(exporting)
    assert len(lines) == 2
    assert len({(x["评价编号"], x["评价次数"]) for x in lines}) == 1
    assert (await exporting.reconcile(local_day(NOON))).agrees
