"""Drafts, checks and releases of the knowledge, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

DraftState = Literal["open", "submitted", "returned", "published", "dropped"]
ReleaseKind = Literal["publish", "rollback", "hand", "first"]
Turned = Literal["better", "worse", "other"]

STATE_NAMES: Mapping[DraftState, str] = {
    "open": "在写",
    "submitted": "已送审",
    "returned": "退回修改",
    "published": "已发布",
    "dropped": "不要了",
}
KIND_NAMES: Mapping[ReleaseKind, str] = {
    "publish": "发布",
    "rollback": "撤回",
    "hand": "手工改动",
    "first": "最初的内容",
}
TURNED_NAMES: Mapping[Turned, str] = {"better": "变好", "worse": "变差", "other": "有变"}

SYSTEM = "system"
"""Stands for a person where the program itself acts: ``by`` of what was found in the folder."""


@dataclass(frozen=True, slots=True)
class DraftFile:
    """One file of a draft. ``base`` is the SHA-256 of the live text when it was first touched, ``None`` for a file that
    was not there; ``text`` is ``None`` when the draft removes the file. ``by`` wrote it last."""

    base: str | None
    text: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """草稿: changed files of one officer. ``why`` is the reason why it was sent back."""

    id: str
    owner: str
    title: str
    at: datetime
    changed_at: datetime
    state: DraftState = "open"
    note: str = ""
    files: Mapping[str, DraftFile] = field(default_factory=dict)
    why: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in ("published", "dropped")

    @property
    def writers(self) -> frozenset[str]:
        """Everybody who wrote in it (account ids), the owner too."""
        return frozenset([self.owner, *(f.by for f in self.files.values())])


@dataclass(frozen=True, slots=True)
class Editing:
    """Somebody else at work on a file: ``has_draft`` when changes are kept, else the form was opened lately."""

    staff: str
    name: str
    at: datetime
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of ``linban check``: ``text`` is the whole sentence with its place."""

    file: str
    line: int
    path: str
    text: str
    severity: Literal["error", "warning"]
    new: bool = True
    """Whether the live knowledge does not have it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the search makes of a question: ``outcome`` sure, unsure or unknown; ``first`` the code in the first place;
    ``items`` those told or offered; ``is_item`` is False when the first place is somebody else's matter."""

    outcome: str
    first: str | None
    items: tuple[str, ...] = ()
    is_item: bool = True


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An evaluation question that is answered otherwise. ``gold`` is ``None`` when no item should answer it.

    ``source`` is the file of the question; ``dropped`` when the draft itself takes the question out or judges it anew.
    """

    question: str
    gold: str | None
    also_ok: tuple[str, ...]
    style: str
    source: str
    was: Said
    now: Said
    change: Turned
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class ListChange:
    """How the material list of an item changes: “委托代办时多了一份授权委托书”. ``situation`` is empty when always."""

    item: str
    name: str
    situation: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.situation}{self.sentence}"


@dataclass(frozen=True, slots=True)
class RecentChange:
    """A question that a citizen asked lately, masked, and how the answer would differ."""

    question: str
    was: Said
    now: Said


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference in words: ``subject`` (``LB-RS-001 失业登记``, ``部门 …``) and what is different."""

    subject: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.subject}：{self.sentence}"


@dataclass(frozen=True, slots=True)
class GateReport:
    """发布前检查: what would become different. When ``errors``, nothing was asked and it cannot be published.

    ``counts``: ``questions``, ``better``, ``worse``, ``other``, ``combinations`` tried, ``recent`` asked.
    """

    before: str
    after: str
    problems: tuple[Finding, ...]
    changes: tuple[ChangeLine, ...]
    answers: tuple[AnswerChange, ...]
    lists: tuple[ListChange, ...]
    recent: tuple[RecentChange, ...]
    counts: Mapping[str, int]
    seconds: float

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The problems that forbid publishing."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def worse(self) -> tuple[AnswerChange, ...]:
        """The evaluation questions that are answered worse: publishing then needs a reason."""
        return tuple(a for a in self.answers if a.change == "worse")


@dataclass(frozen=True, slots=True)
class GateRun:
    """A check on its way. ``key`` names exactly what is checked: live content and candidate. ``step`` is Chinese;
    ``error`` is a sentence when ``failed``: the check itself could not be made."""

    key: str
    state: Literal["running", "ready", "failed"]
    done: int = 0
    total: int = 0
    step: str = ""
    report: GateReport | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """版本. ``before`` and ``after`` are versions (content hashes); ``manifest`` names the state of all
    files after it; ``by`` published, ``writer`` wrote (ids of accounts); ``files`` are the paths that changed.

    ``commit`` is the git commit, ``None`` when there is none; ``told`` says what went wrong with it, if anything.
    """

    id: str
    seq: int
    at: datetime
    by: str
    writer: str
    kind: ReleaseKind
    title: str
    reason: str
    before: str
    after: str
    changes: tuple[str, ...]
    files: tuple[str, ...]
    manifest: str
    worse: int = 0
    draft: str | None = None
    gate: str | None = None
    commit: str | None = None
    told: str = ""
    live: bool = True
    """False between the moment it was prepared and the moment its files are known to be in the folder."""


@dataclass(frozen=True, slots=True)
class Held:
    """A change made by hand (or git pull) that waits: ``why`` broken – it cannot be used; worse – it makes answers
    worse and waits for a reason; checking – its check is on the way."""

    why: Literal["broken", "worse", "checking"]
    files: tuple[str, ...]
    problems: tuple[str, ...]
    gate: GateRun | None
    version: str
