"""What a citizen would see of one item, as plain text for an officer, with every combination of answers counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.checklist import Checklist, ConditionLine, Line, Said, checklist
from assistant.knowledge.combinations import answer_sets, count
from assistant.knowledge.schema import Circumstance, Item
from assistant.knowledge.speech import said


@dataclass(frozen=True, slots=True)
class Preview:
    """The item's list with nothing answered; how many ways there are to answer, and how many different lists result.

    ``wanted`` says for each paper in how many of the ``tried`` ways it has to be brought.
    """

    item: Item
    checklist: Checklist
    combinations: int
    tried: int
    different_lists: int
    wanted: tuple[tuple[str, int], ...]


def preview(catalogue: Catalogue, item: Item, today: date) -> Preview:
    """The preview of an item on a day."""
    sets = answer_sets(item)
    lists = [checklist(catalogue, item, answers, today).lines for answers in sets]
    brought = Counter(line.name for lines in lists for line in lines if line.need in ("must", "yours"))
    return Preview(
        item=item,
        checklist=checklist(catalogue, item, {}, today),
        combinations=count(item),
        tried=len(sets),
        different_lists=len({tuple((line.name, line.need) for line in lines) for lines in lists}),
        wanted=tuple((m.material_name, brought[m.material_name]) for m in item.materials),
    )


def as_text(catalogue: Catalogue, found: Preview, today: date) -> str:
    """The preview to be read in a terminal."""
    item, one = found.item, found.checklist
    parts = [
        f"{item.code} {item.item_name}（{item.service_list}{'，快闪办' if item.fast else ''}）",
        f"{item.department}　{one.phone}　{one.hours}",
        item.summary.text,
        *_section("条件", map(_sentence, one.conditions)),
        *_section("会问的问题", (_question(c) for c in item.circumstances)),
        *_section("什么都没问时的清单", (_line(line) for line in one.lines)),
        *_section("怎么办", map(_sentence, one.steps)),
        *_section("多久", map(_sentence, one.time_limits)),
        *_section("多少钱", (_sentence(one.fee),)),
        *_section("去哪里", map(_sentence, one.places)),
        *_section("常见问题", _faq(catalogue, item, today)),
        *_section("各种回答", _ways(found)),
        "",
        one.notice,
    ]
    return "\n".join(parts)


def _sentence(spoken: Said | ConditionLine) -> str:
    return spoken.text + ("（待核实）" if spoken.doubtful else "")


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return ["", f"【{title}】", *(f"· {line}" for line in found)] if found else []


def _question(circumstance: Circumstance) -> str:
    return f"{circumstance.question}（{' / '.join(o.label for o in circumstance.options)}）"


def _line(line: Line) -> str:
    words = {"must": "一定要带", "yours": "您还要带", "maybe": line.if_text, "waived": "不用带"}
    doubt = "，待核实" if line.doubtful else ""
    told = "，".join(part for part in (line.hand_in, line.electronic) if part)
    return f"[{words[line.need]}] {line.name}：{told}{doubt}（{'、'.join(line.source)}）"


def _faq(catalogue: Catalogue, item: Item, today: date) -> Iterator[str]:
    for one in item.faq:
        spoken = said(catalogue, one, one.a, today)
        if spoken is not None:
            yield f"{one.q} {spoken.text}"


def _ways(found: Preview) -> Iterator[str]:
    tried = "" if found.tried == found.combinations else f"，试了 {found.tried} 种"
    yield f"共有 {found.combinations} 种回答{tried}，得到 {found.different_lists} 种清单"
    for name, times in found.wanted:
        yield f"{name}：{times}/{found.tried} 种要带"
