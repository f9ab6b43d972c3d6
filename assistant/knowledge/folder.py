"""The knowledge folder as text: which files belong to it, what they say, and a hash of it all."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assistant.knowledge.problem import Problem

PARTS = ("items", "bundles", "elsewhere", "wording", "words")
"""Sub-folders with one record (or one group of words) per file."""

EVALUATION = "evaluation"
"""The sub-folder of questions that only measure: citizens are told nothing out of it."""

JOURNAL = ".publishing.json"
"""While a publication is being written: all its new texts. It counts, whatever the files themselves say by then."""

LOOKS = 20
"""So often a folder that changes while it is read is read again."""

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

    @cached_property
    def version(self) -> str:
        """Content hash: 12 hexadecimal digits that change when any file changes out of which citizens are told
        something, or the search is made."""
        digest = hashlib.sha256()
        for name in sorted(self.files):
            if not name.startswith(f"{EVALUATION}/"):
                digest.update(f"{name}\0{self.files[name]}\0".encode())
        return digest.hexdigest()[:12]

    @cached_property
    def manifest(self) -> dict[str, str]:
        """File name → SHA-256 of its text, the questions for measuring too."""
        return {name: digest_of(self.files[name]) for name in sorted(self.files)}

    @cached_property
    def state(self) -> str:
        """Hash of the manifest: equal exactly when all files are, the questions for measuring too."""
        return digest_of(json.dumps(self.manifest, ensure_ascii=False))

    def with_files(self, changed: Mapping[str, str | None]) -> Texts:
        """These texts with some replaced, added, or (``None``) taken away."""
        files = {**self.files, **{name: text for name, text in changed.items() if text is not None}}
        gone = {name for name, text in changed.items() if text is None}
        problems = tuple(p for p in self.problems if p.file not in changed)
        return Texts({name: files[name] for name in sorted(files) if name not in gone}, problems)

    def changes_to(self, other: Texts) -> dict[str, str | None]:
        """What makes these texts the others, as :meth:`with_files` takes it."""
        names = sorted({*self.files, *other.files})
        return {n: other.files.get(n) for n in names if self.files.get(n) != other.files.get(n)}


def digest_of(text: str) -> str:
    """SHA-256 of a text, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def belongs(name: str) -> bool:
    """Whether a path relative to the folder (forward slashes) is one of its files."""
    part, _, rest = name.partition("/")
    hidden = any(not step or step.startswith(".") for step in name.split("/"))
    in_part = part in (*PARTS, EVALUATION) and rest.endswith((".yaml", ".yml"))
    return not hidden and (in_part or (not rest and name.removesuffix(".yaml") in LISTS and name.endswith(".yaml")))


def read_texts(folder: Path) -> Texts:
    """All files of the folder that mean something to us. Files and folders starting with a dot are left alone.

    Reads what is published, wholly: nothing of a publication that is on its way, or all of it. For that the files must
    not change while they are read, and an open journal is laid over them. What goes on changing is a problem, so that
    nobody uses a mixture.
    """
    if not folder.is_dir():
        return Texts({}, (Problem(".", 0, "", f"找不到知识库文件夹：{folder.name}"),))
    for look in range(LOOKS):
        before = marks(folder)
        texts = _laid_over(folder, _read_files(folder))
        if marks(folder) == before:
            return texts
        time.sleep(min(0.01 * (look + 1), 0.1))
    return Texts(texts.files, (*texts.problems, Problem(".", 0, "", "文件一直在变，没有读成。等改完再读一次")))


Marks = frozenset[tuple[str, int, int, int]]


def marks(folder: Path) -> Marks:
    """Path, inode, time of change (ns) and size of every file that counts; another set once somebody wrote one.

    A publication replaces files by new ones: two files that follow one another are two inodes at least.
    """
    found = []
    for path in (*_paths(folder), folder / JOURNAL):
        try:
            stat = path.stat()
        except OSError:  # none, or removed while we look
            continue
        found.append((str(path), stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


def journal_of(folder: Path) -> dict[str, str | None]:
    """What the open journal says: file → new text, ``None`` for one to be removed. Empty when there is no journal."""
    try:
        content = json.loads((folder / JOURNAL).read_text(encoding="utf-8"))
        return {str(name): text for name, text in content["files"].items()}
    except FileNotFoundError:
        return {}


def _laid_over(folder: Path, texts: Texts) -> Texts:
    try:
        return texts.with_files(journal_of(folder))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # The journal comes by renaming a whole file: one that cannot be read was not written by us.
        return Texts(texts.files, (*texts.problems, Problem(JOURNAL, 0, "", "读不了，请管理员看看这个文件是哪来的")))


def _read_files(folder: Path) -> Texts:
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for path in _paths(folder):
        name = path.relative_to(folder).as_posix()
        text = _read(path)
        if isinstance(text, str):
            files[name] = text
        else:
            problems.append(Problem(name, *text))
    return Texts({name: files[name] for name in sorted(files)}, tuple(problems))


def _paths(folder: Path) -> list[Path]:
    found = [folder / f"{name}.yaml" for name in LISTS]
    for part in (*PARTS, EVALUATION):
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
