"""The forms of the knowledge as a browser sends them: nothing is lost or overwritten, errors stand in their place."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from assistant.knowledge.folder import digest_of
from assistant.knowledge.forms_files import SHELVES
from assistant.knowledge.yaml_text import read_yaml
from channels.web.house import House
from tests.channels.web.console.conftest import Officer, SignsIn
from tests.channels.web.console.page_form import PageForm

CODE, PATH = "LB-MZ-001", "items/social-aid/LB-MZ-001.yaml"
ITEM = f"/console/knowledge/items/{CODE}"


@pytest.fixture
async def editor(signs_in: SignsIn) -> Officer:
    return await signs_in("mz-editor", "editor", "mz")


async def _form(officer: Officer, path: str = ITEM) -> PageForm:
    answer = await officer.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return PageForm(answer.text)


async def _send(officer: Officer, given: dict[str, list[str]], path: str = ITEM) -> Any:
    return await officer.client.post(path, data=given)


async def _draft(app: FastAPI, officer: Officer, path: str = PATH) -> Any:
    """What the officer's draft says of the file."""
    house: House = app.state.house
    draft = await house.services.publishing.open_draft(officer.staff)
    return read_yaml(draft.files[path].text or "") if draft and path in draft.files else None


async def test_every_item_opened_and_saved_as_it_is_changes_nothing(app: FastAPI, signs_in: SignsIn) -> None:
    officer = await signs_in("qu", "editor", None)
    house: House = app.state.house
    for code in sorted(house.services.librarian.library.catalogue.items)[::6]:
        form = await _form(officer, f"/console/knowledge/items/{code}")
        answer = await _send(officer, form.with_(do="save"), f"/console/knowledge/items/{code}")
        assert (answer.status_code, answer.headers["location"].endswith("did=same")) == (303, True), code
    assert await house.services.publishing.open_draft(officer.staff) is None


@pytest.mark.parametrize(
    "path",
    [
        "bundles/B01",
        "elsewhere/bank",
        "lists/circumstances/agent",
        "lists/papers/proxy_and_agent_id",
        "lists/parameters/id_card_fee@2004-01-01",
        "lists/sources/S13",
        "lists/departments/mz",
        "lists/service_points/point_01",
        "lists/holidays/2026",
    ],
)
async def test_every_kind_of_record_opened_and_saved_as_it_is_changes_nothing(signs_in: SignsIn, path: str) -> None:
    officer = await signs_in("qu", "editor", None)
    form = await _form(officer, f"/console/knowledge/{path}")
    answer = await _send(officer, form.with_(do="save"), f"/console/knowledge/{path}")
    assert (answer.status_code, answer.headers.get("location", "")[-8:]) == (303, "did=same")


