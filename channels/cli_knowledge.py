"""``linban check · show · diff · export · import``: what officers do with the knowledge folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from assistant.errors import BadKnowledge, NotFound
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.checks import EXPECTED, check_loaded
from assistant.knowledge.compare import changes
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.loader import Loader, load_catalogue
from assistant.knowledge.preview import as_text, preview
from assistant.knowledge.problem import errors
from assistant.knowledge.report import as_markdown, report
from assistant.knowledge.revision import texts_at
from assistant.knowledge.schema import Item
from assistant.knowledge.workbook import export_workbook, import_workbook
from assistant.messages import as_json as plain
from assistant.settings import read_settings


def check(
    folder: Path | None, *, as_json: bool = False, with_report: bool = False, measuring: Sequence[Path] = ()
) -> None:
    """Print every problem; exit code 1 when one of them is an error."""
    loaded = Loader().load(folder or read_settings().knowledge)
    found = check_loaded(loaded, _today(), measuring)
    wrong = errors(found)
    numbers = {"items": len(loaded.catalogue.items), "departments": len(loaded.catalogue.departments)}
    numbers["fast"] = sum(item.fast for item in loaded.catalogue.items.values())
    if as_json:
        document = {"ok": not wrong, **numbers, "problems": [p.to_json() for p in found]}
        if with_report and not wrong:
            document["report"] = report(loaded.catalogue).to_json()
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for problem in found:
            print(f"{'错误' if problem.severity == 'error' else '提醒'}  {problem}")
        if with_report and not wrong:
            print(as_markdown(report(loaded.catalogue)))
        print(_summary(numbers, len(wrong), len(found) - len(wrong)))
    raise typer.Exit(1 if wrong else 0)


def _summary(numbers: dict[str, int], wrong: int, other: int) -> str:
    counted = f"事项 {numbers['items']}，部门 {numbers['departments']}，快闪办 {numbers['fast']}"
    expected = "" if numbers == EXPECTED else f"（三张清单应为 {'、'.join(map(str, EXPECTED.values()))}）"
    return f"{counted}{expected}。错误 {wrong}，提醒 {other}。"


def show(code: str, *, as_json: bool = False) -> None:
    """Print what a citizen sees of an item, with every combination of answers counted."""
    catalogue = load_catalogue(read_settings().knowledge)
    item, today = _named(catalogue, code), _today()
    found = preview(catalogue, item, today)
    if as_json:
        counted = {"combinations": found.combinations, "tried": found.tried, "different_lists": found.different_lists}
        document = {"item": item.model_dump(mode="json"), "checklist": plain(found.checklist), **counted}
        document["wanted"] = dict(found.wanted)
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print(as_text(catalogue, found, today))


def _named(catalogue: Catalogue, name: str) -> Item:
    code = name if name in catalogue.items else catalogue.by_alias.get(name, "")
    if code not in catalogue.items:
        raise NotFound(f"没有“{name}”这个事项。请写编码、事项名称或俗称。")
    return catalogue.items[code]


def diff(old: str, new: Path | None = None, *, as_json: bool = False) -> None:
    """Print what changed since ``old`` (a revision, or another folder) in sentences."""
    folder = new or read_settings().knowledge
    before = load_catalogue(Path(old)) if Path(old).is_dir() else _at(folder, old)
    found = changes(before, load_catalogue(folder))
    if as_json:
        print(json.dumps([{"subject": c.subject, "sentence": c.sentence} for c in found], ensure_ascii=False, indent=1))
        return
    for change in found:
        print(change)
    print(f"共 {len(found)} 处不同。" if found else "没有不同。")


def _at(folder: Path, revision: str) -> Catalogue:
    loaded = Loader().load_texts(texts_at(folder, revision))
    if not loaded.catalogue.items:
        raise BadKnowledge(errors(loaded.problems))
    return loaded.catalogue


def export_items(target: Path, codes: Sequence[str] = (), department: str = "") -> None:
    """Write the items to a workbook."""
    folder = read_settings().knowledge
    if department:
        catalogue = load_catalogue(folder)
        codes = [i.code for i in catalogue.items.values() if i.department == department]
        if not codes:
            raise NotFound(f"没有“{department}”负责的事项。")
    print(f"写好了 {export_workbook(folder, target, codes)} 个事项：{target}")


def import_items(source: Path) -> None:
    """Bring the changed cells of a workbook into the files, or none of them."""
    done = import_workbook(read_settings().knowledge, source)
    for name in done.files:
        print(f"改了 {name}")
    print(f"共改了 {len(done.files)} 个文件。" if done.files else "表和知识库一样，没有改动。")


def _today() -> date:
    return datetime.now(UTC).astimezone(SHANGHAI).date()
