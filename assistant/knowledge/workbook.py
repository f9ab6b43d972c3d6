"""The knowledge as an Excel workbook for departments, and back into the files.

Going back, only cells that differ from the files are written, into the file as it stands, so comments and order stay; a
file in which nothing differs is not touched. One bad cell anywhere and nothing is written.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from assistant.errors import BadKnowledge
from assistant.knowledge.cells import cell_text
from assistant.knowledge.edit import Edits
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.loader import Loader
from assistant.knowledge.problem import Problem, errors
from assistant.knowledge.sheets import CODE, ITEMS, SHEETS, Sheet, rows_of
from assistant.knowledge.yaml_text import read_yaml

_WIDE = 60
_HEAD = PatternFill("solid", fgColor="DDE7F0")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the files rewritten, relative to the folder."""

    files: tuple[str, ...]


def export_workbook(folder: Path, target: Path, codes: Collection[str] = ()) -> int:
    """Write the items (all, or those of ``codes``) to an ``.xlsx`` file; the number of items written.

    Raises :class:`BadKnowledge` when the folder has errors.
    """
    loaded = _sound(folder)
    book = Workbook(write_only=True)
    wanted = [code for code in loaded.catalogue.items if not codes or code in codes]
    values = {code: read_yaml(loaded.texts.files[loaded.places[code][0]]) for code in wanted}
    for sheet in SHEETS:
        rows = [row.cells for code in wanted for row in rows_of(sheet, code, values[code])]
        _write_sheet(book.create_sheet(sheet.title), sheet, rows)
    book.save(target)
    return len(wanted)


def _write_sheet(page: Any, sheet: Sheet, rows: Sequence[Mapping[str, str]]) -> None:
    """Frozen, bold headings; wrapped text; every cell text, so that Excel changes no code, date or ``=``."""
    page.freeze_panes = "B2"
    for number, title in enumerate(sheet.headings, 1):
        longest = max((len(row.get(title, "")) for row in rows), default=0)
        page.column_dimensions[get_column_letter(number)].width = min(_WIDE, max(2 * len(title), longest) + 4)
    head, text = _cell(page, bold=True), _cell(page, bold=False)
    page.append([_filled(head, title) for title in sheet.headings])
    for row in rows:
        page.append([_filled(text, row.get(title, "")) for title in sheet.headings])


def _cell(page: Any, *, bold: bool) -> Any:
    """A cell to take the looks of others from."""
    cell = WriteOnlyCell(page, "")
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def _filled(looks: Any, text: str) -> Any:
    if not text:
        return None
    cell = copy(looks)
    cell.value = text
    cell.data_type = "s"
    return cell


def import_workbook(folder: Path, source: Path) -> Imported:
    """Bring the changed cells of the workbook into the files of the folder.

    Raises :class:`BadKnowledge` with every problem by sheet and cell; then nothing was written.
    """
    loaded = _sound(folder)
    book = _opened(source)
    edits = Edits(source.name, loaded)
    listed = _listed(edits, book)
    for sheet in SHEETS:
        _read_sheet(edits, book, sheet, listed)
    changed = edits.finished()
    problems = list(edits.problems) or _wrong_after(loaded, changed, edits)
    if problems:
        raise BadKnowledge(sorted(set(problems)))
    for name, text in changed.items():
        _write(folder / name, text)
    return Imported(tuple(sorted(changed)))


def _sound(folder: Path) -> Loaded:
    loaded = Loader().load(folder)
    if wrong := errors(loaded.problems):
        raise BadKnowledge(wrong)
    return loaded


def _opened(source: Path) -> Any:
    try:
        return load_workbook(source, read_only=True)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        said = "找不到这个文件" if isinstance(error, FileNotFoundError) else "打不开，请确认是 .xlsx 文件"
        raise BadKnowledge([Problem(source.name, 0, "", said)]) from error


def _listed(edits: Edits, book: Any) -> set[str]:
    """The items that the workbook is about: those on its first sheet."""
    if ITEMS.title not in book.sheetnames:
        return set()
    column = [cell_text(line[0]) for line in book[ITEMS.title].iter_rows(min_row=2, max_col=1, values_only=True)]
    return {code for code in column if code in edits.loaded.catalogue.items}


def _read_sheet(edits: Edits, book: Any, sheet: Sheet, listed: set[str]) -> None:
    if sheet.title not in book.sheetnames:
        edits.tell(sheet.title, "", f"少了工作表“{sheet.title}”")
        return
    page = book[sheet.title]
    if not _headings_right(edits, page, sheet):
        return
    rows: dict[str, list[tuple[int, dict[str, str]]]] = {code: [] for code in listed}
    for number, line in enumerate(page.iter_rows(min_row=2, max_col=len(sheet.headings), values_only=True), 2):
        cells = dict(zip(sheet.headings, map(cell_text, line), strict=True))
        if not any(cells.values()):
            continue
        if cells[CODE] in rows:
            rows[cells[CODE]].append((number, cells))
        else:
            edits.tell(sheet.title, f"A{number}", f"“事项”表里没有编码为“{cells[CODE]}”的事项")
    for code, found in rows.items():
        edits.take(sheet, code, found)


def _headings_right(edits: Edits, page: Any, sheet: Sheet) -> bool:
    found = [cell_text(value) for value in next(page.iter_rows(max_row=1, values_only=True), ())]
    wrong = False
    for number, title in enumerate(sheet.headings):
        if number >= len(found) or found[number] != title:
            edits.tell(sheet.title, f"{get_column_letter(number + 1)}1", f"表头应为“{title}”")
            wrong = True
    return not wrong


def _wrong_after(loaded: Loaded, changed: dict[str, str], edits: Edits) -> list[Problem]:
    """What would be wrong with the folder if the changed files were written, placed in the workbook."""
    texts = replace(loaded.texts, files={**loaded.texts.files, **changed})
    after = Loader().load_texts(texts)
    return [edits.placed(problem) for problem in errors(after.problems)]


def _write(path: Path, text: str) -> None:
    """All or nothing: a file half written is never seen."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(path)
