"""What the probabilities are worth: how often the first place was right, and the threshold that a wanted error rate
needs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import BadModel
from assistant.retrieval.postings import Floats

FILE = "calibration.json"


@dataclass(frozen=True)
class Calibration:
    """Made on questions that the scores were not fitted on.

    ``raw`` → ``right``: the probability of an item in the first place → how often it was right (monotone,
    interpolated); ``raw_elsewhere`` → ``right_elsewhere`` the same for an elsewhere topic in the first place.
    ``errors`` are pairs (threshold of the calibrated probability, share of wrong answers among those above it),
    thresholds rising. ``fingerprint`` names the corpus that this was measured with.
    """

    raw: tuple[float, ...]
    right: tuple[float, ...]
    raw_elsewhere: tuple[float, ...]
    right_elsewhere: tuple[float, ...]
    errors: tuple[tuple[float, float], ...]
    fingerprint: str

    def calibrated(self, probabilities: Floats, is_item: npt.NDArray[np.bool_]) -> Floats:
        """The same ranking with the first place's probability as it is worth; the others share what is left."""
        if not len(probabilities):
            return probabilities
        first = int(np.argmax(probabilities))
        top = float(probabilities[first])
        known = (self.raw, self.right) if is_item[first] else (self.raw_elsewhere, self.right_elsewhere)
        worth = float(np.interp(top, *known))
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
        (folder / FILE).write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Calibration:
        """Read from JSON. Raises :class:`BadModel` when missing or unreadable."""
        try:
            data = json.loads((folder / FILE).read_text(encoding="utf-8"))
            errors = tuple((float(a), float(b)) for a, b in data["errors"])
            return cls(
                tuple(data["raw"]),
                tuple(data["right"]),
                tuple(data["raw_elsewhere"]),
                tuple(data["right_elsewhere"]),
                errors,
                data["fingerprint"],
            )
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
    knots = np.asarray([[b[2] / b[0], b[1] / b[0]] for b in blocks])
    return knots[:, 0], knots[:, 1]


def error_curve(worth: Floats, right: Floats, weights: Floats, steps: int = 60) -> tuple[tuple[float, float], ...]:
    """(threshold, weighted share of wrong answers at or above it) at evenly filled thresholds."""
    order = np.argsort(-worth, kind="stable")
    total = np.cumsum(weights[order])
    wrong = np.cumsum(weights[order] * (1.0 - right[order]))
    at = np.unique(np.linspace(len(order) // 10, len(order) - 1, steps).astype(int))
    pairs = {round(float(worth[order[i]]), 5): round(float(wrong[i] / total[i]), 5) for i in at}
    return tuple(sorted(pairs.items()))
