"""The house's own rules: which way imports go, what may be committed, how large a room may be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from assistant.settings import PROJECT

LONGEST_MODULE = 350
LARGEST_FILE = 20 * 2**20
HEAVY = ("torch", "sentence_transformers", "transformers", "fastapi", "aiogram", "sqlalchemy", "alembic", "sklearn")


@cache
def _committed() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True, text=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := PROJECT / name).is_file())


@cache
def _texts() -> dict[str, str]:
    """Path in the project → content of every committed text file."""
    found = {}
    for path in _committed():
        raw = path.read_bytes()
        if b"\0" not in raw[:8192]:
            found[path.relative_to(PROJECT).as_posix()] = raw.decode("utf-8", errors="replace")
    return found


def _modules() -> list[str]:
    return [n for n in _texts() if n.endswith(".py") and n.startswith(("assistant/", "channels/"))]


def test_imports_go_the_way_the_contracts_say() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-3000:]


def test_no_path_of_somebodys_machine_is_committed() -> None:
    # Written in pieces, so that this file does not find itself.
    machine = re.compile(r"(?<![\w.:/])/(?:" + "wo" + r"rk|ro" + r"ot|ho" + r"me)/\w|file:/" + "/")
    found = [f"{name}: {m[0]}" for name, text in _texts().items() if (m := machine.search(text))]
    assert found == []


def test_no_committed_file_is_larger_than_twenty_megabytes() -> None:
    assert [p.name for p in _committed() if p.stat().st_size > LARGEST_FILE] == []


def test_no_module_is_long() -> None:
    long = [n for n in _modules() if _texts()[n].count("\n") > LONGEST_MODULE]
    # A migration lists the columns of its day and is never touched again.
    assert [n for n in long if "/versions/" not in n] == []


def test_every_module_says_in_its_docstring_what_it_is() -> None:
    bare = [n for n in _modules() if _texts()[n].strip() and not ast.get_docstring(ast.parse(_texts()[n]))]
    assert [n for n in bare if "/versions/" not in n] == []


def test_the_questions_for_measuring_are_not_in_the_project() -> None:
    assert [n for n in _texts() if Path(n).name.startswith("sample_")] == []


@pytest.mark.parametrize(
    "module", ["channels.cli", "channels.cli_ask", "assistant.settings", "assistant.knowledge.loader"]
)
def test_what_should_start_quickly_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", *(["docs"] if (PROJECT / "docs").is_dir() else [])])
def test_links_in_the_papers_lead_somewhere(name: str) -> None:
    pages = [n for n in _texts() if n == name or (n.startswith(name + "/") and n.endswith(".md"))]
    assert pages
    broken = [
        f"{page} → {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", _texts()[page])
        if not target.startswith(("http://", "https://", "mailto:"))
        and not (PROJECT / page).parent.joinpath(target).exists()
    ]
    assert broken == []


def test_every_decision_record_is_numbered_and_complete() -> None:
    records = sorted(n for n in _texts() if n.startswith("docs/adr/0"))
    assert len(records) >= 5
    numbers = [int(Path(n).name[:4]) for n in records]
    assert numbers == list(range(1, len(records) + 1))
    for record in records:
        for part in ("状态", "背景", "决定", "后果", "其他选择"):
            assert f"## {part}" in _texts()[record], f"{record}: {part}"
