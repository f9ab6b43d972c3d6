"""``linban gate · publish · releases · rollback``: the check before publishing and releases, from the terminal."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from assistant.bootstrap import Services, open_services
from assistant.errors import AssistantError, BadMessage, NotFound
from assistant.evaluation.asking import processors
from assistant.knowledge.folder import Texts, read_texts
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.revision import texts_at
from assistant.people import Staff
from assistant.publishing.as_json import to_json
from assistant.publishing.examining import Examined, Examiner
from assistant.releases import KIND_NAMES, STATE_NAMES, TURNED_NAMES, GateReport, GateRun, Release, Said
from assistant.settings import Settings, read_settings

LOOK_EVERY = 0.3
"""Seconds between two looks at a check that is on its way."""


def gate(folder: Path | None, *, against: str = "", as_json: bool = False) -> None:
    """Print what would become different; exit code 1 when something is broken or an answer becomes worse."""
    settings = read_settings()
    candidate = folder or settings.knowledge
    if not candidate.is_dir():
        raise NotFound(f"没有文件夹 {candidate}。")
    what = Examined(_live(settings, folder, against), read_texts(candidate))
    today = datetime.now(UTC).astimezone(SHANGHAI).date()
    report = Examiner(settings, today, tell=_progress, processes=processors()).report(what)
    _end_of_progress()
    _show(report, as_json=as_json)
    raise typer.Exit(1 if report.errors or report.worse else 0)


def _live(settings: Settings, folder: Path | None, against: str) -> Texts:
    """What the folder is held against: another folder, a revision, else what is in use (or was committed last)."""
    if against and Path(against).is_dir():
        return read_texts(Path(against))
    if against or folder is None:
        return texts_at(folder or settings.knowledge, against or "HEAD")
    return read_texts(settings.knowledge)


def publish(draft: str, *, reason: str, login: str, as_json: bool = False) -> None:
    """Check a draft and publish it; without one, a change made by hand that waits, or the only draft there is."""

    async def work(services: Services, by: Staff) -> Release:
        publishing = services.publishing
        held = None if draft else await publishing.held()
        while held is not None and held.why == "checking" and held.gate is not None:
            _progress(held.gate.step, held.gate.done, held.gate.total)
            await asyncio.sleep(LOOK_EVERY)
            held = await publishing.held()
        _end_of_progress()
        if held is not None:
            if held.gate is not None and held.gate.report is not None and not as_json:
                _show(held.gate.report)
            return await publishing.accept_held(by, reason)
        identity = draft or await _only_draft(services, by)
        run = await _checked(services, identity, by)
        if run.report is None:
            raise AssistantError(f"检查没有做成：{run.error}")
        if not as_json:
            _show(run.report)
        return await publishing.publish(identity, by, gate=run.key, reason=reason)

    _tell(_as(login, work), as_json)


async def _only_draft(services: Services, by: Staff) -> str:
    found = await services.publishing.drafts(by)
    if len(found) != 1:
        lines = [f"{d.id}　{STATE_NAMES[d.state]}　{d.title}" for d in found]
        raise BadMessage("\n".join(("请写明要发布哪一份草稿：", *lines)) if lines else "现在没有草稿。")
    return found[0].id


async def _checked(services: Services, draft: str, by: Staff) -> GateRun:
    run = await services.publishing.gate(draft, by)
    while run.state == "running":
        _progress(run.step, run.done, run.total)
        await asyncio.sleep(LOOK_EVERY)
        run = await services.publishing.gate_state(run.key)
    _end_of_progress()
    return run


def releases(*, most: int = 20, as_json: bool = False) -> None:
    """Print the history, the newest first."""

    async def work(services: Services) -> tuple[tuple[Release, ...], dict[str, str]]:
        async with services.memory.reading() as stores:
            names = {s.id: s.name for s in await stores.staff.all()}
        return await services.publishing.releases(most, None), names

    found, names = _with(work)
    if as_json:
        print(json.dumps([_plain(release) for release in found], ensure_ascii=False, indent=1))
        return
    for number, release in enumerate(found):
        at = release.at.astimezone(SHANGHAI)
        now = "　正在用" if number == 0 else ""
        who = names.get(release.by, release.by)
        print(f"{release.id}　第 {release.seq} 版　{at:%Y-%m-%d %H:%M}　{KIND_NAMES[release.kind]}　{who}{now}")
        for line in (release.title, f"原因：{release.reason}" if release.reason else "", *release.changes[:5]):
            if line:
                print(f"    {line}")
    print(f"共 {len(found)} 版。" if found else "还没有发布过。")


def rollback(release: str, *, reason: str, login: str, as_json: bool = False) -> None:
    """Go back to an older release."""

    async def work(services: Services, by: Staff) -> Release:
        return await services.publishing.rollback(release, by, reason=reason)

    _tell(_as(login, work), as_json)


def _tell(release: Release, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_plain(release), ensure_ascii=False, indent=1))
        return
    print(f"{KIND_NAMES[release.kind]}好了：第 {release.seq} 版，编号 {release.id}。正在运行的服务几秒内换上。")
    for line in (*release.changes, release.told):
        if line:
            print(f"    {line}")


def _plain(release: Release) -> dict[str, Any]:
    return {**asdict(release), "at": release.at.isoformat()}


def _show(report: GateReport, *, as_json: bool = False) -> None:
    print(json.dumps(to_json(report), ensure_ascii=False, indent=1) if as_json else "\n".join(_lines(report)))


def _lines(report: GateReport) -> Iterator[str]:
    """The report for the terminal: broken things, changes, answers with the worse ones first, lists."""
    for problem in report.problems:
        if problem.severity == "error" or problem.new:
            yield f"{'错误' if problem.severity == 'error' else '提醒'}　{problem.text}"
    for change in report.changes:
        yield f"改动　{change}"
    for answer in report.answers:
        yield f"{TURNED_NAMES[answer.change]}　{answer.question}　{_said(answer.was)} → {_said(answer.now)}"
    for one in report.lists:
        yield f"清单　{one.item} {one.name}：{one}"
    for asked in report.recent:
        yield f"群众最近问过　{asked.question}　{_said(asked.was)} → {_said(asked.now)}"
    counts = report.counts
    if report.errors:
        yield f"有 {len(report.errors)} 处错误，不能发布。"
    else:
        turned = "，".join(f"{word} {counts.get(kind, 0)}" for kind, word in TURNED_NAMES.items())
        yield (
            f"检查了 {counts.get('questions', 0)} 个问题：{turned}；清单有 {len(report.lists)} 处不同。"
            f"用了 {report.seconds:.1f} 秒。"
        )


def _said(said: Said) -> str:
    return f"{said.outcome} {said.first or '无'}"


def _progress(step: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{step}{f' {done}/{total}' if total else ''}", end="", file=sys.stderr, flush=True)


def _end_of_progress() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _as(login: str, work: Any) -> Release:
    """Do it in the name of an account."""

    async def done(services: Services) -> Release:
        by = await services.accounts.by_login(login)
        if not by.active:
            raise BadMessage(f"账号 {login} 已经停用。")
        release: Release = await work(services, by)
        return release

    made: Release = _with(done)
    return made


def _with(work: Any) -> Any:
    async def run() -> Any:
        async with await open_services(read_settings()) as services:
            return await work(services)

    return asyncio.run(run())
