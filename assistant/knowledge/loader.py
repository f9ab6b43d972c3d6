"""Folder → Catalogue, or every problem at once.

A file once read is remembered by its content, so loading again after one edit parses one file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from assistant.errors import BadKnowledge
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.expand import expand_elsewhere, expand_item
from assistant.knowledge.folder import Texts, read_texts
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.problem import Loc, Problem, errors
from assistant.knowledge.references import dangling
from assistant.knowledge.schema import (
    Bundle,
    Circumstance,
    Department,
    Elsewhere,
    Holidays,
    Item,
    Paper,
    Parameter,
    ServicePoint,
    Source,
)
from assistant.knowledge.validation import validate
from assistant.knowledge.words import read_wording, read_words
from assistant.knowledge.yaml_text import BadYaml, line_at, read_yaml

R = TypeVar("R", bound=BaseModel)


@dataclass
class Loader:
    """Reads a knowledge folder and remembers, by content, the files read last time."""

    _kept: dict[str, Any] = field(default_factory=dict)

    def load(self, folder: Path) -> Loaded:
        """Everything in the folder and everything wrong with it. Does not raise for bad content."""
        return self.load_texts(read_texts(folder))

    def load_texts(self, texts: Texts) -> Loaded:
        """Like :meth:`load`, of texts that need not lie in a folder."""
        reading = _Reading(texts, self._kept)
        loaded = reading.loaded()
        self._kept = reading.used  # another one, not this one changed: somebody in another thread may be reading
        return loaded


_LOADER = Loader()


def load_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a knowledge folder. Raises :class:`BadKnowledge` with every error when it cannot be used."""
    return catalogue_of(read_texts(folder))


def load_texts(texts: Texts) -> Loaded:
    """Everything in texts read already and everything wrong with it, with the memory of the whole program."""
    return _LOADER.load_texts(texts)


def catalogue_of(texts: Texts) -> Catalogue:
    """:func:`load_catalogue` of texts read already."""
    loaded = load_texts(texts)
    if wrong := errors(loaded.problems):
        raise BadKnowledge(wrong)
    return loaded.catalogue


