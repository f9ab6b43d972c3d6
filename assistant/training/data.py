"""The training texts: examples, names, FAQ, the further texts of ``texts/items``, and what the augmenter makes of
them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.evaluation.questions import read_questions
from assistant.knowledge.catalogue import Catalogue
from assistant.retrieval.analysis import Analysed, Analyser
from assistant.retrieval.corpus import Corpus, corpus_of
from assistant.text.normalise import normalise
from assistant.training.augment import Augmenter

TEXTS = Path(__file__).parent / "texts" / "items"
QUESTIONS = Path(__file__).resolve().parents[2] / "knowledge" / "evaluation"
FOLDS = 3
SEED = 20261120
AUTHOR_FOLD = {f"letters{n}-{name}": fold for n in (2, 3) for fold, name in enumerate("ABC")}
"""The letters of one author are held out together: a citizen who writes to us is an author never read before."""
LETTER = "letter"
HELD_OUT = 8000
LEARNED_ALWAYS = -1
"""So many examples are held out in turn, the others never: no fold is learned from much less than all there is."""


@dataclass(frozen=True)
class Row:
    """One training text: what it means (index of the target), the fold that it is held out in, what kind it is.

    ``kind`` is how it was made (example, name, further, or one of the augmenter's ways); ``style`` that of the item's
    examples, ``LETTER`` for the texts of ``texts/items``, empty for names and topics; what was made of a text keeps
    its style. ``also`` are targets that would be right as well."""

    text: str
    target: int
    fold: int
    kind: str
    style: str = ""
    also: tuple[int, ...] = ()


@dataclass(frozen=True)
class Data:
    """All rows with their analysis; ``base`` counts the rows that are the corpus's own phrases, which come first."""

    corpus: Corpus
    analyser: Analyser
    rows: tuple[Row, ...]
    analysed: tuple[Analysed, ...]
    base: int

    @property
    def targets(self) -> npt.NDArray[np.int64]:
        """The target of each row."""
        return np.asarray([r.target for r in self.rows], np.int64)

    @property
    def folds(self) -> npt.NDArray[np.int64]:
        """The fold of each row."""
        return np.asarray([r.fold for r in self.rows], np.int64)


def further_texts(folder: Path = TEXTS) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """(code, text, author, further codes) of the files of ``texts/items``: a line ``# CODE`` says what the lines below
    it mean, `` @CODE`` at the end of a line that this code would be a right answer as well."""
    found: list[tuple[str, str, str, tuple[str, ...]]] = []
    for file in sorted(folder.glob("*.txt")):
        author, code = file.stem.split("-")[0] if file.stem.startswith("real") else file.stem, ""
        for line in map(str.strip, file.read_text(encoding="utf-8").splitlines()):
            if line.startswith("# "):
                code = line[2:].strip()
            elif line:
                text, *also = re.split(r"\s+@", line)
                found.append((code, text, author, tuple(also)))
    return tuple(found)


def bare(text: str) -> str:
    """A text without case, script, spaces and marks; a text of marks only stays as it is."""
    text = normalise(text)
    return re.sub(r"[\W_]+", "", text) or text


def measured(folder: Path = QUESTIONS) -> frozenset[str]:
    """The bare questions that the project measures itself with: no training text may be one of them."""
    return frozenset(bare(q.text) for file in sorted(folder.glob("*.yaml")) for q in read_questions(file))


def _styles(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    return {(i.code, t): s for i in catalogue.items.values() for s, texts in i.examples.items() for t in texts}


def _phrases(corpus: Corpus, styles: Mapping[tuple[str, str], str], rng: np.random.Generator) -> list[Row]:
    phrases = list(corpus.phrases())
    rows = []
    for index, text in phrases:
        fold = int(rng.integers(FOLDS)) if rng.random() < HELD_OUT / len(phrases) else LEARNED_ALWAYS
        kind = "name" if text in corpus.targets[index].names else "example"
        rows.append(Row(text, index, fold, kind, styles.get((corpus.codes[index], text), "")))
    return rows


def _made(rows: Sequence[Row], augmenter: Augmenter, rng: np.random.Generator) -> list[Row]:
    made = []
    for row in rows:
        ways = (
            (0.3, augmenter.noisy, "noisy"),
            (0.06, augmenter.spelt, "spelt"),
            (0.1, augmenter.letter, "letter"),
            (0.06, augmenter.shortened, "shortened"),
        )
        for share, way, kind in ways:
            if rng.random() < share:
                made.append(replace(row, text=way(row.text), kind=kind))
        if row.kind == "name":
            made.append(replace(row, text=augmenter.asked(row.text), kind="asked"))
    return made


def training_data(catalogue: Catalogue, cache: Path | None = None) -> Data:
    """Everything to train on, deterministic for the same knowledge and texts."""
    corpus = corpus_of(catalogue)
    analyser = Analyser(corpus, cache)
    rng = np.random.default_rng(SEED)
    phrases = _phrases(corpus, _styles(catalogue), rng)
    place = {code: i for i, code in enumerate(corpus.codes)}
    further = [
        Row(
            text, place[code], AUTHOR_FOLD.get(author, LEARNED_ALWAYS), "further", LETTER, tuple(place[a] for a in also)
        )
        for code, text, author, also in further_texts()
        if code in place
    ]
    # A letter with two right answers is learned once for each.
    second = [replace(row, target=also, kind="also", also=()) for row in further for also in row.also]
    own = [*phrases, *further]
    augmenter = Augmenter([r.text for r in own], analyser.tokeniser.pieces, SEED)
    asked = measured()
    # The corpus's own phrases stay: that none of them is a question is the knowledge's own test.
    made = [r for r in (*further, *second, *_made(own, augmenter, rng)) if bare(r.text) not in asked]
    rows = (*phrases, *made)
    return Data(corpus, analyser, rows, tuple(analyser.analyse(r.text) for r in rows), len(phrases))


def target_marks(corpus: Corpus) -> dict[str, str]:
    """Code → short hash of the names and examples that the target was learned from."""
    texts = {t.code: "\n".join((*t.names, *t.examples)) for t in corpus.targets}
    return {code: hashlib.sha256(text.encode()).hexdigest()[:8] for code, text in texts.items()}


def drifted(corpus: Corpus, learned: Mapping[str, str]) -> tuple[str, ...]:
    """Codes whose names or examples are not those that were learned: changed, new, or gone since the training."""
    now = target_marks(corpus)
    return tuple(sorted(code for code in now.keys() | learned.keys() if now.get(code) != learned.get(code)))


def fingerprint(corpus: Corpus) -> str:
    """Hash of all texts that training reads: the corpus, the further texts, the augmenter's sentences."""
    files = sorted(TEXTS.parent.rglob("*.txt"))
    raw = corpus.fingerprint + "".join(f.name + f.read_text(encoding="utf-8") for f in files)
    return hashlib.sha256(raw.encode()).hexdigest()[:16]
