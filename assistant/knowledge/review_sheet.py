"""The work list of a department as an Excel file: one row for each item, one for each statement, three cells to fill.

Each row carries a mark of what it says now, so that nobody vouches for a sentence that has changed in the meantime.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from assistant.knowledge.problem import Loc
from assistant.knowledge.references import placed
from assistant.knowledge.review import WHOLE, Check, State, parts_of, whole_of
from assistant.knowledge.schema import Item, Sourced

WHOLE_SHEET, PARTS_SHEET, HELP_SHEET = "整个事项", "逐条", "怎么填"
BY, ON, DUE, MARK = "核实人", "核实日期", "下次核对日期", "记号（请不要改）"
HEADINGS = ("事项编码", "事项名称", "哪一条", "内容", "出处", "现状", BY, ON, DUE, MARK)
_WIDTHS = (13, 26, 16, 60, 12, 12, 18, 14, 14, 26)
STATE_NAMES: dict[State, str] = {"overdue": "逾期", "soon": "快到期", "never": "没核实", "good": "已核实"}
LOW = "把握低，要先核"

_VOUCHED = frozenset(("verified_by", "verified_on", "review_due"))
_NOT_SAID = frozenset(("review", "examples", "editor_notes", "status"))
_HEAD = PatternFill("solid", fgColor="DDE7F0")
_FILL_IN = PatternFill("solid", fgColor="FFF6DA")
_HELP = (
    "1. 核对一行的内容，没有错就填“核实人”“核实日期”“下次核对日期”三格。内容有错的，先在网页上改，不要填。",
    "2. 核实人写部门名称，例如：区人社局。日期写成 2026-11-20 的样子。",
    "3. 核实日期不能晚于今天，下次核对日期要在今天以后。一般半年核一次。",
    "4. “整个事项”表里一行管一个事项。“逐条”表里只填要单独核的，一般不用填。",
    "5. 现状写着“把握低，要先核”的，要先在“逐条”表里核这一条，整个事项才能算核实。",
    "6. 三格全清空，就是收回核实。没有动过的行不受影响，可以删掉。",
    "7. 别的格子改了不算数。填好后在“核对”页上传，会先放进草稿，发布前还能看到改了什么。",
)


def mark_of(item: Item, loc: Loc, sourced: Sourced | None = None) -> str:
    """Place and digest of what is said there: ``materials.2#1f3a9c2b``; ``#…`` for the item as a whole."""
    said = (sourced or item).model_dump(mode="json")
    text = json.dumps(_without(said, _NOT_SAID if sourced is None else frozenset()), ensure_ascii=False, sort_keys=True)
    return f"{'.'.join(map(str, loc))}#{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, dict):
        left = {key: v for key, v in value.items() if key not in names and key not in _VOUCHED}
        return {key: _without(v, frozenset()) for key, v in left.items()}
    return [_without(v, names) for v in value] if isinstance(value, list) else value


def marks_of(item: Item) -> dict[str, Loc]:
    """Every mark of the item as it is now, and the place that it names."""
    return {mark_of(item, WHOLE): WHOLE} | {mark_of(item, loc, s): loc for loc, _, s in placed(item)}


def review_workbook(items: Sequence[Item], today: date) -> bytes:
    """The Excel file for these items."""
    book = Workbook(write_only=True)
    _page(book, WHOLE_SHEET, ((item, whole_of(item, today), mark_of(item, WHOLE)) for item in items))
    _page(book, PARTS_SHEET, _parts(items, today))
    help_page = book.create_sheet(HELP_SHEET)
    help_page.column_dimensions["A"].width = 100
    for line in _HELP:
        help_page.append([line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _parts(items: Iterable[Item], today: date) -> Iterator[tuple[Item, Check, str]]:
    for item in items:
        said = {loc: sourced for loc, _, sourced in placed(item)}
        for check in parts_of(item, today):
            yield item, check, mark_of(item, check.loc, said[check.loc])


def _page(book: Workbook, title: str, rows: Iterable[tuple[Item, Check, str]]) -> None:
    """Frozen headings with a filter; the three cells to fill in are coloured."""
    page: Any = book.create_sheet(title)
    page.freeze_panes = "C2"
    for number, width in enumerate(_WIDTHS, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_head(page, heading) for heading in HEADINGS])
    count = 1
    for item, check, mark in rows:
        page.append(_row(page, item, check, mark))
        count += 1
    page.auto_filter.ref = f"A1:{get_column_letter(len(HEADINGS))}{count}"


def _head(page: Any, text: str) -> Any:
    cell = WriteOnlyCell(page, text)
    cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def _row(page: Any, item: Item, check: Check, mark: str) -> list[Any]:
    low = check.loc != WHOLE and "GK-L" in check.source and not check.on
    state = LOW if low else STATE_NAMES[check.state] if check.loc == WHOLE or check.by or check.due else ""
    told = (item.code, item.item_name, check.path, check.text, "、".join(check.source), state)
    given = (check.by, check.on, check.due)
    return [*(_text(page, value) for value in told), *(_field(page, value) for value in given), _text(page, mark)]


def _text(page: Any, value: str) -> Any:
    cell = WriteOnlyCell(page, value)
    cell.data_type, cell.alignment = "s", Alignment(wrap_text=True, vertical="top")
    return cell


def _field(page: Any, value: str | date | None) -> Any:
    cell = WriteOnlyCell(page, value.isoformat() if isinstance(value, date) else value)
    cell.number_format, cell.fill, cell.alignment = "@", _FILL_IN, Alignment(vertical="top")
    return cell
