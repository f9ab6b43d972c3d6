"""What the probabilities are worth: how often the first place was right, and the threshold that a wanted error rate
needs."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import BadModel
from assistant.retrieval.confidence import CLUES
from assistant.retrieval.postings import Floats

FILE = "calibration.json"


def expit(x: float) -> float:
    """The logistic function, also far out."""
    return 0.5 * (1.0 + math.tanh(0.5 * x))


@dataclass(frozen=True)
class Worth:
    """How often a first place with given clues was right: a logistic model of the clues (``weights``, named in
    ``confidence.CLUES``), and what its values ``raw`` were worth when counted (``right``: monotone, interpolated)."""

    weights: tuple[float, ...]
    raw: tuple[float, ...]
    right: tuple[float, ...]

    def of(self, clues: Floats) -> float:
        """The probability that the first place is right."""
        return float(np.interp(expit(float(clues @ np.asarray(self.weights))), self.raw, self.right))


@dataclass(frozen=True)
class Calibration:
    """Made on questions that the scores were not fitted on.

    ``item`` judges an item in the first place, ``elsewhere`` an elsewhere topic. ``errors`` are pairs (threshold of
    the calibrated probability, share of wrong answers among those above it), thresholds rising. ``fingerprint`` names
    the corpus that this was measured with.
    """

    item: Worth
    elsewhere: Worth
    errors: tuple[tuple[float, float], ...]
    fingerprint: str

    def calibrated(self, probabilities: Floats, is_item: npt.NDArray[np.bool_], clues: Floats) -> Floats:
        """The same ranking with the first place's probability as it is worth; the others share what is left."""
        if not len(probabilities):
            return probabilities
        first = int(np.argmax(probabilities))
        top = float(probabilities[first])
        worth = (self.item if is_item[first] else self.elsewhere).of(clues)
        # The others' own sum counts where rounding has left the first place hardly anything to share.
        others = float(np.delete(probabilities, first).astype(np.float64).sum())
        rest = (1.0 - worth) / max(1.0 - top, others, 1e-9)
        # Nobody may overtake the first place by being scaled up.
        scaled = np.minimum(probabilities * min(rest, 1e6), worth)
        scaled[first] = worth
        return np.asarray(scaled, np.float32)

    def threshold(self, wrong_when_sure: float) -> float:
        """The lowest probability at which at most this share of sure answers was wrong; above 1 when none was good
        enough."""
        good = [threshold for threshold, wrong in self.errors if wrong <= wrong_when_sure]
        return min(good, default=1.01)

    def save(self, folder: Path) -> None:
        """Write as JSON."""
        named = {"clues": CLUES, **asdict(self)}
        (folder / FILE).write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Calibration:
        """Read from JSON. Raises :class:`BadModel` when missing or unreadable."""
        try:
            data = json.loads((folder / FILE).read_text(encoding="utf-8"))
            if tuple(data["clues"]) != CLUES:
                raise BadModel(f"匹配模型 {folder / FILE} 与程序版本不符。请用 make model 重新生成。")
            item, elsewhere = (
                Worth(*(tuple(data[kind][part]) for part in ("weights", "raw", "right")))
                for kind in ("item", "elsewhere")
            )
            errors = tuple((float(a), float(b)) for a, b in data["errors"])
            return cls(item, elsewhere, errors, data["fingerprint"])
        except (OSError, KeyError, ValueError, TypeError) as error:
            raise BadModel(f"读不了匹配模型 {folder / FILE}：{error}。请用 make model 重新生成。") from error


def isotonic(scores: Floats, right: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Pool adjacent violators: knots (score, share right) of the best monotone step, for interpolation."""
    order = np.argsort(scores, kind="stable")
    blocks: list[list[float]] = []
    for i in order:
        blocks.append([float(weights[i]), float(weights[i] * right[i]), float(weights[i] * scores[i])])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][0] >= blocks[-1][1] / blocks[-1][0]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    knots = np.asarray([[b[2] / b[0], b[1] / b[0]] for b in blocks] or [[0.0, 0.0], [1.0, 1.0]])
    return knots[:, 0], knots[:, 1]


def error_curve(worth: Floats, right: Floats, weights: Floats, steps: int = 60) -> tuple[tuple[float, float], ...]:
    """(threshold, weighted share of wrong answers at or above it) at evenly filled thresholds."""
    order = np.argsort(-worth, kind="stable")
    total = np.cumsum(weights[order])
    wrong = np.cumsum(weights[order] * (1.0 - right[order]))
    at = np.unique(np.linspace(len(order) // 10, len(order) - 1, steps).astype(int))
    pairs = {round(float(worth[order[i]]), 5): round(float(wrong[i] / total[i]), 5) for i in at}
    return tuple(sorted(pairs.items()))
