"""Our search beside Haystack's in-memory BM25 + embedding + joiner pipeline, on the same texts and vectors, in one run.

``pip install haystack-ai`` first; it is not a dependency. ``python -m benchmarks.bench_haystack [questions]``.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.questions import Question, read_questions
from assistant.knowledge.loader import load_catalogue
from assistant.retrieval.analysis import Analyser
from assistant.retrieval.corpus import Corpus, corpus_of
from assistant.retrieval.embedding import encoder
from assistant.retrieval.searcher import MODEL, build_searcher

ROOT = Path(__file__).resolve().parents[1]
Rank = Callable[[str], list[str]]


def haystack(corpus: Corpus, analyser: Analyser) -> Rank:
    """The usual hybrid pipeline: every example a document, words by jieba, our vectors, reciprocal rank fusion."""
    from haystack import Document, Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    encode = encoder(None, MODEL)
    # Haystack cuts by a regular expression: the words are cut by jieba before, and joined by spaces.
    store = InMemoryDocumentStore(bm25_tokenization_regex=r"\S+", bm25_algorithm="BM25Okapi", return_embedding=False)
    documents = []
    for index, text in corpus.phrases():
        message = analyser.analyse(text)
        vector = encode.encode([message.text])[0].tolist()
        meta = {"code": corpus.codes[index]}
        documents.append(Document(id=str(len(documents)), content=" ".join(message.words), embedding=vector, meta=meta))
    store.write_documents(documents)
    pipe = Pipeline()
    pipe.add_component("words", InMemoryBM25Retriever(store, top_k=20))
    pipe.add_component("meaning", InMemoryEmbeddingRetriever(store, top_k=20))
    pipe.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipe.connect("words", "join")
    pipe.connect("meaning", "join")

    def rank(text: str) -> list[str]:
        message = analyser.analyse(text)
        vector = encode.encode([message.text])[0].tolist()
        asked: dict[str, Any] = {
            "words": {"query": " ".join(message.words) or "-"},
            "meaning": {"query_embedding": vector},
        }
        found = pipe.run(asked)["join"]["documents"]
        return list(dict.fromkeys(d.meta["code"] for d in found))

    return rank


def measured(name: str, rank: Rank, questions: Sequence[Question]) -> float:
    """Prints one line; returns the median in milliseconds."""
    rank(questions[0].text)
    taken, first, third = [], 0, 0
    for question in questions:
        start = time.perf_counter()
        codes = rank(question.text)
        taken.append(1000 * (time.perf_counter() - start))
        first += bool(set(codes[:1]) & question.good)
        third += bool(set(codes[:3]) & question.good)
    n = len(questions)
    middle, slow = np.percentile(taken, (50, 99))
    print(
        f"{name:10s} median {middle:8.2f} ms   p99 {slow:8.2f} ms   hit@1 {first / n:.3f}   hit@3 {third / n:.3f}",
        flush=True,
    )
    return float(middle)


def main() -> None:
    """Measure both on the same questions of our development set (in scope, evenly picked)."""
    logging.disable(logging.WARNING)
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    inside = [q for q in read_questions(ROOT / "knowledge" / "evaluation" / "dev.yaml") if q.gold]
    questions = inside[:: max(1, len(inside) // wanted)][:wanted]
    catalogue = load_catalogue(ROOT / "knowledge")
    corpus = corpus_of(catalogue)
    with tempfile.TemporaryDirectory() as cache:
        searcher = build_searcher(catalogue, cache_dir=Path(cache))
        theirs = haystack(corpus, Analyser(corpus, Path(cache)))
        print(f"{len(questions)} questions, {sum(1 for _ in corpus.phrases())} examples")
        slow = measured("Haystack", theirs, questions)
        fast = measured("Linban", lambda t: [c.code for c in searcher.search(t).ranking], questions)
        print(f"ratio of the medians: {slow / fast:.1f}")


if __name__ == "__main__":
    main()
