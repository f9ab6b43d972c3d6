"""Publishers that kill themselves at given steps: ``python -m tests.publishing.dying TEMPLATE WORK STEP…``.

TEMPLATE holds ``knowledge`` and ``data`` with a checked draft; each victim works on a copy of its own, ``WORK/STEP``.
Without a step, one publisher lives and the number of steps is printed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path

from sqlalchemy import event

from assistant.knowledge.folder import read_texts
from assistant.knowledge.loader import load_texts
from assistant.storage.memory import SqlMemory, open_engine
from tests.builders import Clock, settings_for
from tests.publishing.officers import checked, desk_over

NEVER = 10**9


async def publish_and_die(place: Path, step: int) -> int:
    """Publish the draft; die before the given step (a file opened to be written, renamed, removed, or a statement)."""
    folder = place / "knowledge"
    engine = open_engine(settings_for(place / "data").database, 30)
    memory = SqlMemory(engine)
    desk = await desk_over(memory, folder, place / "data", Clock())
    async with memory.reading() as stores:
        admin = await stores.staff.by_id("admin")
    assert admin is not None
    (draft,) = await desk.drafts(admin)
    run = await checked(desk, draft, admin)
    steps = count(1)
    last = 0

    def one_step_further(*_: object) -> None:
        nonlocal last
        last = next(steps)
        if last == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def seen(what: str, told: tuple[object, ...]) -> None:
        writes = what in ("os.rename", "os.remove") or (what == "open" and isinstance(told[2], int) and told[2] & 3)
        if writes and str(folder) in str(told[0]):
            one_step_further()

    event.listen(engine.sync_engine, "before_cursor_execute", one_step_further)
    event.listen(engine.sync_engine, "commit", one_step_further)
    sys.addaudithook(seen)
    await desk.publish(draft.id, admin, gate=run.key)
    return last


def victim(template: Path, place: Path, step: int) -> bool:
    """Whether the publisher of this step died."""
    shutil.copytree(template, place)
    child = os.fork()
    if child == 0:
        last = asyncio.run(publish_and_die(place, step))
        if step == NEVER:
            print(last, flush=True)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main() -> None:
    """One victim per step."""
    template, work = Path(sys.argv[1]), Path(sys.argv[2])
    load_texts(read_texts(template / "knowledge"))  # once for all who are forked
    steps = [int(step) for step in sys.argv[3:]]
    if not steps:
        raise SystemExit(victim(template, work / "alive", NEVER))
    print(sum(victim(template, work / str(step), step) for step in steps))


if __name__ == "__main__":
    main()
