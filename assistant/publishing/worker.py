"""The check in a process of its own, so that the chat goes on answering: ``python -m assistant.publishing.worker``.

Reads one JSON document from standard input; writes lines of JSON: progress, then the report or an error.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.knowledge.folder import Texts
from assistant.publishing.as_json import to_json
from assistant.settings import Settings

NICER = 5
"""The check lets the chat go first."""


def job_of(settings: Settings, today: date, live: Texts, candidate: Texts, recent: Sequence[str]) -> dict[str, Any]:
    """What the worker is told."""
    return {
        "settings": settings.model_dump(mode="json"),
        "today": today.isoformat(),
        "live": live.files,
        "changed": live.changes_to(candidate),
        "recent": list(recent),
    }


def work(job: dict[str, Any]) -> dict[str, Any]:
    """The report as plain values."""
    # What is heavy is loaded after the job is read: whoever waits sees the first step at once.
    from assistant.evaluation.asking import processors
    from assistant.publishing.examining import Examined, Examiner

    live = Texts(job["live"])
    settings = Settings(**{**job["settings"], "data": Path(job["settings"]["data"])})
    examiner = Examiner(settings, date.fromisoformat(job["today"]), tell=progress, processes=processors())
    return to_json(examiner.report(Examined(live, live.with_files(job["changed"]), tuple(job["recent"]))))


def progress(step: str, done: int, total: int) -> None:
    """One line for whoever started the check."""
    _say({"step": step, "done": done, "total": total})


def main() -> None:
    """Do one job."""
    os.nice(NICER)
    warnings.simplefilter("ignore", DeprecationWarning)  # of forking: no other thread runs here
    job = json.load(sys.stdin)
    progress("读草稿，查错误", 0, 0)
    try:
        _say({"report": work(job)})
    except AssistantError as error:
        _say({"error": str(error)})


def _say(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
