"""``linban ratings`` and ``linban person`` in processes of their own, on what an assistant kept before."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.bootstrap import open_services
from assistant.knowledge.hours import SHANGHAI
from assistant.messages import Address, IncomingMessage
from assistant.text.case_code import find_code
from tests.builders import PHONE, settings_for

from .test_cli import linban


@dataclass(frozen=True)
class Kept:
    """A data folder with two conversations: one with an open case, one with nothing open."""

    data: Path
    code: str
    free: str


async def _keep(data: Path) -> Kept:
    async with await open_services(settings_for(data)) as services:

        async def says(person: str, text: str, choice: str | None = None) -> tuple[str, str]:
            when = datetime.now(UTC)
            message = IncomingMessage(Address("web", person), f"{person}{text}{choice}", text, when, choice)
            answer = await services.assistant.respond(message)
            return answer.conversation, "\n".join(r.text for r in answer.replies)

        _, told = await says("stuck", "", "case")
        code = find_code(told)
        assert code is not None
        await says("stuck", "", f"case:why:{code}:refused")
        await says("stuck", PHONE)
        await says("free", "评价")
        free, _ = await says("free", "很满意")
    return Kept(data, code, free)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return asyncio.run(_keep(tmp_path_factory.mktemp("kept")))


def test_ratings_are_exported_once_and_compared(kept: Kept) -> None:
    """EV-14."""
    today = f"{datetime.now(SHANGHAI).date()}"
    missing = linban(kept.data, "ratings", "reconcile", today)
    assert missing.returncode == 1
    assert "没有导出的 1 条" in missing.stdout

    first, second = linban(kept.data, "ratings", "export"), linban(kept.data, "ratings", "export")
    assert "导出了 1 条" in first.stdout, first.stderr
    assert "没有要导出的" in second.stdout
    (file,) = (kept.data / "exports" / "ratings").glob("*.jsonl")
    assert json.loads(file.read_text(encoding="utf-8"))["满意度"] == "非常满意"

    agreed = linban(kept.data, "ratings", "reconcile", today)
    assert (agreed.returncode, "一致" in agreed.stdout) == (0, True), agreed.stderr


def test_a_person_at_the_counter_gets_a_copy_by_the_code(kept: Kept, tmp_path: Path) -> None:
    """PI-07."""
    shown = linban(kept.data, "person", "show", "--conversation", kept.code)
    assert "办件：1 条" in shown.stdout, shown.stderr
    out = tmp_path / "copy.json"
    linban(kept.data, "person", "export", "--conversation", kept.code, "--out", str(out))
    copy = json.loads(out.read_text(encoding="utf-8"))
    assert copy["cases"][0]["contact"] == PHONE
    assert out.stat().st_mode & 0o077 == 0


def test_only_what_is_settled_and_undisputed_is_deleted(kept: Kept) -> None:
    """PI-06, PI-07."""
    refused = linban(kept.data, "person", "delete", "--conversation", kept.code, "--yes")
    assert refused.returncode == 1
    assert "还没有办结" in refused.stderr

    linban(kept.data, "person", "preserve", "--conversation", kept.free)
    disputed = linban(kept.data, "person", "delete", "--conversation", kept.free, "--yes")
    assert "涉及争议" in disputed.stderr
    linban(kept.data, "person", "preserve", "--conversation", kept.free, "--off")
    asked = linban(kept.data, "person", "delete", "--conversation", kept.free, said="n\n")
    assert asked.returncode == 1
    assert "已经删除" in linban(kept.data, "person", "delete", "--conversation", kept.free, "--yes").stdout
    gone = linban(kept.data, "person", "show", "--conversation", kept.free)
    assert (gone.returncode, "没有找到" in gone.stderr) == (1, True)
