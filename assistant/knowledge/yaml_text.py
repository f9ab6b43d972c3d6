"""YAML 1.2 text to plain values, quickly, and back to the line on which a value stands.

ruamel.yaml's C parser gives the events (its pure parser where the C part is not installed, twenty times slower); the
scalars are resolved here by the YAML 1.2 core schema, so ``12:30``, ``no`` and ``2026-11-20`` stay text. Equal keys are
refused. Anchors and tags are refused too: officers do not need them, and they hide what a file says.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from assistant.knowledge.problem import Loc

try:  # the C part is a wheel of its own (ruamel.yaml.clib) and may be missing on rare platforms
    CParser: Any = importlib.import_module("_ruamel_yaml").CParser
except ImportError:
    CParser = None

Value = Any
"""None, bool, int, float, str, list or dict of the same with str keys."""

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class BadYaml(Exception):
    """The text is no YAML that we take; ``line`` counts from 1. The message is Chinese."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def read_yaml(text: str) -> Value:
    """The single document of the text as plain values; ``None`` for an empty text. Raises :class:`BadYaml`."""
    try:
        return _read(text, _scalar_value)
    except MarkedYAMLError as error:
        raise BadYaml(_line_of(error), f"YAML 写法有误：{_in_chinese(error)}") from error
    except YAMLError as error:
        raise BadYaml(_line_of_character(text, error), "有不能用的字符（看不见的控制字符）") from error


def line_at(text: str, loc: Loc) -> int:
    """The line (from 1) on which the value of ``loc`` begins, or the nearest place above it."""
    return lines_of(text)(loc)


def lines_of(text: str) -> partial[int]:
    """Like :func:`line_at` for many places of one text: parses it once."""
    try:
        node = _read(text, lambda event: (event.start_mark.line + 1, None), _marked_list, _marked_dict)
    except (BadYaml, YAMLError):
        node = (1, None)
    return partial(_line_in, node)


def entries_of(text: str) -> list[tuple[str | int, int]]:
    """(key or index, line from 0) of every entry of the outermost block; empty for a text that is no block mapping or
    block list, and for what is no YAML."""
    try:
        events = list((_quick_events if CParser is not None else _pure_events)(text))
    except YAMLError:
        return []
    root = events[2] if len(events) > 2 else None
    mapping = isinstance(root, ev.MappingStartEvent)
    if root is None or not (mapping or isinstance(root, ev.SequenceStartEvent)) or root.flow_style:
        return []
    found: list[tuple[str | int, int]] = []
    depth, nth = 0, 0
    for event in events[3:]:
        closes = isinstance(event, (ev.MappingEndEvent, ev.SequenceEndEvent))
        if closes and not depth:
            break
        if not depth and (not mapping or nth % 2 == 0):
            found.append((getattr(event, "value", "") if mapping else nth, event.start_mark.line))
        depth += isinstance(event, (ev.MappingStartEvent, ev.SequenceStartEvent)) - closes
        nth += not depth
    return found


def _line_in(node: Any, loc: Loc) -> int:
    line = 1 if node is None else int(node[0])
    for key in loc:
        inside = node[1] if node is not None else None
        if isinstance(inside, dict) and str(key) in inside:
            line, node = inside[str(key)]
        elif isinstance(inside, list) and isinstance(key, int) and 0 <= key < len(inside):
            node = inside[key]
            line = node[0]
        else:
            break
    return line


def _read(text: str, *makers: Any) -> Value:
    """The document by the C parser; what that refuses (``{a: 12:30}``) may still be YAML 1.2 for the pure one."""
    if CParser is None:
        return _document(_pure_events(text), *makers)
    try:
        return _document(_quick_events(text), *makers)
    except YAMLError as refused:
        try:
            return _document(_pure_events(text), *makers)
        except YAMLError:
            raise refused from None


def _quick_events(text: str) -> Iterator[Any]:
    parser = CParser(text)
    while parser.check_event():
        yield parser.get_event()


