"""Keeps a built index between two starts of the program, under a name that changes with everything it was built
from."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant.retrieval.analysis import Analyser
from assistant.retrieval.corpus import Corpus
from assistant.retrieval.embedding import Encoder
from assistant.retrieval.refresh import Shelf
from assistant.retrieval.signals import Signals
from assistant.text.tokenise import default_cache

_log = logging.getLogger(__name__)
Built = tuple[Analyser, Signals]


def _code() -> bytes:
    """The sources that an index depends on: a changed program must not read the old one's index."""
    here = Path(__file__).parent
    files = [*sorted(here.glob("*.py")), *sorted((here.parent / "text").glob("*.py"))]
    return b"".join(f.read_bytes() for f in files)


def _model(folder: Path) -> bytes:
    return b"".join(f"{f.name}{f.stat().st_size}{f.stat().st_mtime_ns}".encode() for f in sorted(folder.rglob("*")))


def kept(
    build: Callable[[Shelf | None], Built],
    corpus: Corpus,
    encode: Encoder,
    folder: Path,
    embedding_model: str | None,
    cache_dir: Path | None,
) -> Built:
    """The index from the cache folder, or built and put there (for the built-in embedding only). ``build`` is given
    the shelf with what was read for the last build.

    The folder is the program's own (mode 0700): what is read back is only what this program wrote. A file that cannot
    be read is built anew, a folder that cannot be written makes the next start slower, nothing else.
    """
    if embedding_model:
        return build(None)
    made_by = hashlib.sha256(_model(folder) + _code())
    shelf = Shelf(cache_dir or default_cache(), made_by.hexdigest()[:20])
    made_by.update(corpus.fingerprint.encode())
    key = made_by.hexdigest()[:20]
    cache = cache_dir or default_cache()
    place = cache / f"index-{key}.pickle"
    with contextlib.suppress(OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, ValueError):
        with place.open("rb") as file:
            analyser, signals = pickle.load(file)
        analyser.tokeniser.wake(cache)
        signals.wake(encode)
        return analyser, signals
    built = build(shelf)
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in sorted(cache.glob("index-*.pickle"), key=lambda f: f.stat().st_mtime)[:-3]:
            old.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile(dir=cache, delete=False) as fresh:
            pickle.dump(built, fresh, protocol=5)
        Path(fresh.name).replace(place)
    except OSError as error:
        _log.warning("The index could not be kept for the next start: %s", error)
    return built


def made_by(folder: Path) -> str:
    """Hash of the trained parts and of the program: what an answer depends on beside corpus and settings."""
    return hashlib.sha256(_model(folder) + _code()).hexdigest()
