"""An index after an edit: the texts that the edit cannot have touched are not read again."""

from __future__ import annotations

import contextlib
import json
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from assistant.retrieval.analysis import Analyser
from assistant.retrieval.corpus import Corpus
from assistant.retrieval.embedding import Encoder
from assistant.retrieval.extracts import Extracts, extracts
from assistant.retrieval.memo import MANY, Entry, stale
from assistant.retrieval.network import Network

_log = logging.getLogger(__name__)


class Shelf:
    """Where the extracts of the last build are kept: a file in the cache folder, named after what made it."""

    def __init__(self, folder: Path, key: str) -> None:
        self._file = folder / f"extracts-{key}.npz"

    def load(self) -> tuple[Extracts, frozenset[Entry]] | None:
        """The extracts and the dictionary that they were read with, None when there are none."""
        with contextlib.suppress(OSError, KeyError, ValueError, BadZipFile):
            kept, note = Extracts.load(self._file)
            return kept, frozenset((a, b) for a, b in json.loads(note))
        return None

    def save(self, kept: Extracts, dictionary: frozenset[Entry]) -> None:
        """Keep these instead of what was there before. A folder that cannot be written makes builds slower only."""
        folder = self._file.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as fresh:
                made = Path(fresh) / "extracts"
                kept.save(made, json.dumps(sorted(dictionary), ensure_ascii=False))
                for old in folder.glob("extracts-*.npz"):
                    old.unlink(missing_ok=True)
                made.replace(self._file)
        except OSError as error:
            _log.warning("What was read could not be kept for the next build: %s", error)


def read_all(
    corpus: Corpus, analyser: Analyser, encoder: Encoder, network: Network, shelf: Shelf | None = None
) -> Extracts:
    """The extracts of every example and name of the corpus, in its order; those on the shelf are used again."""
    texts = [text for _, text in corpus.phrases()]
    dictionary = analyser.dictionary
    found = shelf.load() if shelf else None
    if not found or len(dictionary ^ found[1]) > MANY:
        read = _read(texts, analyser, encoder, network)
    else:
        kept, before = found
        may = stale(dictionary ^ before)
        known = {text: i for i, text in enumerate(kept.texts)}
        fresh = [text for text in dict.fromkeys(texts) if text not in known or may(text)]
        known |= {text: len(kept.texts) + i for i, text in enumerate(fresh)}
        rows = np.asarray([known[text] for text in texts], np.int64)
        read = kept.joined(_read(fresh, analyser, encoder, network)).taken(rows)
    if shelf and texts:
        shelf.save(read, dictionary)
    return read


def _read(texts: Sequence[str], analyser: Analyser, encoder: Encoder, network: Network) -> Extracts:
    return extracts(texts, (analyser.analyse(text) for text in texts), encoder, network)