def _pure_events(text: str) -> Iterator[Any]:
    return iter(YAML(typ="safe", pure=True).parse(text))


def _marked_list(event: Any, inside: list[Any]) -> Any:
    return (event.start_mark.line + 1, inside)


def _marked_dict(event: Any, pairs: dict[str, Any], key_lines: dict[str, int]) -> Any:
    return (event.start_mark.line + 1, {key: (key_lines[key], node) for key, node in pairs.items()})


def _document(events: Iterator[Any], scalar: Any, as_list: Any = None, as_dict: Any = None) -> Value:
    value: Value = None
    for event in events:
        if isinstance(event, ev.DocumentStartEvent):
            value = _node(next(events), events, scalar, as_list, as_dict)
            next(events)
            after = next(events)
            if not isinstance(after, ev.StreamEndEvent):
                raise BadYaml(after.start_mark.line + 1, "一个文件里只能有一份内容，不能用 --- 分成几份")
    return value


def _node(event: Any, events: Iterator[Any], scalar: Any, as_list: Any, as_dict: Any) -> Value:
    if getattr(event, "anchor", None) is not None:
        raise BadYaml(
            event.start_mark.line + 1, "不能用 & 和 * 引用，请把内容写全；句子里有这两个符号的，请给整句加引号"
        )
    if isinstance(event, ev.ScalarEvent):
        return scalar(event)
    if isinstance(event, ev.SequenceStartEvent):
        inside = []
        for following in events:
            if isinstance(following, ev.SequenceEndEvent):
                break
            inside.append(_node(following, events, scalar, as_list, as_dict))
        return as_list(event, inside) if as_list else inside
    return _mapping(event, events, scalar, as_list, as_dict)


def _mapping(event: Any, events: Iterator[Any], scalar: Any, as_list: Any, as_dict: Any) -> Value:
    pairs: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key in events:
        if isinstance(key, ev.MappingEndEvent):
            break
        line = key.start_mark.line + 1
        if not isinstance(key, ev.ScalarEvent):
            raise BadYaml(line, "冒号前面只能是一个词")
        if key.value in pairs:
            raise BadYaml(line, f"“{key.value}”写了两遍（上一遍在第 {lines[key.value]} 行）")
        lines[key.value] = line
        pairs[key.value] = _node(next(events), events, scalar, as_list, as_dict)
    return as_dict(event, pairs, lines) if as_dict else pairs


def _scalar_value(event: Any) -> Value:
    text: str = event.value
    if not event.implicit[0] or event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _line_of(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return int(mark.line) + 1 if mark is not None else 0


def _line_of_character(text: str, error: YAMLError) -> int:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 0


_PROBLEMS = {
    "mapping values are not allowed": "多了一个冒号，或者上下两行没有对齐；句子里有“: ”的，请给整句加引号",
    "did not find expected key": "这一行和上面没有对齐，或者上面的引号、括号没有写完",
    "did not find expected '-' indicator": "列表里每一项要以“- ”开头，并和上面对齐",
    "could not find expected ':'": "少了冒号（英文冒号加一个空格）",
    "found character that cannot start any token": "这一行开头不能用制表符（Tab）或特殊符号，请改成空格",
    "found unexpected end of stream": "引号或括号没有写完",
    "did not find expected ',' or": "方括号或花括号里少了逗号，或没有写完",
    "found undefined alias": "句子以 * 开头的，请给整句加引号",
    "found unknown escape character": "双引号里的反斜杠 \\ 请改成单引号写法",
    "block sequence entries are not allowed": "“- ”不能写在这里，请另起一行并对齐",
}


def _in_chinese(error: MarkedYAMLError) -> str:
    said = f"{error.problem or ''} {error.context or ''}"
    return next((zh for en, zh in _PROBLEMS.items() if en in said), "请看这一行的缩进、冒号和引号")
