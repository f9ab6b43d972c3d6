"""Whether what citizens read is said the way this house speaks, and whether names are used once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from assistant.knowledge.loaded import Loaded
from assistant.knowledge.problem import Problem, Severity
from assistant.knowledge.references import placed
from assistant.knowledge.schema import Item, Material, Question
from assistant.knowledge.text_keys import key_of
from assistant.knowledge.yaml_text import line_at

PROMISES = re.compile(
    r"一定(能|可以|会)(办|批|给|过|拿)|保证(能|会|办|通过)|肯定(能|可以|会)(办|批|过)|绝对(能|可以)|包(过|办成)|百分之百|100%能"
)
"""What nobody may promise a citizen (service rule AI-03). A negated one (“不一定能办”) or a quoted one is all right."""

_NOT = re.compile(r"(不|未必|没法|不能|无法|“)$")
_CODE = re.compile(r"LB-[A-Z]{2,3}-\d{3}")


def words(loaded: Loaded, today: date) -> Iterator[Problem]:
    """Forbidden promises, shouting, bare codes, and names or aliases used by two items."""
    for item in loaded.catalogue.items.values():
        for loc, path, text in _read_by_citizens(item):
            for severity, message in said_badly(text):
                yield loaded.problem(item.code, loc, path, message, severity=severity, rule="wording")
    yield from _wording(loaded)
    yield from _names(loaded)


def said_badly(text: str) -> Iterator[tuple[Severity, str]]:
    """(severity, message) of everything in a sentence that we do not say."""
    for found in PROMISES.finditer(text):
        if not _NOT.search(text[: found.start()]):
            yield "error", f"不能向市民保证结果：“{found[0]}”"
    if "！" in text or "!" in text:
        yield "warning", "给市民看的话不用感叹号"
    if found_code := _CODE.search(text):
        yield "warning", f"市民看不懂编码 {found_code[0]}，请写事项名称"


def _read_by_citizens(item: Item) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    for loc, path, sourced in placed(item):
        texts: tuple[str | None, ...]
        if isinstance(sourced, Material):
            texts = (sourced.material_name, sourced.kind_note, sourced.when_text, sourced.why, sourced.where_to_get)
        elif isinstance(sourced, Question):
            texts = (sourced.a,)
        else:
            texts = (getattr(sourced, "text", None),)
        for text in texts:
            if text:
                yield loc, path, text
    for n, circumstance in enumerate(item.circumstances):
        yield ("circumstances", n, "question"), f"要问的情形.{n + 1}.问题", circumstance.question
        for k, option in enumerate(circumstance.options):
            yield ("circumstances", n, "options", k), f"要问的情形.{n + 1}.选项.{k + 1}", option.label
    for n, near in enumerate(item.confusable):
        yield ("confusable", n), f"易混事项.{n + 1}", near.how


def _wording(loaded: Loaded) -> Iterator[Problem]:
    for file, text in loaded.texts.of_part("wording").items():
        for number, line in enumerate(text.splitlines(), 1):
            if not line.lstrip().startswith("#"):
                for severity, message in said_badly(line):
                    yield Problem(file, number, "", message, severity, "wording")


def _names(loaded: Loaded) -> Iterator[Problem]:
    """An alias or a name that two items have; families with two first choices."""
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in loaded.catalogue.items.values():
        for name in dict.fromkeys((item.item_name, *item.aliases)):
            owners[key_of(name)].append((item.code, name))
    for pairs in owners.values():
        for code, name in pairs[1:]:
            first = pairs[0][0]
            message = f"“{name}”{_place(loaded, first)} 也有" if first != code else f"“{name}”写了两遍"
            yield loaded.problem(code, ("aliases",), "俗称", message, rule="alias")
    yield from _families(loaded)


def _families(loaded: Loaded) -> Iterator[Problem]:
    families: dict[str, list[Item]] = defaultdict(list)
    for item in loaded.catalogue.items.values():
        if item.family:
            families[item.family].append(item)
        elif item.primary:
            yield loaded.problem(item.code, ("primary",), "族内首选", "没有写事项族，首选没有意义", rule="family")
    for name, members in families.items():
        firsts = [i.code for i in members if i.primary]
        if len(firsts) > 1:
            message = f"事项族“{name}”有几个首选：{'、'.join(firsts)}"
            yield loaded.problem(firsts[1], ("primary",), "族内首选", message, rule="family")


def _place(loaded: Loaded, code: str) -> str:
    file, loc = loaded.places[code]
    return f"{file}:{line_at(loaded.texts.files[file], (*loc, 'aliases'))}"
