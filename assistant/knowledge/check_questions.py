"""Whether the questions of an item and its papers fit together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from assistant.knowledge.answers import decides
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.problem import Problem
from assistant.knowledge.references import Finding
from assistant.knowledge.relevant import changes_something, conditions_of
from assistant.knowledge.schema import Circumstance, Item, Material


def questions(loaded: Loaded, today: date) -> Iterator[Problem]:
    """Papers without a circumstance, questions that change nothing, options that cannot be told apart or reached."""
    for item in loaded.catalogue.items.values():
        for loc, path, message in _papers(item):
            yield loaded.problem(item.code, loc, path, message, rule="paper_condition")
        for loc, path, message in _asked(item):
            yield loaded.problem(item.code, loc, path, message, severity="warning", rule="question")
        for loc, path, message in _options(item):
            yield loaded.problem(item.code, loc, path, message, severity="warning", rule="option")


def _papers(item: Item) -> Iterator[Finding]:
    for n, material in enumerate(item.materials):
        loc, path = ("materials", n), f"申请材料.{n + 1}"
        conditional = bool(material.when)
        if material.necessity == "条件" and not conditional and not material.on_system_miss:
            yield loc, path, "写了“条件”，却没有写条件情形（when），市民看不到什么时候要"
        if material.necessity == "必要" and conditional:
            yield loc, path, "写了“必要”，又写了条件情形（when），两样只能留一样"
        if conditional:
            asked = {c.id: c for c in item.circumstances}
            if not any(decides(asked[name], options) for name, options in material.when.items()):
                yield loc, path, "怎么回答都要这样材料，应写“必要”"
        yield from _copies(material, n)


def _copies(material: Material, n: int) -> Iterator[Finding]:
    if material.material_kind in ("原件核验", "系统核验", "本人到场") and (material.n_original or material.n_copy):
        yield ("materials", n), f"申请材料.{n + 1}", f"{material.material_kind}的不留存，份数应为 0"


def _asked(item: Item) -> Iterator[Finding]:
    for n, circumstance in enumerate(item.circumstances):
        if not changes_something(item, circumstance, {}):
            yield (
                ("circumstances", n),
                f"要问的情形.{n + 1}",
                f"问“{circumstance.question}”不影响材料、条件和提示，可以不问",
            )


def _options(item: Item) -> Iterator[Finding]:
    for n, circumstance in enumerate(item.circumstances):
        labels = Counter(o.label for o in circumstance.options)
        heard = Counter(w for o in circumstance.options for w in {o.label, *o.words})
        for k, option in enumerate(circumstance.options):
            loc, path = ("circumstances", n, "options", k), f"要问的情形.{n + 1}.选项.{k + 1}"
            if labels[option.label] > 1:
                yield loc, path, f"有两个选项都写“{option.label}”，分不清"
            for word in option.words:
                if heard[word] > 1:
                    yield loc, path, f"“{word}”两个选项都有，说这个词时分不清"
        yield from _unreachable(item, circumstance, n)


def _unreachable(item: Item, circumstance: Circumstance, n: int) -> Iterator[Finding]:
    """Options that nothing looks at, when there is already one: choosing between them leads nowhere."""
    looked_at = {option for when in conditions_of(item) for option in when.get(circumstance.id, ())}
    idle = [(k, o) for k, o in enumerate(circumstance.options) if o.id not in looked_at and o.note is None]
    for k, option in idle[1:]:
        loc = ("circumstances", n, "options", k)
        message = f"“{option.label}”和“{idle[0][1].label}”选了都没有变化，可以合成一个"
        yield loc, f"要问的情形.{n + 1}.选项.{k + 1}", message
