"""A form as a page needs it: the tree, what is wrong where, what the other wrote, and the words around it."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from assistant.errors import BadMessage
from assistant.knowledge.expand import expand_item
from assistant.knowledge.forms import Field
from assistant.knowledge.forms_files import Place, Shelf, record_in
from assistant.knowledge.forms_labels import CONFIDENCE
from assistant.knowledge.forms_merge import Notes
from assistant.knowledge.forms_tree import Filled, leaves, shown
from assistant.knowledge.forms_value import value_of
from assistant.knowledge.forms_when import Asked, asked_in, lost, sentence
from assistant.knowledge.problem import Problem
from channels.web.console.knowledge.pickers import Pickers

LARGEST_BASE = 400_000
_FOLDING = frozenset(("materials", "circumstances", "acceptance_conditions"))
_NEVER = {
    "when": "所有人都要",
    "only_if": "对所有人说",
    "met_if": "没有选：由窗口来看",
    "failed_if": "没有选：不会提前说不符合",
}


@dataclass
class FormPage:
    """``base`` is the text of the file that the form was made from, ``None`` for a new file; ``at`` the row that has
    the attention."""

    shelf: Shelf
    place: Place
    base: str | None
    tree: Filled
    pickers: Pickers
    shared: Mapping[str, Any]
    editable: bool
    problems: Sequence[Problem] = ()
    notes: Notes = field(default_factory=dict)
    at: str = ""
    closes: str = ""

    confidence = CONFIDENCE

    @property
    def fields(self) -> Sequence[Field]:
        """What is on the form."""
        return self.shelf.fields

    @cached_property
    def value(self) -> dict[str, Any]:
        """The record as the form has it now."""
        return value_of(self.fields, self.tree, record_in(self.base or "", self.place) or None)

    @cached_property
    def asked(self) -> Sequence[Asked]:
        """The questions that conditions can be picked from."""
        return asked_in(self.value, self.shared) if self.shelf.id == "items" else ()

    @cached_property
    def inherited(self) -> Mapping[int, Mapping[str, Any]]:
        """Place of a shared question in the form → what it says when its fields are left empty."""
        if self.shelf.id != "items":
            return {}
        full, _ = expand_item(
            {"circumstances": [{"id": r["id"], "shared": r["shared"]} for r in self._rows]}, self.shared
        )
        return {n: one for n, one in enumerate(full["circumstances"]) if self._rows[n]["shared"]}

    @property
    def _rows(self) -> list[Filled]:
        rows: list[Filled] = self.tree["circumstances"]
        return rows

    @cached_property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name of a field, row or section → what is wrong there; the empty name is the record as a whole."""
        found: dict[str, list[str]] = {}
        for problem in self.problems:
            found.setdefault(self._name(problem.loc), []).append(problem.message)
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything on the form that a message can stand beside."""
        full = [name for name, _, _ in leaves(self.fields, self.tree)]
        above = {name.rsplit(".", n)[0] for name in full for n in range(1, name.count(".") + 1)}
        return frozenset((*full, *above, *(f.key for f in self.fields)))

    def _name(self, loc: Iterable[Any]) -> str:
        steps = [str(step) for step in loc]
        return next((n for k in range(len(steps), 0, -1) if (n := ".".join(steps[:k])) in self.names), "")

    def opens(self, name: str) -> bool:
        """Whether a folded part is open: somebody is at work there, or something is to be seen."""
        inside = (self.at, *self.wrong, *self.notes)
        return any(one == name or one.startswith(f"{name}.") for one in inside if one)

    def opens_any(self, rest: Sequence[Field], at: str) -> bool:
        """Whether something among seldom used fields is to be seen."""
        return any(self.opens(f"{at}{part.key}") for part in rest)

    def filled(self, rest: Sequence[Field], tree: Filled) -> int:
        """How many of seldom used fields say something."""
        return sum(tree[part.key] not in ("", [], shown(part, None)) for part in rest)

    def folds(self, part: Field) -> bool:
        """Whether rows are folded to one line each."""
        return part.key in _FOLDING

    def line(self, row: Filled) -> str:
        """What a folded row says of itself."""
        parts = [row.get(key) for key in ("material_name", "question", "text", "label", "q")]
        return str(next((p for p in parts if p), "")) or "（还没写）"

    def sentence(self, name: str, ticked: Sequence[str]) -> str:
        """A condition on answers in words."""
        return sentence(ticked, self.asked, _NEVER.get(name.rsplit(".", 1)[-1], "没有选"))

    def lost(self, ticked: Sequence[str]) -> Sequence[str]:
        """Answers ticked that no question has any more."""
        return lost(ticked, self.asked)

    def said(self, part: Field, value: Any) -> str:
        """What the other person wrote in a field, in words."""
        if part.kind == "when":
            return self.sentence(part.key, value)
        if isinstance(value, list):
            return "、".join(self.pickers.label(part.picks, one) for one in value) or "（空着）"
        if part.kind in ("flag", "tri"):
            return {"yes": "是", "no": "否"}.get(value, "没有勾" if part.kind == "flag" else "没有说")
        return str(value) or "（空着）"

    @property
    def packed(self) -> str:
        """The base as the page carries it."""
        return pack(self.base)


def pack(text: str | None) -> str:
    """A file's text for a hidden field; empty for none."""
    return "" if text is None else base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpack(packed: str) -> str | None:
    """:func:`pack` undone. BadMessage for what no page of ours has sent."""
    if not packed:
        return None
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(base64.b64decode(packed, validate=True), LARGEST_BASE)
        if opened.unconsumed_tail or not opened.eof:
            raise ValueError
        return text.decode()
    except (ValueError, zlib.error, binascii.Error):
        raise BadMessage("这张表单不完整，可能没有载入完。请刷新页面再改。") from None