async def test_a_changed_paper_goes_into_the_draft_and_not_to_citizens(app: FastAPI, editor: Officer) -> None:
    form = await _form(editor)
    answer = await _send(editor, form.with_(do="save", materials__0__material_name="全家人的户口簿"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ITEM}?did=saved")
    house: House = app.state.house
    assert (await _draft(app, editor))["materials"][0]["material_name"] == "全家人的户口簿"
    assert house.services.librarian.library.catalogue.items[CODE].materials[0].material_name == "全家人的身份证和户口簿"
    shown = (await editor.get(f"{ITEM}?did=saved")).text
    assert "全家人的户口簿" in shown
    assert "群众现在看到的还没有变" in shown
    assert "您改过" in (await editor.get("/console/knowledge", changed="yes")).text


async def test_rows_move_without_script_and_without_saving(app: FastAPI, editor: Officer) -> None:
    form = await _form(editor)
    answer = await _send(editor, form.with_(do="add:faq", item_name="还没存的名字"))
    again = PageForm(answer.text)
    assert dict(again.pairs)["item_name"] == "还没存的名字"
    names = [name for name, _ in again.pairs if re.fullmatch(r"faq\.\d+\.q", name)]
    size = len(names)
    moved = again.with_(
        do="up:faq." + str(size - 1), **{f"faq__{size - 1}__q": "新问题？", f"faq__{size - 1}__a": "答。"}
    )
    moved[f"faq.{size - 1}.source"] = ["GK-H"]
    last = PageForm((await _send(editor, moved)).text)
    assert dict(last.pairs)[f"faq.{size - 2}.q"] == "新问题？"
    assert await _draft(app, editor) is None
    assert (await _send(editor, last.with_(do="save"))).status_code == 303
    assert (await _draft(app, editor))["faq"][size - 2]["a"] == "答。"


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(app: FastAPI, editor: Officer) -> None:
    form = await _form(editor)
    given = form.with_(do="save", materials__1__n_original="两份", item_name="", fee__text="收 3 元。")
    answer = await _send(editor, given)
    assert answer.status_code == 422
    again = dict(PageForm(answer.text).pairs)
    assert (again["materials.1.n_original"], again["fee.text"]) == ("两份", "收 3 元。")
    near = answer.text[answer.text.index('name="materials.1.n_original"') :][:700]
    assert 'aria-invalid="true"' in near
    assert "应为整数（写成了“两份”）" in near
    assert "没有写，必须有" in answer.text[answer.text.index('name="item_name"') :][:700]
    assert await _draft(app, editor) is None
    kept = await _send(editor, PageForm(answer.text).with_(do="anyway"))
    assert kept.headers["location"].endswith("did=anyway")
    assert (await _draft(app, editor))["materials"][1]["n_original"] == "两份"
    assert "应为整数" in (await editor.get(ITEM)).text


async def test_a_promise_is_refused_in_words(editor: Officer) -> None:
    form = await _form(editor)
    answer = await _send(editor, form.with_(do="save", faq__0__a="一定能办。"))
    assert answer.status_code == 422
    assert "不能向市民保证结果" in answer.text


async def test_a_source_and_an_item_are_picked_by_name(app: FastAPI, editor: Officer) -> None:
    form = await _form(editor)
    given = form.with_(do="save")
    given["steps.0.source"], given["steps.0.source+"] = ["GK-M"], ["S13 随便什么"]
    given["acceptance_conditions.1.otherwise+"] = ["LB-MZ-005 临时救助申请"]
    assert (await _send(editor, given)).status_code == 303
    said = await _draft(app, editor)
    assert said["steps"][0]["source"] == ["GK-M", "S13"]
    assert said["acceptance_conditions"][1]["otherwise"] == ["LB-MZ-005"]


async def test_a_condition_is_ticked_and_read_in_words(app: FastAPI, editor: Officer) -> None:
    form = await _form(editor)
    given = form.with_(do="save", materials__0__necessity="条件", materials__0__when_text="本人来办")
    given["materials.0.when"] = ["agent=self"]
    assert (await _send(editor, given)).status_code == 303
    assert (await _draft(app, editor))["materials"][0]["when"] == {"agent": ["self"]}
    shown = (await editor.get(ITEM)).text
    assert "答“本人来办”" in shown
    assert not re.search(r">[^<]*agent=self[^<]*<", shown)


async def test_another_departments_item_can_be_read_and_not_changed(app: FastAPI, editor: Officer) -> None:
    path = "/console/knowledge/items/LB-RS-001"
    page = await editor.get(path)
    assert page.status_code == 200
    assert "您可以看，不能改" in page.text
    assert "存进草稿" not in page.text
    given = PageForm(page.text).with_(do="save", item_name="改别人的")
    answer = await _send(editor, given, path)
    assert (answer.status_code, "别的部门负责" in answer.text) == (422, True)
    house: House = app.state.house
    assert await house.services.publishing.open_draft(editor.staff) is None


async def test_an_item_is_not_carried_off_to_the_own_department(app: FastAPI, editor: Officer) -> None:
    """The department that counts is the one that stands in the file, not the one on a form that was tampered with."""
    path = "/console/knowledge/items/LB-RS-001"
    given = PageForm((await editor.get(path)).text).with_(do="save", department="区民政局")
    own = PageForm((await editor.get(ITEM)).text).with_()
    given["base"] = own["base"]
    assert (await _send(editor, given, path)).status_code in (403, 409, 422)
    house: House = app.state.house
    assert await house.services.publishing.open_draft(editor.staff) is None


async def test_two_windows_of_one_officer_lose_nothing(app: FastAPI, editor: Officer) -> None:
    first, second = await _form(editor), await _form(editor)
    assert (
        await _send(editor, first.with_(do="save", fee__text="收 3 元。", steps__0__text="先打电话。"))
    ).status_code == 303
    late = await _send(editor, second.with_(do="save", fee__text="收 4 元。", result__text="发一张卡。"))
    assert late.status_code == 409
    assert "对方现在写的是：<b>收 3 元。" in late.text
    again = PageForm(late.text)
    now = dict(again.pairs)
    assert (now["fee.text"], now["steps.0.text"], now["result.text"]) == ("收 4 元。", "先打电话。", "发一张卡。")
    assert (await _draft(app, editor))["fee"]["text"] == "收 3 元。"
    assert (await _send(editor, again.with_(do="save"))).status_code == 303
    said = await _draft(app, editor)
    assert (said["fee"]["text"], said["steps"][0]["text"], said["result"]["text"]) == (
        "收 4 元。",
        "先打电话。",
        "发一张卡。",
    )


async def test_two_entries_of_one_list_do_not_get_in_each_others_way(app: FastAPI, signs_in: SignsIn) -> None:
    officer = await signs_in("qu", "editor", None)
    one, other = "/console/knowledge/lists/papers/agent_id", "/console/knowledge/lists/papers/guardian_id"
    first, second = await _form(officer, one), await _form(officer, other)
    assert (await _send(officer, first.with_(do="save", why="甲。"), one)).status_code == 303
    assert (await _send(officer, second.with_(do="save", why="乙。"), other)).status_code == 303
    said = {paper["id"]: paper["why"] for paper in await _draft(app, officer, "papers.yaml")}
    assert (said["agent_id"], said["guardian_id"]) == ("甲。", "乙。")


async def test_who_else_is_at_work_is_said(editor: Officer, signs_in: SignsIn) -> None:
    colleague = await signs_in("mz-other", "editor", "mz")
    await colleague.get(ITEM)
    assert "mz-other 的人 0 分钟前也打开了这一项" in (await editor.get(ITEM)).text
    form = await _form(colleague)
    await _send(colleague, form.with_(do="save", fee__text="收 3 元。"))
    assert "mz-other 的人的草稿里也改了这个文件" in (await editor.get(ITEM)).text


async def test_a_new_value_from_a_day_ends_the_old_one_the_day_before(app: FastAPI, signs_in: SignsIn) -> None:
    officer = await signs_in("qu", "editor", None)
    path = "/console/knowledge/lists/parameters/id_card_fee@2004-01-01"
    form = await _form(officer, f"{path}?then=next")
    answer = await _send(officer, form.with_(do="save", value="30元", valid_from="2027-01-01"), path)
    assert (answer.status_code, "id_card_fee@2027-01-01" in answer.headers["location"]) == (303, True)
    rows = [r for r in await _draft(app, officer, "parameters.yaml") if r["id"] == "id_card_fee"]
    assert [(r["value"], r["valid_from"], r.get("valid_to")) for r in rows] == [
        ("20元", "2004-01-01", "2026-12-31"),
        ("30元", "2027-01-01", None),
    ]


async def test_new_records_get_names_that_nobody_has(app: FastAPI, signs_in: SignsIn) -> None:
    officer = await signs_in("qu", "editor", None)
    path = "/console/knowledge/lists/sources/new"
    given = (await _form(officer, path)).with_(do="save", title="一个文件", content="一些内容", grade="甲")
    assert (await _send(officer, given, path)).status_code == 303
    live = {s["id"] for s in read_yaml(app.state.house.services.librarian.texts.files["sources.yaml"])}
    added = [s for s in await _draft(app, officer, "sources.yaml") if s["id"] not in live]
    assert [(s["title"], bool(re.fullmatch(r"S\d{2,3}", s["id"]))) for s in added] == [("一个文件", True)]
    path = "/console/knowledge/elsewhere/new"
    given = (await _form(officer, path)).with_(
        do="save", title="新的一类", kind="agency", goto="请打 12345。", examples="一句话"
    )
    answer = await _send(officer, given, path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/knowledge/elsewhere/topic-1?did=saved")
    assert (await officer.get("/console/knowledge/elsewhere/topic-1")).status_code == 200
    form = await _form(officer, "/console/knowledge/elsewhere/topic-1")
    gone = await _send(officer, form.with_(do="remove-all"), "/console/knowledge/elsewhere/topic-1")
    assert gone.status_code == 303
    assert (await officer.get("/console/knowledge/elsewhere/topic-1")).status_code == 404


async def test_the_citizens_view_follows_the_unsaved_form_and_the_answers(app: FastAPI, editor: Officer) -> None:
    form = await _form(editor)
    given = form.with_(materials__0__material_name="全家人的户口簿")
    plain = await _send(editor, given, f"{ITEM}/preview")
    assert plain.status_code == 200
    assert "全家人的户口簿" in plain.text
    assert 'class="plain"' not in plain.text
    given |= {"answer:agent": ["agent"], "plain": ["yes"]}
    told = (await _send(editor, given, f"{ITEM}/preview")).text
    yours = told[told.index("您这种情况还要带") :]
    assert "委托书和代办人身份证" in yours[: yours.index("</section>")]
    assert 'class="plain"' in told
    assert await _draft(app, editor) is None
    broken = await _send(editor, form.with_(item_name=""), f"{ITEM}/preview")
    assert "现在还看不了" in broken.text
    assert "事项名称" in broken.text


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ({"q": "吃低保"}, "LB-MZ-001", "LB-YB-001"),
        ({"department": "区医保局"}, "LB-YB-001", "LB-MZ-001"),
        ({"list": "远程快办"}, "LB-DA-001", "LB-MZ-001"),
        ({"review": "good"}, "没有符合的事项", "LB-MZ-001"),
        ({"changed": "yes"}, "没有符合的事项", "LB-MZ-001"),
        ({"part": "bundles"}, "新生儿出生一件事", "LB-MZ-001"),
        ({"part": "elsewhere", "q": "bank"}, "银行卡", "交通"),
    ],
)
async def test_the_list_finds_by_what_is_asked(
    editor: Officer, query: dict[str, str], found: str, missing: str
) -> None:
    page = (await editor.get("/console/knowledge", **query)).text
    table = page[page.index("<tbody>") :]
    assert found in table
    assert missing not in table


