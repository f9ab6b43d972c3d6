"""A process that kills itself at each step of answering a message: ``python -m tests.storage.busy FOLDER``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from itertools import count
from pathlib import Path

from sqlalchemy import event

from assistant.dialogs.turn import Outcome, Turn
from assistant.knowledge.catalogue import Catalogue
from assistant.library import Library
from assistant.messages import Reply
from assistant.records import Dialog
from assistant.retrieval.judgement import Judgement
from assistant.storage.memory import SqlMemory, open_engine
from tests.builders import assistant_over, message, settings_for


class KnowsNothing:
    """A search over no items."""

    def search(self, text: str) -> Judgement:
        return Judgement(text, "unknown", (), (), 0.0)


EMPTY = Library(Catalogue({}, {}, version="empty"), KnowsNothing())


def count_up(turn: Turn) -> Outcome:
    """Says how many messages of this person were answered, this one included, in three bubbles."""
    so_far = turn.dialog.memo.get("count", 0) + 1
    return Outcome(tuple(Reply(f"{so_far}{part}") for part in "abc"), Dialog(memo={"count": so_far}))


async def answer_and_die(folder: Path, step: int) -> None:
    """Answer one message whole; die at the given step (statement or commit) of the next."""
    engine = open_engine(settings_for(folder).database, 30)
    assistant = assistant_over(SqlMemory(engine), EMPTY, folder, decide=count_up)
    await assistant.respond(message(f"第{step}句", identity=f"whole{step}"))
    steps = count(1)

    def one_step_further(*_: object) -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine.sync_engine, "before_cursor_execute", one_step_further)
    event.listen(engine.sync_engine, "commit", one_step_further)
    await assistant.respond(message(f"断{step}句", identity=f"broken{step}"))


def main(folder: Path) -> None:
    """Fork a victim per step, until one lives; print how many died."""
    for step in count(1):
        victim = os.fork()
        if victim == 0:
            asyncio.run(answer_and_die(folder, step))
            os._exit(0)
        _, status = os.waitpid(victim, 0)
        if not os.WIFSIGNALED(status):
            print(step - 1)
            raise SystemExit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
