"""From a draft to a release in the console: everything is seen before it is live, and every refusal shows a way on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from assistant.publishing.gating import Told
from assistant.storage.memory import SqlMemory
from channels.web.console.knowledge.anchors import anchor_of
from tests.builders import Clock
from tests.channels.web.console.conftest import SignsIn
from tests.channels.web.console.workshop import WOOD_FILE, Workshop, examine_here, plain, workshop


@pytest.fixture
async def shop(memory: SqlMemory, tmp_path: Path, clock: Clock) -> AsyncIterator[Workshop]:
    async with workshop(memory, tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def app(shop: Workshop) -> FastAPI:
    """The officers of these tests sign in at the workshop."""
    return shop.app


async def test_a_change_goes_from_draft_to_citizens_and_back(shop: Workshop, signs_in: SignsIn) -> None:
    editor, admin = await signs_in("zhishi", "editor", None), await signs_in("boss", "admin", None)
    draft = await shop.writes(editor, "material_name: 旧登记", "material_name: 旧登记本")
    where = f"/console/knowledge/drafts/{draft.id}"
    page = plain((await editor.get(where)).text)
    assert "LB-AA-001 木头登记" in page
    assert "申请材料多了“旧登记本”" in page
    assert "申请材料少了“旧登记”" in page
    assert "+ - material_name: 旧登记本" in page
    checked, _ = await shop.checks(editor, draft)
    assert "没有问题的答案会变。" in checked
    assert "知识员写，管理员发布。" in checked
    assert (await editor.post(f"{where}/submit", title="改旧登记", note="窗口换了名字")).status_code == 303
    assert shop.catalogue.items["LB-AA-001"].materials[2].material_name == "旧登记"

    listed = plain((await admin.get("/console/knowledge/drafts")).text)
    assert "改旧登记" in listed
    assert "已送审" in listed
    checked, key = await shop.checks(admin, draft)
    assert "说明：窗口换了名字" in plain(checked)
    done = await shop.publishes(admin, draft, key, "窗口换了名字")
    assert done.status_code == 303, plain(done.text)
    assert shop.catalogue.items["LB-AA-001"].materials[2].material_name == "旧登记本"
    assert "旧登记本" in (shop.folder / WOOD_FILE).read_text("utf-8")
    release = plain((await admin.get(done.headers["location"])).text)
    for told in ("已经发布", "第 2 版：改旧登记", "zhishi 的人写的", "原因：窗口换了名字", "多了“旧登记本”", "正在用"):
        assert told in release


@pytest.mark.parametrize("role", ["editor", "admin"])
async def test_worse_answers_stand_first_side_by_side_and_ask_for_a_reason(
    shop: Workshop, signs_in: SignsIn, role: Any
) -> None:
    writer, admin = await signs_in("writer", role, None), await signs_in("boss", "admin", None)
    await shop.writes(writer, "    木头堆了一院子怎么报\n", "")
    draft = await shop.writes(writer, "[木头登记, ", "[木头在哪登, ")
    await writer.post(f"/console/knowledge/drafts/{draft.id}/submit")
    page, key = await shop.checks(admin, draft)
    text = plain(page)
    assert "1 个问题的答案会变：1 个变差。" in text
    assert "变差 想问一声木头堆了一院子怎么报的 现在直接回答：木头登记改了以后说没有听懂" in text
    assert "应当是：木头登记" in text
    refused = await shop.publishes(admin, draft, key)
    assert refused.status_code == 422
    assert "要写明为什么仍然要发布" in plain(refused.text)
    assert "木头堆了一院子怎么报" in refused.text
    done = await shop.publishes(admin, draft, key, "这句别的事项也在用")
    assert done.status_code == 303
    assert "1 个问题变差" in plain((await admin.get("/console/knowledge/releases")).text)


async def test_who_wrote_may_not_publish_and_is_told_so(shop: Workshop, signs_in: SignsIn) -> None:
    writer, other = await signs_in("boss", "admin", None), await signs_in("second", "admin", None)
    draft = await shop.writes(writer, "旧登记", "旧登记本")
    await writer.post(f"/console/knowledge/drafts/{draft.id}/submit")
    page, key = await shop.checks(writer, draft)
    assert "四眼原则：写的人不能自己发布" in page
    assert '/publish"' not in page
    refused = await shop.publishes(writer, draft, key)
    assert (refused.status_code, "请另一位" in refused.text) == (403, True)
    assert (await shop.publishes(other, draft, key)).status_code == 303


async def test_errors_are_told_with_a_way_to_the_form_and_forbid_publishing(shop: Workshop, signs_in: SignsIn) -> None:
    editor, admin = await signs_in("zhishi", "editor", None), await signs_in("boss", "admin", None)
    draft = await shop.writes(editor, "paper: id_card", "paper: id_cart")
    page, key = await shop.checks(editor, draft)
    text = plain(page)
    assert "有 1 处写错，要先改好。" in text
    assert "papers.yaml 里没有“id_cart”" in text
    assert 'href="/console/knowledge/items/LB-AA-001#f-materials-0-paper"' in page
    await editor.post(f"/console/knowledge/drafts/{draft.id}/submit")
    refused = await shop.publishes(admin, draft, key)
    assert (refused.status_code, "改好才能发布" in refused.text) == (422, True)
    assert '/publish"' not in (await admin.get(f"/console/knowledge/drafts/{draft.id}", gate=key)).text


async def test_a_check_of_other_content_does_not_count(shop: Workshop, signs_in: SignsIn) -> None:
    editor, admin = await signs_in("zhishi", "editor", None), await signs_in("boss", "admin", None)
    draft = await shop.writes(editor, "旧登记", "旧登记本")
    _, key = await shop.checks(editor, draft)
    await shop.writes(editor, "旧登记本", "旧登记册")
    await editor.post(f"/console/knowledge/drafts/{draft.id}/submit")
    refused = await shop.publishes(admin, draft, key)
    assert (refused.status_code, "请重新检查一次" in refused.text) == (409, True)
    assert "再检查一次" in refused.text


async def test_two_who_change_one_file_choose_which_counts(shop: Workshop, signs_in: SignsIn) -> None:
    one, two = await signs_in("one", "editor", None), await signs_in("two", "editor", None)
    admin = await signs_in("boss", "admin", None)
    drafts = [await shop.writes(one, "旧登记", "旧登记甲"), await shop.writes(two, "旧登记", "旧登记乙")]
    for officer, draft in zip((one, two), drafts, strict=True):
        await officer.post(f"/console/knowledge/drafts/{draft.id}/submit")
    _, key = await shop.checks(admin, drafts[0])
    assert (await shop.publishes(admin, drafts[0], key)).status_code == 303
    page, key = await shop.checks(admin, drafts[1])
    assert "用我的" in page
    assert "用现在的" in page
    assert '/publish"' not in page
    assert (await shop.publishes(admin, drafts[1], key)).status_code == 409
    where = f"/console/knowledge/drafts/{drafts[1].id}"
    assert (await admin.post(f"{where}/renew", path=WOOD_FILE, keep="mine")).status_code == 303
    page, key = await shop.checks(admin, drafts[1])
    assert "用我的" not in page
    assert (await shop.publishes(admin, drafts[1], key)).status_code == 303
    assert shop.catalogue.items["LB-AA-001"].materials[2].material_name == "旧登记乙"


async def test_what_is_sent_back_says_why_and_what_is_dropped_is_over(shop: Workshop, signs_in: SignsIn) -> None:
    editor, admin = await signs_in("zhishi", "editor", None), await signs_in("boss", "admin", None)
    draft = await shop.writes(editor, "旧登记", "旧登记本")
    where = f"/console/knowledge/drafts/{draft.id}"
    await editor.post(f"{where}/submit")
    assert "请写明为什么退回" in (await admin.post(f"{where}/return", why=" ")).text
    assert (await admin.post(f"{where}/return", why="名字写全")).status_code == 303
    page = plain((await editor.get(where)).text)
    assert "退回修改" in page
    assert "退回的原因：名字写全" in page
    assert (await editor.post(f"{where}/drop")).status_code == 303
    again = await editor.post(f"{where}/submit")
    assert (again.status_code, "已经不在这一步" in again.text) == (409, True)
    assert "现在没有草稿" in (await editor.get("/console/knowledge/drafts")).text
    assert "不要了" in (await editor.get("/console/knowledge/drafts", ended="true")).text


async def test_one_file_is_taken_out_and_the_rest_stays(shop: Workshop, signs_in: SignsIn) -> None:
    editor = await signs_in("zhishi", "editor", None)
    await shop.writes(editor, "旧登记", "旧登记本")
    draft = await shop.writes(editor, "木头报", "木头日报", "sources.yaml")
    where = f"/console/knowledge/drafts/{draft.id}"
    assert (await editor.post(f"{where}/revert", path=WOOD_FILE)).status_code == 303
    page = plain((await editor.get(where)).text)
    assert "旧登记本" not in page
    assert "木头日报" in page


async def test_an_officer_of_another_department_does_not_see_the_draft(shop: Workshop, signs_in: SignsIn) -> None:
    editor, stranger = await signs_in("zhishi", "editor", None), await signs_in("rs-edit", "editor", "rs")
    draft = await shop.writes(editor, "旧登记", "旧登记本")
    assert (await stranger.get(f"/console/knowledge/drafts/{draft.id}")).status_code == 404
    assert (await stranger.post(f"/console/knowledge/drafts/{draft.id}/drop")).status_code == 404
    assert "修改 LB-AA-001" not in (await stranger.get("/console/knowledge/drafts")).text


async def test_the_check_is_watched_while_it_goes_on(
    memory: SqlMemory, tmp_path: Path, clock: Clock, shop: Workshop, signs_in: SignsIn
) -> None:
    told_half, go_on = asyncio.Event(), asyncio.Event()

    async def slow(job: dict[str, Any], told: Told) -> dict[str, Any]:
        told({"step": "改了以后的回答", "done": 1, "total": 2})
        told_half.set()
        await go_on.wait()
        return await examine_here(job, told)

    editor = await signs_in("zhishi", "editor", None)
    shop.publishing._gating._examine = slow
    draft = await shop.writes(editor, "旧登记", "旧登记本")
    where = f"/console/knowledge/drafts/{draft.id}"
    began = await editor.post(f"{where}/gate")
    key = began.headers["location"].partition("gate=")[2].partition("#")[0]
    await told_half.wait()
    page = (await editor.get(where, gate=key)).text
    assert f'hx-get="{where}/gate?key={key}"' in page
    fragment = await editor.client.get(f"{where}/gate", params={"key": key}, headers={"hx-request": "true"})
    assert "正在检查" in fragment.text
    go_on.set()
    await shop.settled(key)
    ended = await editor.client.get(f"{where}/gate", params={"key": key}, headers={"hx-request": "true"})
    assert ended.headers["hx-refresh"] == "true"


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("申请材料.2.原件份数", "#f-materials-1-n_original"),
        ("核实情况.核实人", "#f-review-verified_by"),
        ("要问的情形.1.选项.2.选项文字", "#f-circumstances-0-options-1-label"),
        ("办理流程.1", "#part-steps"),
        ("例句", "#part-examples"),
        ("哪里都不是", ""),
        ("", ""),
    ],
)
def test_the_place_of_a_problem_leads_to_its_field(path: str, anchor: str) -> None:
    assert anchor_of(path) == anchor
