"""Cells of a workbook that differ from the files → the same files with just those values changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from openpyxl.utils import get_column_letter
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from assistant.knowledge.cells import BadCell
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.problem import Loc, Problem
from assistant.knowledge.sheets import NUMBER_COLUMN, PARENT_COLUMN, Column, Row, Sheet, rows_of
from assistant.knowledge.yaml_text import read_yaml

Found = list[tuple[int, dict[str, str]]]
"""(row number, cells by heading) of one item on one sheet, in the order of the sheet."""


@dataclass
class Edits:
    """Collects what a workbook changes, item by item, and what is wrong with it."""

    name: str
    loaded: Loaded
    problems: list[Problem] = field(default_factory=list)
    _values: dict[str, dict[str, Any]] = field(default_factory=dict)
    _documents: dict[str, Any] = field(default_factory=dict)
    _cells: dict[tuple[str, Loc], str] = field(default_factory=dict)

    def tell(self, sheet: str, cell: str, message: str) -> None:
        """Note a problem of a cell."""
        self.problems.append(Problem(self.name, 0, f"{sheet} {cell}".strip(), message, rule="workbook"))

    def take(self, sheet: Sheet, code: str, found: Found) -> None:
        """Compare one item's rows on one sheet with its file and keep the differences."""
        rows = {self._number(row): row for row in rows_of(sheet, code, self._value(code))}
        if not sheet.list_key:
            self._take_single(sheet, code, found, rows[()])
        elif not sheet.inner_key:
            self._take_list(sheet, code, (), found, list(rows.values()))
        else:
            self._take_inner(sheet, code, found, list(rows.values()))

    def finished(self) -> dict[str, str]:
        """File → new text of every file that changed."""
        return {self.loaded.places[code][0]: dumped(document) for code, document in self._documents.items()}

    def placed(self, problem: Problem) -> Problem:
        """A problem of a changed file, told at the cell it comes from where that is known."""
        code = problem.file.rsplit("/", 1)[-1].removesuffix(".yaml")
        for end in range(len(problem.loc), 0, -1):
            place = self._cells.get((code, problem.loc[:end]))
            if place:
                return Problem(self.name, 0, place, problem.message, rule="workbook")
        return Problem(self.name, 0, f"{code} {problem.path}", problem.message, rule="workbook")

    def _value(self, code: str) -> dict[str, Any]:
        if code not in self._values:
            self._values[code] = read_yaml(self.loaded.texts.files[self.loaded.places[code][0]])
        return self._values[code]

    @staticmethod
    def _number(row: Row) -> Loc:
        return tuple(step for step in row.loc if isinstance(step, int))

    def _take_single(self, sheet: Sheet, code: str, found: Found, row: Row) -> None:
        for number, cells in found[:1]:
            self._change(sheet, code, (), number, cells, row.cells)
        for number, _cells in found[1:]:
            self.tell(sheet.title, f"A{number}", f"“{code}”写了两行")

    def _take_inner(self, sheet: Sheet, code: str, found: Found, rows: list[Row]) -> None:
        parents = {row.cells[PARENT_COLUMN] for row in rows}
        for number, cells in found:
            if cells[PARENT_COLUMN] not in parents:
                self.tell(sheet.title, f"B{number}", f"没有第“{cells[PARENT_COLUMN]}”个情形")
        for parent in sorted(parents, key=int):
            inside = [(n, c) for n, c in found if c[PARENT_COLUMN] == parent]
            above: Loc = (sheet.list_key, int(parent) - 1)
            self._take_list(sheet, code, above, inside, [r for r in rows if r.cells[PARENT_COLUMN] == parent])

    def _take_list(self, sheet: Sheet, code: str, above: Loc, found: Found, rows: list[Row]) -> None:
        """Rows keep the entry of their number; rows without a number are new; entries without a row go."""
        key = sheet.inner_key or sheet.list_key
        column = get_column_letter(sheet.headings.index(NUMBER_COLUMN) + 1)
        known = {row.cells[NUMBER_COLUMN]: row for row in rows}
        wrong = [n for n, c in found if c[NUMBER_COLUMN] and c[NUMBER_COLUMN] not in known]
        taken = [c[NUMBER_COLUMN] for _, c in found if c[NUMBER_COLUMN]]
        for number in wrong:
            self.tell(sheet.title, f"{column}{number}", "没有这个序号；新加的一行请把序号空着")
        if len(taken) != len(set(taken)):
            self.tell(sheet.title, f"{column}{found[0][0]}", f"“{code}”的序号有重复")
        if wrong or len(taken) != len(set(taken)):
            return
        if taken != list(known) or len(taken) != len(found):
            self._reorder(code, (*above, key), [c[NUMBER_COLUMN] for _, c in found])
        for position, (number, cells) in enumerate(found):
            old = known[cells[NUMBER_COLUMN]].cells if cells[NUMBER_COLUMN] else {}
            self._change(sheet, code, (*above, key, position), number, cells, old)

    def _reorder(self, code: str, loc: Loc, numbers: list[str]) -> None:
        holder, key = _parent(self._document(code), loc)
        old = holder.get(key) or CommentedSeq()
        entries = CommentedSeq(old[int(n) - 1] if n else CommentedMap() for n in numbers)
        if entries:
            holder[key] = entries
        else:
            holder.pop(key, None)

    def _change(
        self, sheet: Sheet, code: str, loc: Loc, number: int, cells: dict[str, str], old: dict[str, str]
    ) -> None:
        for column in sheet.columns:
            cell = f"{get_column_letter(sheet.headings.index(column.title) + 1)}{number}"
            self._cells[(code, (*loc, *column.keys))] = f"{sheet.title} {cell}"
            self._cells.setdefault((code, loc), f"{sheet.title} A{number}")
            if cells[column.title] == old.get(column.title, "").strip():
                continue
            try:
                value = column.codec.read(cells[column.title]) if cells[column.title] else None
            except BadCell as error:
                self.tell(sheet.title, cell, str(error))
                continue
            self._set(code, loc, column, value)

    def _set(self, code: str, loc: Loc, column: Column, value: Any) -> None:
        document = self._document(code)
        record = _record(document, loc)
        for key in column.keys[:-1]:
            if not isinstance(record.get(key), dict):
                record[key] = CommentedMap()
            record = record[key]
        if value is None:
            record.pop(column.keys[-1], None)
        else:
            record[column.keys[-1]] = value

    def _document(self, code: str) -> Any:
        if code not in self._documents:
            self._documents[code] = document_of(self.loaded.texts.files[self.loaded.places[code][0]])
        return self._documents[code]


def _parent(document: Any, loc: Loc) -> tuple[Any, Any]:
    for step in loc[:-1]:
        document = document[step]
    return document, loc[-1]


def _record(document: Any, loc: Loc) -> Any:
    """The mapping at ``loc``; a bare option (``self``) becomes ``{id: self}`` to hold more."""
    if not loc:
        return document
    holder, key = _parent(document, loc)
    if not isinstance(holder[key], dict):
        holder[key] = CommentedMap(id=holder[key])
    return holder[key]


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def document_of(text: str) -> Any:
    """The file as a document that keeps its comments, order and quotes when it is :func:`dumped`."""
    return _yaml().load(text)


def dumped(document: Any) -> str:
    """The document as the text of a file."""
    stream = StringIO()
    _yaml().dump(document, stream)
    return stream.getvalue()
