"""``linban ask``: one question, answered without a database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from assistant.dialogs.steps import decide
from assistant.dialogs.turn import Turn
from assistant.library import Library, build_library
from assistant.messages import Address, IncomingMessage, Reply
from assistant.messages import as_json as plain
from assistant.records import Dialog
from assistant.retrieval.judgement import Candidate, Judgement
from assistant.settings import read_settings
from channels.terminal import print_reply


def ask(text: str, *, as_json: bool, why: bool) -> None:
    """Print the outcome, the items it came to with their probability, and the replies that a citizen would read."""
    library = build_library(read_settings())
    judgement = library.searcher.search(text)
    now = datetime.now(UTC).astimezone()
    message = IncomingMessage(Address("ask", "ask"), "ask", text, now)
    replies = decide(Turn(message, Dialog(greeted=True), library, now)).replies
    if as_json:
        print(json.dumps(_document(library, judgement, replies, why=why), ensure_ascii=False, indent=1))
        return
    if why:
        _explain(library, judgement)
    for reply in replies:
        print_reply(reply)


def _document(library: Library, judgement: Judgement, replies: tuple[Reply, ...], *, why: bool) -> dict[str, Any]:
    candidates = {c.code: c for c in judgement.ranking}
    shown = [candidates.get(code) or Candidate(code, "item", 0.0) for code in judgement.items]
    return {
        "outcome": judgement.outcome,
        "items": [
            {
                "code": c.code,
                "name": _name(library, c),
                "probability": round(c.probability, 4),
                "why": c.why.sentence(),
                **({"signals": dict(c.why.signals)} if why else {}),
            }
            for c in shown
        ],
        "elsewhere": judgement.elsewhere,
        "replies": [plain(r) for r in replies],
    }


def _name(library: Library, candidate: Candidate) -> str:
    item = library.catalogue.items.get(candidate.code)
    if item is not None:
        return item.item_name
    topic = library.catalogue.elsewhere.get(candidate.code)
    return topic.title if topic is not None else candidate.code


_OUTCOMES = {"sure": "有把握", "unsure": "拿不准，给出选择", "unknown": "不在事项之内，或没听懂"}


def _explain(library: Library, judgement: Judgement) -> None:
    print(f"判断：{_OUTCOMES[judgement.outcome]}（属于本目录的可能 {judgement.in_scope:.0%}）")
    for candidate in judgement.ranking[:5]:
        mark = "→" if candidate.code in judgement.items else "　"
        print(f"{mark} {candidate.probability:6.1%}  {candidate.code}  {_name(library, candidate)}")
        if sentence := candidate.why.sentence():
            print(f"          {sentence}")
    print()
