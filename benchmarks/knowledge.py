"""How long loading the knowledge takes: all of it cold, and again after one edit. Aims: 2 s and 0.2 s on 2 cores."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from assistant.knowledge.checks import check  # noqa: E402
from assistant.knowledge.loader import Loader  # noqa: E402


def seconds(do: Callable[[], object]) -> str:
    """How long it takes by the clock, and of the processor (which other programs on the machine do not lengthen)."""
    start, work = time.perf_counter(), time.process_time()
    do()
    return f"{time.perf_counter() - start:.3f} s (processor {time.process_time() - work:.3f} s)"


def main() -> None:
    """Print the three times."""
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(shutil.copytree(PROJECT / "knowledge", Path(beside) / "knowledge"))
        loader = Loader()
        print(f"knowledge, cold load: {seconds(lambda: loader.load(folder))}")
        edited = next((folder / "items").rglob("LB-RS-001.yaml"))
        edited.write_text(edited.read_text("utf-8") + "\n# edited\n", "utf-8")
        print(f"knowledge, reload after one edit: {seconds(lambda: loader.load(folder))}")
        print(f"knowledge, full check: {seconds(lambda: check(folder, date(2026, 11, 20)))}")


if __name__ == "__main__":
    main()
