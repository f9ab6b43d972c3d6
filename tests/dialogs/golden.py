"""Golden dialogs: how the YAML files beside this one are read, run and judged. The format is explained in README.md."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from assistant.dialogs.memory import state_of
from assistant.dialogs.replay import Exchange, Line, buttons_of, replay, transcript
from assistant.dialogs.turn import CallAgent
from assistant.knowledge.hours import SHANGHAI
from assistant.library import Library
from assistant.records import Dialog

FOLDER = Path(__file__).parent
MOST_QUESTIONS = 30
WORKING_HOURS = datetime(2026, 11, 20, 14, 0, tzinfo=SHANGHAI)
FORBIDDEN = ("一定能", "肯定能", "保证能", "包办成", "！", "LB-", "None", "{", "亲，")
"""What no sentence of the assistant may contain: promises (AI-03), codes, holes in the wording."""
_KEYS = "说 按 答 问到 隔 事项 问 情况 有 没有 清单有 清单没有 没有清单 如果还需 选项有 候选 电话 转人工 状态 认得"
KNOWN = frozenset(_KEYS.split())


def dialogs() -> Iterator[tuple[str, dict[str, Any]]]:
    """(file and name, dialog) of every golden dialog."""
    for file in sorted(FOLDER.glob("*.yaml")):
        for dialog in YAML(typ="safe").load(file.read_text(encoding="utf-8")):
            yield f"{file.stem}: {dialog['名称']}", dialog


def run(library: Library, dialog: dict[str, Any]) -> tuple[Exchange, ...]:
    """The dialog played against the library, one exchange for each of its lines."""
    now, state, shown = _begin(dialog), Dialog(plain=bool(dialog.get("长辈版"))), ()
    done: list[Exchange] = []
    for turn in dialog["对话"]:
        assert set(turn) <= KNOWN, f"看不懂的项：{set(turn) - KNOWN}"
        now += timedelta(hours=turn.get("隔", 0))
        if "答" in turn:
            exchange = answered(library, turn["答"], state, now)
        elif "问到" in turn:
            exchange = answered(library, {}, state, now, until=turn["问到"])
        else:
            line = Line(str(turn.get("说", "")), str(turn.get("按", "")))
            exchange = replay(library, [line], now, state, shown)[0]
        state, shown = exchange.outcome.dialog, buttons_of(exchange) or shown
        done.append(exchange)
    return tuple(done)


def answered(library: Library, wanted: dict[str, str], state: Dialog, now: datetime, until: str = "") -> Exchange:
    """Every circumstance asked is answered by button until the list is there: as ``wanted``, the others 不清楚.

    With ``until`` the asking stops at that circumstance.
    """
    exchange = None
    for _ in range(MOST_QUESTIONS):
        if not state.asking or state.asking == until:
            break
        option = wanted.get(state.asking)
        choice = f"opt:{state.asking}:{option}" if option else f"skip:{state.asking}"
        if state.memo.get("more"):
            choice = f"done:{state.asking}"
        exchange = replay(library, [Line(choice=choice)], now, state)[0]
        state = exchange.outcome.dialog
    return exchange or replay(library, [Line("你好" if until else "再看一遍清单")], now, state)[0]


def _begin(dialog: dict[str, Any]) -> datetime:
    if "时间" not in dialog:
        return WORKING_HOURS
    return datetime.strptime(dialog["时间"], "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def complaints(dialog: dict[str, Any], exchanges: tuple[Exchange, ...]) -> list[str]:
    """Every expectation that is not met, with the place; empty when the dialog passes."""
    found = []
    for turn, exchange in zip(dialog["对话"], exchanges, strict=True):
        place = turn.get("说") or f"〔{turn.get('按') or turn.get('答')}〕"
        found += [f"“{place}”之后：{complaint}" for complaint in _judge(turn, exchange)]
    return [*found, transcript(exchanges)] if found else []


def _judge(turn: dict[str, Any], exchange: Exchange) -> Iterator[str]:
    outcome, dialog = exchange.outcome, exchange.outcome.dialog
    said = "\n".join(reply.text for reply in outcome.replies)
    labels = [c.label for reply in outcome.replies for c in reply.choices]
    matter = dialog.matter
    lists = [reply.checklist for reply in outcome.replies if reply.checklist]
    papers = {line.name: line.need for paper in lists for line in paper.lines}
    if exchange.unpressed:
        yield "没有这个按钮"
    if not outcome.replies:
        yield "没有回答"
    yield from (f"说了不该说的“{word}”" for word in FORBIDDEN if word in said)
    wanted = turn.get("事项")
    if wanted and (matter is None or matter.item not in _many(wanted)):
        yield f"事项应为 {wanted}，实为 {matter.item if matter else '没有'}"
    if "问" in turn and dialog.asking != turn["问"]:
        yield f"应问 {turn['问']}，实问 {dialog.asking}"
    yield from (f"没说“{word}”" for word in _many(turn.get("有")) if word not in said)
    yield from (f"说了“{word}”" for word in _many(turn.get("没有")) if word in said)
    brought = [name for name, need in papers.items() if need in ("must", "yours")]
    yield from (f"清单上没有“{w}”" for w in _many(turn.get("清单有")) if not any(w in name for name in papers))
    yield from (f"清单上有“{w}”" for w in _many(turn.get("清单没有")) if any(w in name for name in brought))
    maybe = [name for name, need in papers.items() if need == "maybe"]
    yield from (f"“如果……还需”里没有“{w}”" for w in _many(turn.get("如果还需")) if not any(w in n for n in maybe))
    yield from (f"没有按钮“{w}”" for w in _many(turn.get("选项有")) if not any(w in label for label in labels))
    yield from (f"没给电话 {w}" for w in _many(turn.get("电话")) if w not in _phones(exchange) and w not in said)
    if "转人工" in turn:
        called = [e.department or "市民热线" for e in outcome.effects if isinstance(e, CallAgent)]
        if turn["转人工"] not in called:
            yield f"应转 {turn['转人工']}，实转 {called}"
    if "状态" in turn and state_of(dialog) != turn["状态"]:
        yield f"状态应为 {turn['状态']}，实为 {state_of(dialog)}"
    if "候选" in turn and not set(_many(turn["候选"])) & set(dialog.offered):
        yield f"候选应有 {turn['候选']}，实为 {dialog.offered}"
    known_here = {*dialog.offered, *((matter.item,) if matter else ())}
    if "认得" in turn and not set(_many(turn["认得"])) & known_here:
        yield f"应认得 {turn['认得']}，实为 {sorted(known_here)}"
    for name, option in (turn.get("情况") or {}).items():
        known = matter.answers.get(name) if matter else None
        if known != tuple(_many(option)):
            yield f"情况 {name} 应为 {option}，实为 {known}"
    if turn.get("没有清单") and lists:
        yield "不该给清单"


def _phones(exchange: Exchange) -> set[str]:
    return {phone for reply in exchange.outcome.replies for phone in reply.phones}


def _many(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]
