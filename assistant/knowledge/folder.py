"""The knowledge folder as text: which files belong to it, what they say, and a hash of it all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from assistant.knowledge.problem import Problem

PARTS = ("items", "bundles", "elsewhere", "wording", "words")
"""Sub-folders with one record (or one group of words) per file."""

LISTS = ("circumstances", "departments", "holidays", "papers", "parameters", "service_points", "sources")
"""Single files that hold a list of records."""


@dataclass(frozen=True)
class Texts:
    """File name (relative, forward slashes) → content, and what could not be read."""

    files: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def of_part(self, part: str) -> dict[str, str]:
        """The files of one sub-folder."""
        return {name: text for name, text in self.files.items() if name.startswith(f"{part}/")}

    @property
    def version(self) -> str:
        """Content hash: 12 hexadecimal digits that change when any file changes."""
        digest = hashlib.sha256()
        for name in sorted(self.files):
            digest.update(f"{name}\0{self.files[name]}\0".encode())
        return digest.hexdigest()[:12]


def read_texts(folder: Path) -> Texts:
    """All files of the folder that mean something to us. Files and folders starting with a dot are left alone."""
    if not folder.is_dir():
        return Texts({}, (Problem(".", 0, "", f"找不到知识库文件夹：{folder.name}"),))
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for path in _paths(folder):
        name = path.relative_to(folder).as_posix()
        text = _read(path)
        if isinstance(text, str):
            files[name] = text
        else:
            problems.append(Problem(name, *text))
    return Texts(files, tuple(problems))


def _paths(folder: Path) -> list[Path]:
    found = [folder / f"{name}.yaml" for name in LISTS]
    for part in PARTS:
        found += sorted((folder / part).rglob("*.yaml")) + sorted((folder / part).rglob("*.yml"))
    return [p for p in found if p.exists() and not any(s.startswith(".") for s in p.relative_to(folder).parts)]


def _read(path: Path) -> str | tuple[int, str, str]:
    try:
        content = path.read_bytes()
    except OSError:
        return 0, "", "文件打不开，请看看有没有读取的权限"
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return line, "", "文件不是 UTF-8 编码，请用编辑器另存为 UTF-8"
