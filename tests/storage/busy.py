"""A process that answers message after message until it is killed: ``python -m tests.storage.busy FOLDER FROM``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from assistant.dialogs.turn import Outcome, Turn
from assistant.knowledge.catalogue import Catalogue
from assistant.library import Library
from assistant.messages import Reply
from assistant.records import Dialog
from assistant.retrieval.judgement import Judgement
from tests.builders import assistant_over, memory_in, message

PEOPLE = 4
MESSAGES = 10_000


class KnowsNothing:
    """A search over no items."""

    def search(self, text: str) -> Judgement:
        return Judgement(text, "unknown", (), (), 0.0)


EMPTY = Library(Catalogue({}, {}, version="empty"), KnowsNothing())


def count_up(turn: Turn) -> Outcome:
    """Says how many messages of this person were answered, this one included, in three bubbles."""
    count = turn.dialog.memo.get("count", 0) + 1
    return Outcome(tuple(Reply(f"{count}{part}") for part in "abc"), Dialog(memo={"count": count}))


async def answer_on(folder: Path, start: int) -> None:
    async with memory_in(folder) as memory:
        assistant = assistant_over(memory, EMPTY, folder, decide=count_up)
        for n in range(start, MESSAGES):
            await assistant.respond(message(f"第{n}句", f"p{n % PEOPLE}", identity=f"m{n}"))
            print(n, flush=True)


if __name__ == "__main__":
    asyncio.run(answer_on(Path(sys.argv[1]), int(sys.argv[2])))
