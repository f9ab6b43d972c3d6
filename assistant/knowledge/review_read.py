"""A filled-in work list, read cell by cell: who vouches for what from when to when, and every cell that is wrong."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from assistant.errors import BadKnowledge
from assistant.knowledge.cells import cell_text
from assistant.knowledge.problem import Loc, Problem
from assistant.knowledge.review import WHOLE, Check
from assistant.knowledge.review_sheet import BY, DUE, HEADINGS, MARK, ON, PARTS_SHEET, WHOLE_SHEET, marks_of
from assistant.knowledge.schema import Item

MOST_ROWS = 20_000
MOST_UNPACKED = 200 * 2**20
"""Bytes that the file may become when unpacked; a real list has a few million."""
LONGEST_NAME = 60
FARTHEST = timedelta(days=3 * 366)

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_OLD = "这一条在下载以后改过，或者删掉了。请重新下载清单，看过新的内容再填"


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a row says of one place: all three empty takes the verification back. ``cell`` is where to tell problems."""

    code: str
    loc: Loc
    by: str | None
    on: date | None
    due: date | None
    cell: str


@dataclass
class Reading:
    """The rows that differ from the knowledge, and what is wrong with the file."""

    name: str
    items: Mapping[str, Item]
    checks: Mapping[tuple[str, Loc], Check]
    today: date
    found: list[Vouched] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, place: str, message: str) -> None:
        """Note a problem of a cell (``整个事项 G7``)."""
        self.problems.append(Problem(self.name, 0, place, message, rule="workbook"))

    def read(self, content: bytes) -> None:
        """Take every row of both sheets."""
        book = opened(content, self.name)
        titles = [title for title in (WHOLE_SHEET, PARTS_SHEET) if title in book.sheetnames]
        if not titles:
            self.tell("", "不是从“核对”页下载的清单：里面没有“整个事项”这张表")
        for title in titles:
            page = book[title]
            if not self._headings_right(page, title):
                continue
            for number, line in enumerate(page.iter_rows(min_row=2, max_col=len(HEADINGS), values_only=True), 2):
                if number > MOST_ROWS:
                    self.tell(title, f"超过了 {MOST_ROWS} 行，请分几次传")
                    break
                self._row(title, number, dict(zip(HEADINGS, line, strict=False)))

    def _headings_right(self, page: Any, title: str) -> bool:
        found = [cell_text(value) for value in next(page.iter_rows(max_row=1, values_only=True), ())]
        wrong = [n for n, heading in enumerate(HEADINGS) if n >= len(found) or found[n] != heading]
        for number in wrong:
            self.tell(f"{title} {get_column_letter(number + 1)}1", f"表头应为“{HEADINGS[number]}”")
        return not wrong

    def _row(self, title: str, number: int, cells: Mapping[str, Any]) -> None:
        code, mark = cell_text(cells.get("事项编码")), cell_text(cells.get(MARK))
        filled = [cell_text(cells.get(name)) for name in (BY, ON, DUE)]
        if not code and not any(filled):
            return
        place = _Place(self, title, number)
        if code not in self.items:
            place.tell("事项编码", f"没有编码为“{code}”的事项，或者不归您的部门")
            return
        loc = _loc_of(self.items[code], mark)
        check = None if loc is None else self.checks[(code, loc)]
        if check is not None and filled == [
            check.by or "",
            *(d.isoformat() if d else "" for d in (check.on, check.due)),
        ]:
            return
        if loc is None:
            if any(filled):
                place.tell(MARK, _OLD)
            return
        self._take(place, code, loc, filled)

    def _take(self, place: _Place, code: str, loc: Loc, filled: list[str]) -> None:
        told = len(self.problems)
        by = filled[0]
        on, due = (place.day(name, text) for name, text in zip((ON, DUE), filled[1:], strict=True))
        if len(by) > LONGEST_NAME or by.startswith("="):
            place.tell(BY, "请写部门名称，不超过 60 个字" if len(by) > LONGEST_NAME else "不能写公式，请写部门名称")
        if len(self.problems) == told:
            for name, message in _wrong(loc, by, on, due, self.today):
                place.tell(name, message)
        if len(self.problems) == told:
            self.found.append(Vouched(code, loc, by or None, on, due, place.name(BY)))


@dataclass(frozen=True, slots=True)
class _Place:
    """One row of one sheet, to name its cells."""

    reading: Reading
    sheet: str
    number: int

    def name(self, heading: str) -> str:
        return f"{self.sheet} {get_column_letter(HEADINGS.index(heading) + 1)}{self.number}"

    def tell(self, heading: str, message: str) -> None:
        self.reading.tell(self.name(heading), message)

    def day(self, heading: str, text: str) -> date | None:
        if not text:
            return None
        found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if found:
            with suppress(ValueError):
                return date(*map(int, found.groups()))
        self.tell(heading, f"应写成 2026-11-20 这样的日期（写成了“{text[:20]}”）")
        return None


def _wrong(loc: Loc, by: str, on: date | None, due: date | None, today: date) -> Iterator[tuple[str, str]]:
    """(heading, message) of what does not go together."""
    if on and not by:
        yield BY, "写了核实日期，也要写核实人"
    if by and not on:
        yield ON, "写了核实人，也要写核实日期"
    if by and on and not due and loc == WHOLE:
        yield DUE, "核实过的事项要写下次核对日期"
    if due and not on:
        yield ON, "写了下次核对日期，也要写核实人和核实日期"
    if on and on > today:
        yield ON, f"核实日期 {on} 还没有到"
    if due and due <= today:
        yield DUE, f"下次核对日期 {due} 要在今天以后"
    elif due and due > today + FARTHEST:
        yield DUE, f"下次核对日期 {due} 太远了，最多三年"


def _loc_of(item: Item, mark: str) -> Loc | None:
    """The place that the mark names, also when the statement has moved within its list; ``None`` when it is gone."""
    marks = marks_of(item)
    if mark in marks:
        return marks[mark]
    where, _, digest = mark.partition("#")
    moved = [loc for m, loc in marks.items() if m.endswith(f"#{digest}") and loc[:1] == (where.partition(".")[0],)]
    return moved[0] if digest and len(moved) == 1 else None


def opened(content: bytes, name: str) -> Any:
    """The workbook; :class:`BadKnowledge` when it is none, or becomes too large when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise BadKnowledge([Problem(name, 0, "", "这个文件展开以后太大了，请重新下载清单再填")])
        return load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise BadKnowledge([Problem(name, 0, "", "打不开，请确认是 .xlsx 文件")]) from error