class _Reading:
    """One pass over the folder, collecting problems."""

    def __init__(self, texts: Texts, kept: dict[str, Any]) -> None:
        self.texts, self.kept = texts, kept
        self.used: dict[str, Any] = {}
        self.problems: list[Problem] = list(texts.problems)
        self.places: dict[str, tuple[str, Loc]] = {}

    def loaded(self) -> Loaded:
        shared = {c["id"]: c for c in self._values("circumstances") if isinstance(c, dict) and "id" in c}
        catalogue = Catalogue(
            items=self._items(shared),
            departments={d.name: d for d in self._list("departments", Department, "name")},
            elsewhere={e.id: e for e in self._each("elsewhere", Elsewhere, "id")},
            bundles={b.id: b for b in self._each("bundles", Bundle, "id")},
            circumstances={c.id: c for c in self._list("circumstances", Circumstance, "id")},
            papers={p.id: p for p in self._list("papers", Paper, "id")},
            parameters=self._parameters(),
            holidays={h.year: h for h in self._list("holidays", Holidays, "year")},
            service_points={s.id: s for s in self._list("service_points", ServicePoint, "id")},
            sources={s.id: s for s in self._list("sources", Source, "id")},
            wording=read_wording(self.texts, self._file, self.problems),
            words=read_words(self.texts, self._file, self.problems),
            version=self.texts.version,
        )
        loaded = Loaded(catalogue, (), self.texts, self.places)
        problems = (*self.problems, *dangling(loaded)) if not self.problems else tuple(self.problems)
        return Loaded(catalogue, tuple(sorted(set(problems))), self.texts, self.places)

    def _file(self, name: str) -> Any:
        """A file's plain value; None (and a problem) when it is no YAML."""
        return self._remember(name, "", lambda text: _plain(text, name))

    def _remember(self, name: str, salt: str, make: Any) -> Any:
        text = self.texts.files.get(name)
        if text is None:
            return None
        key = hashlib.sha256(f"{name}\0{salt}\0{text}".encode()).hexdigest()
        made = self.used[key] = self.kept[key] if key in self.kept else make(text)
        value, problems = made
        self.problems += problems
        return value

    def _values(self, name: str) -> list[Any]:
        value = self._file(f"{name}.yaml")
        if value is not None and not isinstance(value, list):
            self.problems.append(Problem(f"{name}.yaml", 1, "", "应为列表，每一条以“- ”开头"))
        return value if isinstance(value, list) else []

    def _list(self, name: str, model: type[R], key: str) -> list[R]:
        """The records of a list file; records with the same key are a problem unless the model is dated."""
        file = f"{name}.yaml"
        self._values(name)
        records: list[R] = self._remember(file, model.__name__, lambda text: _records(model, text, file)) or []
        for number, record in records_with_place(records):
            self._place(f"{name}/{getattr(record, key)}", file, (number,), unique=model is not Parameter)
        return [record for _, record in records_with_place(records)]

    def _each(self, part: str, model: type[R], key: str) -> list[R]:
        """The records of a sub-folder, one per file, the file named after its key."""
        found: list[R] = []
        for name in self.texts.of_part(part):
            record = self._remember(name, model.__name__, lambda text, n=name: _record(model, text, n))
            if record is not None:
                self._named_after(name, str(getattr(record, key)))
                self._place(str(getattr(record, key)), name, ())
                found.append(record)
        return found

    def _items(self, shared: Mapping[str, Any]) -> dict[str, Item]:
        found: dict[str, Item] = {}
        salt = repr(sorted(shared.items()))
        for name in self.texts.of_part("items"):
            item = self._remember(name, salt, lambda text, n=name: _item(text, n, shared))
            if item is not None:
                self._named_after(name, item.code)
                self._place(item.code, name, ())
                found.setdefault(item.code, item)
        return dict(sorted(found.items()))

    def _parameters(self) -> dict[str, tuple[Parameter, ...]]:
        dated: dict[str, tuple[Parameter, ...]] = {}
        for parameter in sorted(self._list("parameters", Parameter, "id"), key=lambda p: (p.id, p.valid_from)):
            dated[parameter.id] = (*dated.get(parameter.id, ()), parameter)
        return dated

    def _place(self, key: str, file: str, loc: Loc, *, unique: bool = True) -> None:
        if unique and key in self.places:
            first, before = self.places[key]
            where = f"{first}:{line_at(self.texts.files[first], before)}"
            line = line_at(self.texts.files[file], loc)
            self.problems.append(Problem(file, line, "", f"“{key.split('/')[-1]}”已经有了，在 {where}"))
        self.places.setdefault(key, (file, loc))

    def _named_after(self, file: str, key: str) -> None:
        stem = file.rsplit("/", 1)[-1].removesuffix(".yaml")
        if stem != key:
            self.problems.append(Problem(file, 1, "", f"文件名应为 {key}.yaml，和里面的编码一致"))


def records_with_place(pairs: list[Any]) -> list[tuple[int, Any]]:
    """(index in the file, record) of the records that could be read."""
    return [(n, record) for n, record in enumerate(pairs) if record is not None]


_Made = tuple[Any, list[Problem]]


def _plain(text: str, file: str) -> _Made:
    try:
        return read_yaml(text), []
    except BadYaml as error:
        return None, [Problem(file, error.line, "", error.message)]


def _records(model: type[BaseModel], text: str, file: str) -> _Made:
    value, _told_already = _plain(text, file)
    if not isinstance(value, list):
        return None, []
    made = [validate(model, one, text, file, (n,)) for n, one in enumerate(value)]
    problems = [p for one in made if isinstance(one, list) for p in one]
    return [None if isinstance(one, list) else one for one in made], problems


def _record(model: type[BaseModel], text: str, file: str, expand: Any = expand_elsewhere) -> _Made:
    value, problems = _plain(text, file)
    if problems:
        return None, problems
    made = validate(model, expand(value), text, file)
    return (None, made) if isinstance(made, list) else (made, [])


def _item(text: str, file: str, shared: Mapping[str, Any]) -> _Made:
    value, problems = _plain(text, file)
    if problems:
        return None, problems
    full, troubles = expand_item(value, shared)
    made = validate(Item, full, text, file)
    problems = [Problem(file, line_at(text, loc), path, message) for loc, path, message in troubles]
    return (None, [*problems, *made]) if isinstance(made, list) else (None if problems else made, problems)
