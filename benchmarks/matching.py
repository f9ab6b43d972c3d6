"""Speed of the search: one question from text to judgement, the lexical part beside bm25s and rank-bm25, start-up,
memory.

Run from the project's root: ``python -m benchmarks.matching``. Prints JSON; absolute times are those of the machine.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.knowledge.loader import load_catalogue
from assistant.retrieval.analysis import Analyser
from assistant.retrieval.bm25 import Bm25
from assistant.retrieval.corpus import Corpus, corpus_of
from assistant.retrieval.searcher import build_searcher

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3


def timed(act: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds per text: median, 95th and 99th percentile of the best of several rounds."""
    best = np.full(len(texts), np.inf)
    for _ in range(ROUNDS):
        for i, text in enumerate(texts):
            start = time.perf_counter()
            act(text)
            best[i] = min(best[i], time.perf_counter() - start)
    return {f"p{q}_ms": round(float(np.percentile(best, q) * 1000), 3) for q in (50, 95, 99)}


def questions(corpus: Corpus, count: int = 400) -> list[str]:
    """Examples of the catalogue itself, evenly picked: for speed it does not matter that they are known."""
    texts = [text for _, text in corpus.phrases()]
    return texts[:: max(1, len(texts) // count)][:count]


def lexical(corpus: Corpus, analyser: Analyser, texts: Sequence[str]) -> dict[str, dict[str, float]]:
    """BM25 over all examples as documents: ours, bm25s and rank-bm25 on the same words."""
    import bm25s
    from rank_bm25 import BM25Okapi

    documents = [list(analyser.analyse(text).words) or ["-"] for _, text in corpus.phrases()]
    cut = {text: list(analyser.analyse(text).words) for text in texts}
    ours, okapi = Bm25(documents), BM25Okapi(documents)
    theirs = bm25s.BM25(method="atire")
    theirs.index(documents, show_progress=False)
    return {
        "documents": {"n": len(documents)},
        "ours": timed(lambda t: ours.scores(cut[t]), texts),
        "bm25s": timed(lambda t: theirs.get_scores(cut[t]), texts),
        "rank_bm25": timed(lambda t: okapi.get_scores(cut[t]), texts[:40]),
    }


def start_up() -> dict[str, float]:
    """``linban ask`` in a process of its own: seconds and megabytes, first with an empty cache, then the best of
    three."""
    figures = {}
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "LINBAN_DATA": data, "XDG_CACHE_HOME": data}
        command = [sys.executable, "-m", "channels.cli", "ask", "居住证怎么办", "--json"]
        taken = []
        for _ in range(4):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=environment)
            taken.append(time.perf_counter() - start)
        figures["ask_first_s"], figures["ask_again_s"] = round(taken[0], 2), round(min(taken[1:]), 2)
    figures["ask_peak_mb"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1)
    return figures


def main() -> None:
    """Measure everything and print it."""
    catalogue = load_catalogue(ROOT / "knowledge")
    corpus = corpus_of(catalogue)
    searcher = build_searcher(catalogue)
    texts = questions(corpus)
    analyser = Analyser(corpus)
    figures = {
        "targets": len(corpus.targets),
        "examples": sum(1 for _ in corpus.phrases()),
        "analyse": timed(analyser.analyse, texts),
        "search": timed(searcher.search, texts),
        "lexical": lexical(corpus, analyser, texts),
        "start": start_up(),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
