"""版本 in the console: the way back, its reason, and changes that somebody made in the folder by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from assistant.storage.memory import SqlMemory
from tests.builders import Clock
from tests.channels.web.console.conftest import Officer, SignsIn
from tests.channels.web.console.workshop import WOOD_FILE, Workshop, plain, workshop


@pytest.fixture
async def shop(memory: SqlMemory, tmp_path: Path, clock: Clock) -> AsyncIterator[Workshop]:
    async with workshop(memory, tmp_path, clock, four_eyes=False) as opened:
        yield opened


@pytest.fixture
def app(shop: Workshop) -> FastAPI:
    return shop.app


@pytest.fixture
async def admin(signs_in: SignsIn) -> Officer:
    return await signs_in("boss", "admin", None)


async def published(shop: Workshop, admin: Officer, old: str, new: str) -> str:
    """Change, check, publish; the id of the release."""
    draft = await shop.writes(admin, old, new)
    _, key = await shop.checks(admin, draft)
    done = await shop.publishes(admin, draft, key, "试一试")
    assert done.status_code == 303, plain(done.text)
    return done.headers["location"].rpartition("/")[2].partition("?")[0]


def paper(shop: Workshop) -> str:
    return shop.catalogue.items["LB-AA-001"].materials[2].material_name


async def by_hand(shop: Workshop, old: str, new: str) -> None:
    """Somebody edits the file itself; wait until its check is done."""
    file = shop.folder / WOOD_FILE
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    held = await shop.publishing.held()
    while held is not None and held.why == "checking":
        await asyncio.sleep(0)
        held = await shop.publishing.held()


async def test_one_press_with_a_reason_goes_back_to_the_release_before(shop: Workshop, admin: Officer) -> None:
    await published(shop, admin, "旧登记", "旧登记甲")
    await published(shop, admin, "旧登记甲", "旧登记乙")
    page = await admin.get("/console/knowledge/releases")
    text = plain(page.text)
    assert [text.index(f"第 {n} 版") for n in (3, 2, 1)] == sorted(text.index(f"第 {n} 版") for n in (3, 2, 1))
    assert text.count("正在用") == 1
    target = page.text.partition("/rollback")[0].rpartition("/")[2]
    without = await admin.post(f"/console/knowledge/releases/{target}/rollback", reason=" ")
    assert (without.status_code, "撤回要写明原因" in without.text) == (422, True)
    assert paper(shop) == "旧登记乙"
    done = await admin.post(f"/console/knowledge/releases/{target}/rollback", reason="写错了名字")
    assert done.status_code == 303, plain(done.text)
    assert paper(shop) == "旧登记甲"
    assert "旧登记甲" in (shop.folder / WOOD_FILE).read_text("utf-8")
    told = plain((await admin.get(done.headers["location"])).text)
    for words in ("已经撤回", "第 4 版：撤回到第 2 版", "原因：写错了名字", "旧登记甲"):
        assert words in told


async def test_any_older_release_can_be_gone_back_to_but_not_the_one_in_use(shop: Workshop, admin: Officer) -> None:
    first = await published(shop, admin, "旧登记", "旧登记甲")
    last = await published(shop, admin, "旧登记甲", "旧登记乙")
    page = (await admin.get(f"/console/knowledge/releases/{first}")).text
    assert "回到这一版" in page
    assert "回到这一版" not in (await admin.get(f"/console/knowledge/releases/{last}")).text
    refused = await admin.post(f"/console/knowledge/releases/{last}/rollback", reason="再来")
    assert (refused.status_code, "现在用的就是这一版" in refused.text) == (422, True)


async def test_an_editor_reads_the_history_and_has_no_way_back(
    shop: Workshop, admin: Officer, signs_in: SignsIn
) -> None:
    first = await published(shop, admin, "旧登记", "旧登记甲")
    editor = await signs_in("zhishi", "editor", None)
    page = (await editor.get("/console/knowledge/releases")).text
    assert "旧登记甲" in page
    assert "rollback" not in page
    assert (await editor.post(f"/console/knowledge/releases/{first}/rollback", reason="x")).status_code == 403
    assert (await editor.get(f"/console/knowledge/releases/{'0' * 32}")).status_code == 404


async def test_a_change_by_hand_that_makes_answers_worse_waits_until_a_reason_is_given(
    shop: Workshop, admin: Officer
) -> None:
    await published(shop, admin, "旧登记", "旧登记甲")
    await by_hand(shop, "    木头堆了一院子怎么报\n", "")
    assert "会让回答变差" in (await admin.get("/console/knowledge/releases")).text
    page = plain((await admin.get("/console/knowledge/held")).text)
    assert "LB-AA-001 木头登记" in page
    assert "1 个变差" in page
    assert any("木头堆了一院子怎么报" in lines for lines in shop.catalogue.items["LB-AA-001"].examples.values())
    refused = await admin.post("/console/knowledge/held/accept", reason="")
    assert (refused.status_code, "要写明为什么" in refused.text) == (422, True)
    done = await admin.post("/console/knowledge/held/accept", reason="这句不好")
    assert done.status_code == 303
    told = plain((await admin.get(done.headers["location"])).text)
    assert "手工改动" in told
    assert "原因：这句不好" in told
    assert not any("木头堆了一院子怎么报" in lines for lines in shop.catalogue.items["LB-AA-001"].examples.values())
    assert "没有等着处理的手工改动" in (await admin.get("/console/knowledge/held")).text


async def test_a_broken_change_by_hand_is_told_and_the_files_put_back(shop: Workshop, admin: Officer) -> None:
    await published(shop, admin, "旧登记", "旧登记甲")
    before = (shop.folder / WOOD_FILE).read_text("utf-8")
    await by_hand(shop, "paper: id_card", "paper: id_cart")
    page = plain((await admin.get("/console/knowledge/held")).text)
    assert "papers.yaml 里没有“id_cart”" in page
    assert "用这些改动" not in page
    done = await admin.post("/console/knowledge/held/drop")
    assert done.status_code == 303
    assert "文件已经恢复" in (await admin.get(done.headers["location"])).text
    assert (shop.folder / WOOD_FILE).read_text("utf-8") == before
