"""The sheets of the workbook: which columns they have and where in an item file each cell comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from assistant.knowledge.cells import FLAG, LINES, NAMES, NUMBER, SHARED, TEXT, WHEN, Codec
from assistant.knowledge.problem import Loc
from assistant.knowledge.schema import ExampleStyle

CODE = "事项编码"
NUMBER_COLUMN = "序号"
PARENT_COLUMN = "情形序号"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the keys that lead to the value within the row's record, and how it is written."""

    title: str
    keys: tuple[str, ...]
    codec: Codec = TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """``list_key`` names the list of the item whose entries are the rows; empty for one row per item.

    ``inner_key`` names a list within each entry, whose entries are the rows instead.
    """

    title: str
    columns: tuple[Column, ...]
    list_key: str = ""
    inner_key: str = ""

    @property
    def headings(self) -> list[str]:
        """The heading row."""
        numbers = [NUMBER_COLUMN] if self.list_key else []
        parents = [PARENT_COLUMN] if self.inner_key else []
        return [CODE, *parents, *numbers, *(c.title for c in self.columns)]


_SOURCE = (Column("出处", ("source",), NAMES), Column("出处说明", ("source_note",)))
_CHECKED = (Column("核实人", ("verified_by",)), Column("核实日期", ("verified_on",)))
_SENTENCE = (Column("内容", ("text",)), *_SOURCE, *_CHECKED)


def _single(title: str, key: str) -> tuple[Column, ...]:
    return tuple(Column(f"{title}：{c.title}", (key, *c.keys), c.codec) for c in _SENTENCE)


ITEMS = Sheet(
    "事项",
    (
        Column("事项名称", ("item_name",)),
        Column("所属清单", ("service_list",)),
        Column("快闪办", ("fast",), FLAG),
        Column("服务对象", ("audience",), NAMES),
        Column("责任部门", ("department",)),
        Column("联办部门", ("joint_depts",), NAMES),
        Column("服务主题", ("domain",)),
        Column("事项族", ("family",)),
        Column("族内首选", ("primary",), FLAG),
        Column("俗称", ("aliases",), NAMES),
        Column("列入清单的理由", ("why_remote",)),
        Column("办件类型", ("case_type",)),
        Column("状态", ("status",)),
        *_single("一句话说明", "summary"),
        *_single("收费", "fee"),
        Column("是否收费", ("fee", "charged"), FLAG),
        *_single("结果和送达", "result"),
        Column("核实人", ("review", "verified_by")),
        Column("核实日期", ("review", "verified_on")),
        Column("下次核对日期", ("review", "review_due")),
        Column("生效日期", ("review", "valid_from")),
        Column("失效日期", ("review", "valid_to")),
    ),
)

SHEETS: tuple[Sheet, ...] = (
    ITEMS,
    Sheet(
        "受理条件",
        (
            Column("编号", ("id",)),
            *_SENTENCE,
            Column("只对谁说", ("only_if",), WHEN),
            Column("符合的情形", ("met_if",), WHEN),
            Column("不符合的情形", ("failed_if",), WHEN),
            Column("不符合时可看的事项", ("otherwise",), NAMES),
        ),
        "acceptance_conditions",
    ),
    Sheet(
        "情形",
        (
            Column("情形编号", ("id",)),
            Column("共用", ("shared",), SHARED),
            Column("问题", ("question",)),
            Column("可多选", ("multi",), FLAG),
            Column("为什么问", ("why",)),
        ),
        "circumstances",
    ),
    Sheet(
        "选项",
        (
            Column("选项编号", ("id",)),
            Column("选项文字", ("label",)),
            Column("不增加材料", ("base",), FLAG),
            Column("选了它就不能再选别的", ("exclusive",), FLAG),
            Column("别的说法", ("words",), NAMES),
            *(Column(f"提示：{c.title}", ("note", *c.keys), c.codec) for c in _SENTENCE),
        ),
        "circumstances",
        "options",
    ),
    Sheet(
        "材料",
        (
            Column("材料名称", ("material_name",)),
            Column("规范材料", ("paper",)),
            Column("持有人", ("holder",)),
            Column("材料类型", ("material_kind",)),
            Column("类型说明", ("kind_note",)),
            Column("电子材料", ("electronic",)),
            Column("电子材料说明", ("electronic_note",)),
            Column("原件份数", ("n_original",), NUMBER),
            Column("复印件份数", ("n_copy",), NUMBER),
            Column("必要性", ("necessity",)),
            Column("条件情形", ("when",), WHEN),
            Column("什么情况要", ("when_text",)),
            Column("系统核不到时再补", ("on_system_miss",), FLAG),
            Column("为什么要", ("why",)),
            Column("去哪开", ("where_to_get",)),
            *_SOURCE,
            *_CHECKED,
        ),
        "materials",
    ),
    Sheet("办理流程", _SENTENCE, "steps"),
    Sheet(
        "办结时限",
        (
            *_SENTENCE,
            Column("天数", ("days",), NUMBER),
            Column("单位", ("unit",)),
            Column("法定或承诺", ("kind",)),
        ),
        "time_limits",
    ),
    Sheet("设定依据", _SENTENCE, "legal_basis"),
    Sheet("地点和渠道", _SENTENCE, "places"),
    Sheet("常见问题", (Column("问", ("q",)), Column("答", ("a",)), *_SOURCE, *_CHECKED), "faq"),
    Sheet(
        "易混事项",
        (Column("易混编码", ("code",)), Column("怎么区分", ("how",)), Column("一问分清", ("ask",))),
        "confusable",
    ),
    Sheet("例句", tuple(Column(style, ("examples", style), LINES) for style in get_args(ExampleStyle))),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the files have it: its place in the item and the text of its cells under their headings."""

    loc: Loc
    cells: dict[str, str]


def rows_of(sheet: Sheet, code: str, value: dict[str, Any]) -> Iterator[Row]:
    """The rows of one item, from the plain value of its file."""
    if not sheet.list_key:
        yield Row((), {CODE: code, **_cells(sheet, value)})
        return
    for number, entry in enumerate(value.get(sheet.list_key) or ()):
        loc: Loc = (sheet.list_key, number)
        if not sheet.inner_key:
            yield Row(loc, {CODE: code, NUMBER_COLUMN: str(number + 1), **_cells(sheet, entry)})
            continue
        for inner, option in enumerate(entry.get(sheet.inner_key) or ()):
            numbers = {PARENT_COLUMN: str(number + 1), NUMBER_COLUMN: str(inner + 1)}
            record = option if isinstance(option, dict) else {"id": option}
            yield Row((*loc, sheet.inner_key, inner), {CODE: code, **numbers, **_cells(sheet, record)})


def _cells(sheet: Sheet, record: dict[str, Any]) -> dict[str, str]:
    return {c.title: _cell(c, record) for c in sheet.columns}


def _cell(column: Column, record: Any) -> str:
    for key in column.keys:
        record = record.get(key) if isinstance(record, dict) else None
    return "" if record is None else column.codec.write(record)
