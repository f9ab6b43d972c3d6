"""Whether the search with its examples in Milvus Lite finds what the one in memory finds, on the whole catalogue.

``python -m benchmarks.bench_milvus [questions] [folder]``: the folder keeps the collection for the next run.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from assistant.evaluation.questions import read_questions
from assistant.knowledge.loader import load_catalogue
from assistant.retrieval.milvus import build_milvus_searcher
from assistant.retrieval.searcher import build_searcher

ROOT = Path(__file__).resolve().parents[1]


def compare(wanted: int, folder: Path) -> None:
    """Ask both the same questions of our development set, evenly picked; prints agreement and times."""
    asked = read_questions(ROOT / "knowledge" / "evaluation" / "dev.yaml")
    questions = asked[:: max(1, len(asked) // wanted)][:wanted]
    catalogue = load_catalogue(ROOT / "knowledge")
    memory = build_searcher(catalogue, cache_dir=folder)
    start = time.perf_counter()
    milvus = build_milvus_searcher(catalogue, str(folder / "index.db"), cache_dir=folder)
    print(f"collection brought up to date in {time.perf_counter() - start:.0f} s", flush=True)
    same, outcomes, taken, differ = 0, 0, [], []
    for question in questions:
        ours = memory.search(question.text)
        start = time.perf_counter()
        theirs = milvus.search(question.text)
        taken.append(1000 * (time.perf_counter() - start))
        outcomes += ours.outcome == theirs.outcome
        if ours.ranking[0].code == theirs.ranking[0].code:
            same += 1
        else:
            a, b = ours.ranking[0], theirs.ranking[0]
            differ.append(f"{question.text}: {a.code} {a.probability:.2f}, Milvus {b.code} {b.probability:.2f}")
    n = len(questions)
    middle, slow = np.percentile(taken, (50, 99))
    print(f"{n} questions: same first place {same / n:.3f}, same outcome {outcomes / n:.3f}")
    print(f"Milvus Lite median {middle:.0f} ms, p99 {slow:.0f} ms")
    print("\n".join(differ))


def main() -> None:
    """Compare, in a folder that is kept when one is given."""
    logging.disable(logging.WARNING)
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    if len(sys.argv) > 2:
        folder = Path(sys.argv[2])
        folder.mkdir(parents=True, exist_ok=True)
        compare(wanted, folder)
    else:
        with tempfile.TemporaryDirectory() as made:
            compare(wanted, Path(made))


if __name__ == "__main__":
    main()
