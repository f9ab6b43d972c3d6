"""What changed between two states of the knowledge, in sentences for an officer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from assistant.knowledge.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: of what (``LB-RS-001 失业登记``, ``部门 区人社局`` …), and how."""

    subject: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.subject}：{self.sentence}"


_OTHERS = (
    ("departments", "部门", "name"),
    ("bundles", "一件事", "name"),
    ("elsewhere", "别处", "title"),
    ("papers", "规范材料", "name"),
    ("circumstances", "共用情形", "id"),
    ("holidays", "节假日", "year"),
    ("service_points", "服务点", "name"),
    ("sources", "出处", "id"),
)

_KEYS = {
    "acceptance_conditions": "id",
    "circumstances": "id",
    "options": "id",
    "materials": "material_name",
    "confusable": "code",
    "faq": "q",
    "items": "code",
}
"""By which field the entries of a list are recognised; others by their text."""


def changes(old: Catalogue, new: Catalogue) -> tuple[Change, ...]:
    """Everything that differs, items first, each in the order of the item's elements."""
    return (*_items(old, new), *_rest(old, new), *_parameters(old, new), *_wording(old, new))


def _items(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    for code in sorted({*old.items, *new.items}):
        before, after = old.items.get(code), new.items.get(code)
        subject = f"{code} {(after or old.items[code]).item_name}"
        if before is None or after is None:
            yield Change(subject, "新增的事项" if before is None else "事项没有了")
        elif before != after:
            yield from (Change(subject, sentence) for sentence in _record(before, after))


def _rest(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    for field, word, title in _OTHERS:
        before: Mapping[Any, Any] = getattr(old, field)
        after: Mapping[Any, Any] = getattr(new, field)
        for key in sorted({*before, *after}, key=str):
            one = after.get(key) or before[key]
            subject = f"{word} {getattr(one, title)}"
            if key not in before or key not in after:
                yield Change(subject, "新增的" if key not in before else "没有了")
            else:
                yield from (Change(subject, sentence) for sentence in _record(before[key], after[key]))


def _parameters(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    for name in sorted({*old.parameters, *new.parameters}):
        before = {p.valid_from: p for p in old.parameters.get(name, ())}
        after = {p.valid_from: p for p in new.parameters.get(name, ())}
        for start in sorted({*before, *after}):
            one = after.get(start) or before[start]
            subject = f"参数 {one.name}（{start} 起）"
            if start not in before or start not in after:
                yield Change(subject, f"新增一期，{one.value}" if start not in before else f"{one.value} 这一期没有了")
            else:
                yield from (Change(subject, sentence) for sentence in _record(before[start], after[start]))


def _wording(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    for key in sorted({*old.wording, *new.wording}):
        if old.wording.get(key) != new.wording.get(key):
            yield Change(f"说法 {key}", _from_to(old.wording.get(key), new.wording.get(key)).removeprefix("："))
    for group in sorted({*old.words, *new.words}):
        before, after = old.words.get(group, {}), new.words.get(group, {})
        differing = [t for t in {*before, *after} if before.get(t) != after.get(t)]
        if differing:
            yield Change(f"词表 {group}", f"改了 {len(differing)} 个词")


def _record(old: BaseModel, new: BaseModel, above: str = "") -> Iterator[str]:
    """Sentences on the fields in which two records of the same kind differ."""
    for name, field in type(new).model_fields.items():
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        path = f"{above}{field.title or name}"
        if name == "examples":
            yield _examples(before, after)
        elif isinstance(before, BaseModel) and isinstance(after, BaseModel):
            yield from _record(before, after, f"{path}，")
        elif _are_records(before) or _are_records(after):
            yield from _list(before, after, _KEYS.get(name, "text"), path)
        else:
            yield f"{path}{_from_to(before, after)}"


def _are_records(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], BaseModel)


def _list(old: Sequence[BaseModel], new: Sequence[BaseModel], key: str, path: str) -> Iterator[str]:
    before = {getattr(one, key): one for one in old}
    after = {getattr(one, key): one for one in new}
    for name in after:
        if name not in before:
            yield f"{path}多了“{_named(after[name])}”"
        elif before[name] != after[name]:
            yield from _record(before[name], after[name], f"{path}“{_named(after[name])}”的")
    for name in before:
        if name not in after:
            yield f"{path}少了“{_named(before[name])}”"
    if list(before) != list(after) and set(before) == set(after):
        yield f"{path}的次序变了"


def _named(record: BaseModel) -> str:
    """What an officer calls an entry."""
    for name in ("material_name", "question", "label", "q", "text", "code"):
        if value := getattr(record, name, None):
            return str(value)
    return str(record)


def _examples(old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]) -> str:
    before = {text for texts in old.values() for text in texts}
    after = {text for texts in new.values() for text in texts}
    more, fewer = len(after - before), len(before - after)
    parts = [f"多了 {more} 句" * bool(more), f"少了 {fewer} 句" * bool(fewer)]
    return "例句" + ("，".join(p for p in parts if p) or "换了分组或次序")


def _from_to(old: object, new: object) -> str:
    if isinstance(old, tuple) and isinstance(new, tuple):
        more = [x for x in new if x not in old]
        fewer = [x for x in old if x not in new]
        parts = ["加了" + _shown(tuple(more))] * bool(more) + ["去掉" + _shown(tuple(fewer))] * bool(fewer)
        return "：" + ("，".join(parts) or "次序变了")
    if old in (None, ""):
        return f"：写上了{_shown(new)}"
    if new in (None, ""):
        return f"：去掉了{_shown(old)}"
    return f"：从{_shown(old)}改为{_shown(new)}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "“是”" if value else "“否”"
    if isinstance(value, tuple):
        return "、".join(_shown(v) for v in value)
    if isinstance(value, Mapping):
        return "“" + "；".join(f"{k}={','.join(map(str, v))}" for k, v in value.items()) + "”" if value else "“无”"
    return f"“{value}”"