async def test_all_172_items_and_every_shelf_are_listed(editor: Officer) -> None:
    page = (await editor.get("/console/knowledge")).text
    assert page.count("/console/knowledge/items/LB-") == 172
    for shelf in SHELVES.values():
        path = f"/console/knowledge/lists/{shelf.id}" if shelf.listed else f"/console/knowledge?part={shelf.id}"
        assert path in page
        assert (await editor.get(path)).status_code == 200


async def test_a_sentence_of_the_program_is_changed_and_its_placeholders_checked(
    app: FastAPI, signs_in: SignsIn
) -> None:
    officer = await signs_in("qu", "editor", None)
    where, key = "/console/knowledge/wording/replies", "greeting.back"
    page = (await officer.get(where, key=key)).text
    assert "<code>{name}</code>" in page
    assert "名称：事项、部门或材料的名字" in page
    live = "您好。上次说到“{name}”，要接着说吗？直接问就行。"
    wrong = await officer.post(where, key=key, before=live, text="上次说到“{nmae}”。")
    assert wrong.status_code == 422
    assert "程序不认识" in wrong.text
    assert "上次说到“{nmae}”。" in wrong.text
    less = await officer.post(where, key=key, before=live, text="您好。接着说。")
    assert less.status_code == 422
    assert "新的里没有了" in less.text
    assert (await officer.post(where, key=key, before=live, text="您好。接着说。", sure="yes")).status_code == 303
    assert (await _draft(app, officer, "wording/replies.yaml"))[key] == "您好。接着说。"
    late = await officer.post(where, key=key, before=live, text="您好。上次是{name}。")
    assert late.status_code == 409
    assert "现在存着的是：您好。接着说。" in late.text


