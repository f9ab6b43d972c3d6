"""How the search grows: 172 real items, then 2,000, 20,000 and (``--all``) 200,000 by combining real ones.

``python -m benchmarks.bench_growth [--all]``. A made-up item has a name of two real halves and one example, with
the terms of two halves of real examples, so that nothing has to be taken apart a million times.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.knowledge.loader import load_catalogue
from assistant.retrieval.analysis import Analysed, Analyser
from assistant.retrieval.calibration import Calibration
from assistant.retrieval.corpus import Corpus, Target, corpus_of
from assistant.retrieval.embedding import encoder
from assistant.retrieval.extracts import extracts
from assistant.retrieval.fusion import Fusion
from assistant.retrieval.network import Network
from assistant.retrieval.searcher import MODEL, Engine, Searcher
from assistant.retrieval.signals import Signals

ROOT = Path(__file__).resolve().parents[1]
SIZES = (172, 2_000, 20_000, 200_000)
Phrase = tuple[int, str, Analysed]
"""An example or name: its target, its text, and the text taken apart."""


class Remembering:
    """The analyser, remembering: made-up documents repeat the lines of real ones."""

    def __init__(self, analyser: Analyser) -> None:
        self.tokeniser = analyser.tokeniser
        self.analyse = lru_cache(100_000)(analyser.analyse)

    def terms(self, lines: Sequence[str]) -> dict[str, tuple[list[str], list[str], list[str]]]:
        """The terms of a document's lines, in the shape in which the analyser gives them."""
        return {line: self._terms(line) for line in lines}

    def _terms(self, line: str) -> tuple[list[str], list[str], list[str]]:
        read = self.analyse(line)
        return (
            list(read.words),
            [g for g in read.grams if len(g) == 2],
            [s for s in read.sounds if s.count("-") == 1],
        )


def _half(a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
    return (*a[: len(a) // 2 + 1], *b[len(b) // 2 :])


def grown(corpus: Corpus, phrases: list[Phrase], size: int) -> tuple[Corpus, list[Phrase]]:
    """The corpus with made-up items until it has ``size`` items, and its phrases."""
    rng = random.Random(size)
    names = [t.names[0] for t in corpus.targets]
    targets, added = list(corpus.targets), list(phrases)
    for n in range(size - sum(corpus.is_item)):
        one, other = rng.sample(phrases, 2)
        a, b = rng.sample(names, 2)
        name = f"{a[: len(a) // 2 + 1]}{b[len(b) // 2 :]}{n % 1000}"
        text = _half(one[2].text, other[2].text)
        terms = [_half(getattr(one[2], f), getattr(other[2], f)) for f in ("words", "grams", "sounds")]
        targets.append(Target(f"SYN-{n:06d}", "item", (name,), ("".join(text),), f"{a}\n{b}"))
        added.append((len(targets) - 1, "".join(text), Analysed("".join(text), *terms)))
    return Corpus(tuple(targets), corpus.synonyms), added


def resident() -> float:
    """Megabytes that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """Print one line per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="200,000 items as well: minutes, gigabytes")
    sizes = SIZES if parser.parse_args().all else SIZES[:-1]
    corpus = corpus_of(load_catalogue(ROOT / "knowledge"))
    encode, network = encoder(None, MODEL), Network.load(MODEL)
    analyser: Any = Remembering(Analyser(corpus))
    real = [(index, text, analyser.analyse(text)) for index, text in corpus.phrases()]
    asked = [text for _, text, _ in real][:: max(1, len(real) // 150)]
    print("items    examples  build s (cpu)   index MB   p50 ms   p99 ms   p50 cpu ms", flush=True)
    for size in sizes:
        bigger, phrases = grown(corpus, real, size)
        before, start, work = resident(), time.perf_counter(), time.process_time()
        read = extracts([text for _, text, _ in phrases], (message for *_, message in phrases), encode, network)
        signals = Signals(bigger, analyser, encode, network, read, [index for index, *_ in phrases])
        built, worked = time.perf_counter() - start, time.process_time() - work
        engine = Engine(bigger, analyser, signals, Fusion.load(MODEL), Calibration.load(MODEL))
        search = Searcher(engine).search
        search(asked[0])
        taken, busy = [], []
        for text in asked:
            start, work = time.perf_counter(), time.process_time()
            search(text)
            taken.append(1000 * (time.perf_counter() - start))
            busy.append(1000 * (time.process_time() - work))
        middle, slow = np.percentile(taken, (50, 99))
        more = resident() - before
        print(
            f"{size:7d} {len(phrases):9d} {built:8.1f} ({worked:5.1f}) {more:9.0f} {middle:8.2f} {slow:8.2f} "
            f"{np.median(busy):8.2f}",
            flush=True,
        )
        del engine, signals, search, bigger, phrases, read


if __name__ == "__main__":
    main()
