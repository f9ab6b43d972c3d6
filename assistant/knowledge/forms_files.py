"""Which records of the knowledge are edited by a form, in which file each stands, and how a form becomes its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from assistant.knowledge import schema
from assistant.knowledge.folder import Texts
from assistant.knowledge.forms import Field, fields_of
from assistant.knowledge.forms_text import Row, patched
from assistant.knowledge.forms_tree import Filled, tree_of
from assistant.knowledge.forms_value import value_of
from assistant.knowledge.yaml_text import BadYaml, read_yaml


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of record. ``listed`` when all of them stand in one file, else each has a file of its own.

    ``keys`` name a record, ``names`` are what a person recognises it by; ``grows`` when new ones may be added here.
    """

    id: str
    title: str
    one: str
    model: type[BaseModel]
    keys: tuple[str, ...]
    names: tuple[str, ...]
    listed: bool = True
    grows: bool = True

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of one record."""
        return fields_of(self.model)


_ALL = (
    Shelf("items", "事项", "事项", schema.Item, ("code",), ("item_name",), listed=False, grows=False),
    Shelf("bundles", "一件事", "一件事", schema.Bundle, ("id",), ("name",), listed=False, grows=False),
    Shelf("elsewhere", "不归本区的事", "一类事", schema.Elsewhere, ("id",), ("title", "goto"), listed=False),
    Shelf("circumstances", "共用的问题", "问题", schema.Circumstance, ("id",), ("question",)),
    Shelf("papers", "共用的材料", "材料", schema.Paper, ("id",), ("name", "where_to_get")),
    Shelf("parameters", "金额和标准", "数值", schema.Parameter, ("id", "valid_from"), ("name", "value", "valid_from")),
    Shelf("sources", "出处", "出处", schema.Source, ("id",), ("id", "title", "grade")),
    Shelf("departments", "部门", "部门", schema.Department, ("id",), ("name", "phone", "address"), grows=False),
    Shelf("service_points", "服务点", "服务点", schema.ServicePoint, ("id",), ("name", "address")),
    Shelf("holidays", "节假日", "年份", schema.Holidays, ("year",), ("year",)),
)
SHELVES: Mapping[str, Shelf] = {shelf.id: shelf for shelf in _ALL}
NEW = "new"
"""The key of a record that is not written yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: a file and, in a list, the index of its entry there."""

    path: str
    index: int | None = None


def entries(texts: Texts, shelf: Shelf) -> Iterator[tuple[str, Place, dict[str, Any]]]:
    """(key, place, plain value) of all records of a shelf that can be read."""
    if shelf.listed:
        path = f"{shelf.id}.yaml"
        for n, value in enumerate(_list(texts.files.get(path, ""))):
            if isinstance(value, dict):
                yield key_of(shelf, value), Place(path, n), value
        return
    for path, text in texts.of_part(shelf.id).items():
        value = _plain(text)
        if isinstance(value, dict):
            yield path.rsplit("/", 1)[-1].removesuffix(".yaml"), Place(path), value


def find(texts: Texts, shelf: Shelf, key: str) -> Place | None:
    """Where the record of this key stands; a place that is not there yet for :data:`NEW`."""
    if key == NEW and shelf.grows:
        text = texts.files.get(f"{shelf.id}.yaml", "")
        return Place(f"{shelf.id}.yaml", len(_list(text))) if shelf.listed else Place("")
    if not shelf.listed:
        ends = f"/{key}.yaml"
        return next((Place(path) for path in texts.of_part(shelf.id) if path.endswith(ends)), None)
    return next((place for known, place, _ in entries(texts, shelf) if known == key), None)


def key_of(shelf: Shelf, value: Mapping[str, Any]) -> str:
    """The key of a record: ``id_card_fee@2004-01-01`` where it takes two to name it."""
    return "@".join(str(value.get(key, "")) for key in shelf.keys)


def record_in(text: str, place: Place) -> dict[str, Any]:
    """The plain value of the record at this place; empty when there is none yet."""
    value = _plain(text)
    if place.index is not None:
        value = value[place.index] if isinstance(value, list) and place.index < len(value) else {}
    return value if isinstance(value, dict) else {}


def form_of(shelf: Shelf, text: str, place: Place) -> Filled:
    """The form of the record at this place."""
    return tree_of(shelf.fields, record_in(text, place))


def filled_in(shelf: Shelf, text: str, place: Place, tree: Filled) -> str:
    """The file with this record as the form says it."""
    old = record_in(text, place)
    value = value_of(shelf.fields, tree, old or None)
    if place.index is None:
        return patched(text, value)
    rows = rows_of(text)
    row = Row(value)
    row.origin = place.index if place.index < len(rows) else None
    return patched(text, [*rows[: place.index], row, *rows[place.index + 1 :]])


def without(text: str, place: Place) -> str | None:
    """The file without this record; ``None`` when the file was nothing else."""
    if place.index is None:
        return None
    rows = rows_of(text)
    return patched(text, [*rows[: place.index], *rows[place.index + 1 :]])


def rows_of(text: str) -> list[Any]:
    """The entries of a list file, each knowing its place."""
    rows = []
    for n, value in enumerate(_list(text)):
        row = Row(value) if isinstance(value, dict) else value
        if isinstance(row, Row):
            row.origin = n
        rows.append(row)
    return rows


def _plain(text: str) -> Any:
    try:
        return read_yaml(text) if text.strip() else None
    except BadYaml:
        return None


def _list(text: str) -> list[Any]:
    value = _plain(text)
    return value if isinstance(value, list) else []
