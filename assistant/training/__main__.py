"""``python -m assistant.training``: makes the model folder from the knowledge folder, the same every time."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.loader import load_catalogue
from assistant.retrieval.network import Network
from assistant.retrieval.searcher import MODEL
from assistant.training.data import SEED, Data, fingerprint, target_marks, training_data
from assistant.training.embed import TrainedEncoder, train_embedding
from assistant.training.fuse import ask, fusion
from assistant.training.judge import calibrate
from assistant.training.matcher import Readings, train_matcher

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


def _learned(data: Data, readings: Readings, chosen: np.ndarray, seed: int) -> tuple[Network, TrainedEncoder]:
    """Matcher and embedding of the chosen rows. Their vocabularies come from rows that nobody garbled on purpose."""
    own = [i for i in map(int, np.flatnonzero(chosen)) if data.rows[i].kind in ("example", "name", "further")]
    made = [i for i in map(int, np.flatnonzero(chosen)) if data.rows[i].kind not in ("example", "name", "further")]
    order = [*own, *made]
    targets = data.targets[order]
    network = train_matcher(readings, order, targets, data.corpus.codes, len(own), seed)
    texts = [data.analysed[i].text for i in order]
    encoder = train_embedding(texts, targets, len(data.corpus.codes), len(own), seed)
    return network, encoder


def train(catalogue: Catalogue, folder: Path) -> dict[str, object]:
    """Train everything and write it to ``folder``; returns what the manifest says."""
    data = training_data(catalogue)
    readings = Readings.of(data.analysed)
    print(f"{len(data.rows)} texts, {len(data.corpus.codes)} targets", flush=True)

    def without(fold: int) -> tuple[Network, TrainedEncoder]:
        started = time.monotonic()
        learned = _learned(data, readings, data.folds != fold, SEED + fold)
        print(f"fold {fold}: {time.monotonic() - started:.0f} s", flush=True)
        return learned

    asked = ask(data, without)
    calibration, figures = calibrate(asked, data.corpus.fingerprint)
    network, encoder = _learned(data, readings, np.ones(len(data.rows), bool), SEED)
    folder.mkdir(parents=True, exist_ok=True)
    network.save(folder)
    encoder.save(folder)
    fusion(asked).save(folder)
    calibration.save(folder)
    manifest: dict[str, object] = {
        "texts": fingerprint(data.corpus),
        "corpus": data.corpus.fingerprint,
        "rows": len(data.rows),
        "targets": target_marks(data.corpus),
        "cross-fitted": {k: round(v, 4) for k, v in figures.items()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def main() -> None:
    """Read the arguments, train, and print the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, default=KNOWLEDGE)
    parser.add_argument("--model", type=Path, default=MODEL)
    given = parser.parse_args()
    started = time.monotonic()
    manifest = train(load_catalogue(given.knowledge), given.model)
    print(manifest["cross-fitted"], f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
