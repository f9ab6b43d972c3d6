"""Plain values to records of the schema; what pydantic complains about becomes Chinese problems with their lines."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from assistant.knowledge.problem import Loc, Problem
from assistant.knowledge.yaml_text import lines_of

R = TypeVar("R", bound=BaseModel)

_PATTERNS = {
    "code": "写法应为 LB-部门段-三位数字，例如 LB-YB-003",
    "otherwise": "写法应为 LB-部门段-三位数字，例如 LB-YB-003",
    "external_codes": "应为加引号的编码",
    "source": "出处写法应为 S 加数字、P 加数字，或 GK-H、GK-M、GK-L",
    "start": "时间写法应为 09:00 这样",
    "end": "时间写法应为 09:00 这样",
}
_ANY_NAME = "编号只能用小写英文字母、数字和下划线，并以字母开头"


def validate(model: type[R], value: Any, text: str, file: str, at: Loc = ()) -> R | list[Problem]:
    """The record, or every problem of it. ``text`` is the file's content, ``at`` the place of ``value`` in it."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        line_at = lines_of(text)
        told = [dict(e) for e in error.errors(include_url=False)]
        return [_problem(model, e, file, at, line_at) for e in told if not _follows(e, told)]


def _follows(error: Mapping[str, Any], told: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a list is only called too short because its entries are wrong, which is told anyway."""
    place = error["loc"]
    return error["type"] == "too_short" and any(e["loc"][: len(place)] == place and e is not error for e in told)


def _problem(
    model: type[BaseModel], error: Mapping[str, Any], file: str, at: Loc, line_at: Callable[[Loc], int]
) -> Problem:
    loc: Loc = tuple(error["loc"])
    place = loc[:-1] if error["type"] == "missing" else loc
    path, message = path_in_chinese(model, loc), _message(model, loc, error)
    return Problem(file, line_at((*at, *place)), path, message, loc=loc)


def path_in_chinese(model: type[BaseModel], loc: Loc) -> str:
    """``("materials", 0, "n_original")`` → ``申请材料.1.原件份数``; list indices count from 1 for the reader."""
    parts: list[str] = []
    here: type[BaseModel] | None = model
    for step in loc:
        if isinstance(step, int):
            parts.append(str(step + 1))
        elif here is not None and step in here.model_fields:
            field = here.model_fields[step]
            parts.append(field.title or step)
            here = _record_in(field.annotation)
        elif step != "[key]":
            parts.append(str(step))
    return ".".join(parts)


def _record_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for a in get_args(annotation) if (found := _record_in(a)) is not None), None)


def _known_fields(model: type[BaseModel], loc: Loc) -> list[str]:
    here: type[BaseModel] | None = model
    for step in loc[:-1]:
        if isinstance(step, str) and here is not None and step in here.model_fields:
            here = _record_in(here.model_fields[step].annotation)
    return list(here.model_fields) if here is not None else []


def _message(model: type[BaseModel], loc: Loc, error: Mapping[str, Any]) -> str:
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind == "missing":
        return "没有写，必须有"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(loc[-1]), _known_fields(model, loc), n=1)
        return f"不认识“{loc[-1]}”这个名字" + (
            f"，是不是想写“{near[0]}”" if near else "，请看 knowledge/README.md 里的名字"
        )
    if kind == "string_pattern_mismatch":
        named = next((s for s in reversed(loc) if isinstance(s, str)), "")
        return _PATTERNS.get(named, _ANY_NAME) + _written(error)
    if kind == "literal_error":
        return f"只能是 {'、'.join(_choices(str(context['expected'])))} 里的一个{_written(error)}"
    message = _MESSAGES.get(kind)
    return (message(context) if message else f"写法不对（{kind}）") + _written(error)


def _choices(expected: str) -> list[str]:
    return [part.strip().strip("'") for part in expected.replace(" or ", ", ").split(",")]


def _written(error: Mapping[str, Any]) -> str:
    value = error.get("input")
    if value is None:
        return "（这里是空的）"
    if isinstance(value, (dict, list, tuple)):
        return ""
    shown = str(value)
    return f"（写成了“{shown if len(shown) <= 40 else shown[:40] + '…'}”）" if shown else "（这里是空的）"


_Said = Callable[[Mapping[str, Any]], str]


def _fixed(text: str) -> _Said:
    return lambda _context: text


_MESSAGES: dict[str, _Said] = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _fixed("应为整数")),
    **dict.fromkeys(("bool_type", "bool_parsing"), _fixed("应为 true 或 false")),
    **dict.fromkeys(("string_type",), _fixed("应为文字；是数字的请加引号")),
    **dict.fromkeys(("string_too_short",), _fixed("不能空着")),
    **dict.fromkeys(("tuple_type", "list_type"), _fixed("应为列表，每项一行以“- ”开头，或写在方括号里")),
    **dict.fromkeys(("model_type", "dict_type", "model_attributes_type"), _fixed("应为一组“名字: 内容”")),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        _fixed("应为日期，写成 2026-11-20 这样"),
    ),
    "greater_than_equal": lambda c: f"不能小于 {c['ge']}",
    "less_than_equal": lambda c: f"不能大于 {c['le']}",
    "too_short": lambda c: f"至少要有 {c['min_length']} 项，现在有 {c['actual_length']} 项",
    "too_long": lambda c: f"最多 {c['max_length']} 项，现在有 {c['actual_length']} 项",
}
