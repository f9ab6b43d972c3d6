"""Sentences of ``wording/`` and entries of ``words/`` one by one: where each stands, its placeholders, its new text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from string import Formatter
from typing import Any, Final

from assistant.knowledge.forms_text import patched
from assistant.knowledge.yaml_text import BadYaml, read_yaml

PLACEHOLDERS: Final[Mapping[str, str]] = {
    "a": "第一件事的名称",
    "aspect": "问的是哪一方面，比如“多少钱”",
    "asked": "群众问的话",
    "b": "第二件事的名称",
    "by": "谁核实的",
    "code": "办件编号",
    "compiled": "内容整理的日期",
    "contact": "怎么联系",
    "count": "一共几样",
    "day": "日期",
    "days": "几天",
    "department": "部门名称",
    "due": "最晚哪一天",
    "each": "每一个",
    "end": "结束的时间",
    "first": "第一个",
    "goto": "该找谁",
    "high": "最多几分钟",
    "hours": "开放时间",
    "how": "怎么区分",
    "label": "选中的答案",
    "last": "最后一个",
    "level": "评价的等级",
    "low": "最少几分钟",
    "month": "几月",
    "most": "最多多少",
    "n": "数字：几份、几样、第几个",
    "name": "名称：事项、部门或材料的名字",
    "names": "几个名称，用顿号隔开",
    "number": "工单编号",
    "on": "核实的日期",
    "others": "其他几样",
    "papers": "材料的名称",
    "phone": "电话号码",
    "place": "排在第几位，或者地点",
    "points": "要点",
    "q": "常见问题的问",
    "question": "正在问群众的问题",
    "remark": "补充的一句",
    "second": "第二个",
    "start": "开始的时间",
    "state": "办到哪一步",
    "summary": "一句话说明",
    "text": "内容",
    "time": "时间",
    "times": "几次",
    "told": "群众说过的情况",
    "weekday": "星期几",
    "when": "什么时候",
    "why": "原因",
    "year": "哪一年",
}
"""What the program puts in the place of ``{name}``, as an officer would say it."""

Key = tuple[str, ...]
_NAMED = re.compile(r"[a-z][a-z0-9_]*\Z")


def sentences(text: str) -> dict[str, tuple[Key, str]]:
    """Dotted name → (keys that lead to it, sentence) of a wording file; a list of sentences is shown a line each."""
    try:
        value = read_yaml(text)
    except BadYaml:
        return {}
    return {".".join(key): (key, said) for key, said in _leaves(value, ())}


def _leaves(value: Any, above: Key) -> Iterator[tuple[Key, str]]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from _leaves(inside, (*above, key))
    elif isinstance(value, list):
        yield above, "\n".join(map(str, value))
    elif isinstance(value, str):
        yield above, value.strip()


def with_sentence(text: str, key: Key, said: str) -> str:
    """The file with another sentence under this key; all else stays."""
    value = deepcopy(read_yaml(text))
    holder = value
    for step in key[:-1]:
        holder = holder[step]
    old = holder[key[-1]]
    if isinstance(old, list):
        holder[key[-1]] = [line.strip() for line in said.splitlines() if line.strip()]
    else:
        holder[key[-1]] = said + ("\n" if old.endswith("\n") else "")
    return patched(text, value)


def placeholders(sentence: str) -> tuple[str, ...]:
    """The names in braces, each once."""
    try:
        found = [name for _, name, _, _ in Formatter().parse(sentence) if name]
    except ValueError:
        found = []
    return tuple(dict.fromkeys(name for name in found if _NAMED.match(name)))


def wrong_with(said: str, before: str) -> tuple[str, ...]:
    """Why a sentence cannot stand in the place of the one before, in Chinese; empty when it can."""
    if not said.strip():
        return ("不能空着。不想说这句的，请找管理员。",)
    if not placeholders(before) and "{" not in before:
        return ()
    try:
        parts = list(Formatter().parse(said))
    except ValueError:
        return ("花括号没有写完：每个 { 后面都要有一个 }。",)
    names = {name for _, name, _, _ in parts if name is not None}
    strange = sorted(names - set(placeholders(before)))
    can = "、".join(f"{{{name}}}" for name in placeholders(before))
    return tuple(f"“{{{name}}}”程序不认识，这句话里只能用 {can}。" for name in strange)


def missing_in(said: str, before: str) -> tuple[str, ...]:
    """The placeholders that the sentence had and has no more: allowed, but to be asked about."""
    return tuple(name for name in placeholders(before) if name not in placeholders(said))


def terms(text: str) -> dict[str, tuple[str, ...]]:
    """Term → other terms of a file of words."""
    try:
        value = read_yaml(text)
    except BadYaml:
        return {}
    if isinstance(value, list):
        return {str(term): () for term in value}
    pairs = value.items() if isinstance(value, dict) else ()
    return {str(t): (o,) if isinstance(o, str) else tuple(map(str, o or ())) for t, o in pairs}


def with_term(text: str, old: str, term: str, others: tuple[str, ...]) -> str:
    """The file with a term changed, added (``old`` empty) or taken out (``term`` empty)."""
    value = read_yaml(text) or {}
    if isinstance(value, list):
        kept = [term if one == old else one for one in value if one != old or term]
        return patched(text, kept if old or not term else [*kept, term])
    if old == term and term in value:
        return patched(text, {**value, term: list(others)})
    made = {}
    for known, said in value.items():
        if known != old:
            made[known] = said
        elif term:
            made[term] = list(others)
    if term and term not in made:
        made[term] = list(others)
    return patched(text, made)