async def test_words_are_kept_one_by_one(app: FastAPI, signs_in: SignsIn) -> None:
    officer = await signs_in("qu", "editor", None)
    where = "/console/knowledge/words/shanghainese"
    assert (await officer.post(where, key="", term="落雨", text="下雨")).status_code == 303
    assert (await officer.post(where, key="", term="落雨", text="下雨")).status_code == 422
    assert (await officer.post(where, key="侬", term="侬", text="你\n您")).status_code == 303
    said = await _draft(app, officer, "words/shanghainese.yaml")
    assert (said["落雨"], said["侬"]) == (["下雨"], ["你", "您"])
    assert (await officer.post(where, key="落雨", term="落雨", text="下雨", do="remove")).status_code == 303
    assert "落雨" not in await _draft(app, officer, "words/shanghainese.yaml")


@pytest.mark.parametrize("base", ["", "not base64", "eJw=", quote("你")])
async def test_a_broken_or_forged_form_saves_nothing(app: FastAPI, editor: Officer, base: str) -> None:
    form = await _form(editor)
    answer = await _send(editor, form.with_(do="save", base=base, fee__text="收 3 元。"))
    assert answer.status_code in (409, 422)
    assert await _draft(app, editor) is None


async def test_the_form_is_made_from_exactly_the_text_that_counts(app: FastAPI, editor: Officer) -> None:
    """Saving with the digest of another text than the live one is refused by the publishing desk itself."""
    house: House = app.state.house
    text = house.services.librarian.texts.files[PATH]
    form = await _form(editor)
    await house.services.publishing.save(editor.staff, {PATH: text.replace("不收费", "免费")}, {PATH: digest_of(text)})
    assert (await _send(editor, form.with_(do="save", result__text="发一张卡。"))).status_code == 409
