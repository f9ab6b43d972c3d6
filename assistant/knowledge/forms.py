"""The schema as forms: every element a field with its name, its help, and how it is filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from assistant.knowledge import schema
from assistant.knowledge.forms_labels import CHOICES, HELP, SHARED_HELP, STYLES

Kind = Literal[
    "id",  # made by the program, never typed
    "text",
    "long",  # several lines
    "lines",  # a list, one entry per line
    "pairs",  # a mapping, one entry per line
    "int",
    "flag",  # a box to tick
    "tri",  # yes, no, or not said
    "date",
    "choice",  # one of a few
    "checks",  # some of a few
    "pick",  # one of many, looked up by name
    "picks",  # some of many, looked up by name
    "when",  # which answers
    "record",
    "rows",
]
Picks = Literal["", "sources", "items", "departments", "papers", "shared"]
"""What is chosen from in a ``pick`` or ``picks`` or a ``choice`` whose options are knowledge themselves."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``choices`` are (value, label); ``inside`` the fields of a record, or of every row; ``folded`` ones
    are seldom used and stand behind “更多”."""

    key: str
    title: str
    help: str
    kind: Kind
    required: bool = False
    default: Any = None
    choices: tuple[tuple[str, str], ...] = ()
    picks: Picks = ""
    inside: tuple[Field, ...] = ()
    folded: bool = False
    number: Literal["", "int", "float"] = ""


_LONG = frozenset(
    ("text", "a", "how", "goto", "order_logic", "why", "where_to_get", "content", "list_basis", "open_points")
)
_FOLDED = frozenset(
    ("source_note", "verified_by", "verified_on", "review_due", "kind_note", "electronic_note", "on_system_miss")
)
_SELDOM = frozenset(
    ("why", "where_to_get", "external_codes", "why_remote", "family", "primary", "exclusive", "base", "multi")
)
_NEVER_FOLDED: dict[type[BaseModel], frozenset[str]] = {
    schema.Review: frozenset(("verified_by", "verified_on", "review_due")),
    schema.Paper: frozenset(("why", "where_to_get")),
    schema.Parameter: frozenset(("verified_by", "verified_on")),
    schema.Circumstance: frozenset(("why", "multi")),
}
_PICKS: dict[str, Picks] = {
    "source": "sources",
    "phone_source": "sources",
    "otherwise": "items",
    "near": "items",
    "joint_depts": "departments",
    "departments": "departments",
    "department": "departments",
    "paper": "papers",
}


@cache
def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    """The fields of a record of the schema, in its order."""
    found = [_field(model, key, info) for key, info in model.model_fields.items()]
    if issubclass(model, schema.Sourced):  # what is said first, then where it comes from
        found.sort(key=lambda f: (f.key not in ("id", "text"), f.key in schema.Sourced.model_fields, f.key != "id"))
    return _asked(tuple(found)) if model is schema.Item else tuple(found)


def _asked(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """An item's circumstances may be taken from the shared ones, and its kind of examples have names."""
    shared = Field("shared", "共用的问题", SHARED_HELP, "choice", picks="shared")
    return tuple(replace(f, inside=(shared, *f.inside)) if f.key == "circumstances" else f for f in fields)


def _field(model: type[BaseModel], key: str, info: FieldInfo) -> Field:
    told, optional = _without_none(info.annotation)
    default = None if info.default in (PydanticUndefined, None) else info.default
    folded = key in _FOLDED | _SELDOM and key not in _NEVER_FOLDED.get(model, ())
    base = Field(key, info.title or key, HELP[model][key], "text", info.is_required(), default, folded=folded)
    if key in ("id", "code") and model not in (schema.Confusable, schema.BundleItem):
        return replace(base, kind="id")
    return _simple(base, told, optional) or _compound(base, told)


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, UnionType):
        inside = [a for a in get_args(annotation) if a is not NoneType]
        return inside[0], len(inside) < len(get_args(annotation))
    return annotation, False


def _simple(base: Field, told: Any, optional: bool) -> Field | None:
    """A field that holds one value."""
    picks = _PICKS.get(base.key, "")
    if told is bool:
        return replace(base, kind="tri" if optional else "flag")
    if told is int:
        return replace(base, kind="int")
    if told is date:
        return replace(base, kind="date")
    if get_origin(told) is Literal:
        return replace(base, kind="choice", choices=_choices(get_args(told)))
    if base.key == "code":
        return replace(base, kind="pick", picks="items")
    if _is_text(told):
        if picks:
            return replace(base, kind="choice" if picks == "departments" else "pick", picks=picks)
        return replace(base, kind="long" if base.key in _LONG else "text")
    return None


def _compound(base: Field, told: Any) -> Field:
    """A field that holds a record, a list or a mapping."""
    if isinstance(told, type) and issubclass(told, BaseModel):
        return replace(base, kind="record", inside=fields_of(told))
    if get_origin(told) is dict:
        return _mapping(base, get_args(told))
    inside = get_args(told)[0]
    if isinstance(inside, type) and issubclass(inside, BaseModel):
        return replace(base, kind="rows", inside=fields_of(inside))
    if get_origin(inside) is Literal:
        return replace(base, kind="checks", choices=_choices(get_args(inside)))
    if base.key == "weekdays":
        days = tuple((str(n), f"周{name}") for n, name in enumerate("一二三四五六日", 1))
        return replace(base, kind="checks", choices=days, number="int")
    if inside is float:
        return replace(base, kind="text", number="float")
    picks = _PICKS.get(base.key, "")
    return replace(base, kind="picks" if picks else "lines", picks=picks)


def _mapping(base: Field, between: tuple[Any, Any]) -> Field:
    key, value = between
    if key is schema.Name:
        return replace(base, kind="when")
    if get_origin(key) is Literal:
        lines = (Field(s, STYLES[s], "一行一句。", "lines") for s in get_args(key))
        return replace(base, kind="record", inside=tuple(lines))
    return replace(base, kind="pairs", number="int" if value is int else "")


def _choices(values: tuple[Any, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((str(v), CHOICES.get(str(v), str(v))) for v in values)


def _is_text(told: Any) -> bool:
    return told is str or (hasattr(told, "__metadata__") and get_args(told)[0] is str)
