"""Several signals → one probability per target, and one for "none of these": a small model of choice."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import BadModel
from assistant.retrieval.postings import Floats
from assistant.retrieval.signals import NAMES

FILE = "fusion.json"
NONE_NAMES = ("one", "hidden", "example", "embedding", "centre", "bm25_words", "bm25_grams", "name")
"""What "none of these" looks at: the best value of each signal over all targets (``one`` is the constant)."""
FLOOR = -12.0
"""Log-probabilities of the matcher below this all mean the same: not this one."""


@dataclass(frozen=True)
class Fusion:
    """Weights of the choice.

    A target's utility is Σ weight × signal; that of "none" Σ none_weight × best signal; probabilities are the softmax
    of utilities. ``untaught`` are the coefficients (constant first) that estimate the matcher's column from the other
    signals for a target that the matcher never saw: an item added after training.
    """

    weights: tuple[float, ...]
    none: tuple[float, ...]
    untaught: tuple[float, ...]

    def completed(self, table: Floats) -> Floats:
        """The table without gaps in the matcher's column, and with its floor."""
        full = table.astype(np.float64)
        gaps = np.isnan(full[:, 0])
        if gaps.any():
            guess = self.untaught[0] + full[:, 1:] @ np.asarray(self.untaught[1:])
            full[gaps, 0] = np.minimum(guess[gaps], 0.0)
        full[:, 0] = np.maximum(full[:, 0], FLOOR)
        return full

    def utilities(self, full: Floats) -> tuple[Floats, float]:
        """Utility of each target of a completed table, shape ``(targets,)``, and of none of them."""
        return full @ np.asarray(self.weights), float(none_signals(full) @ np.asarray(self.none))

    def save(self, folder: Path) -> None:
        """Write the weights with the names of what they weigh."""
        named = {"signals": NAMES, "none_signals": NONE_NAMES, **asdict(self)}
        (folder / FILE).write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Fusion:
        """Read the weights. Raises :class:`BadModel` when they are missing or made for other signals."""
        try:
            data = json.loads((folder / FILE).read_text(encoding="utf-8"))
            if tuple(data["signals"]) != NAMES or tuple(data["none_signals"]) != NONE_NAMES:
                raise BadModel(f"匹配模型 {folder / FILE} 与程序版本不符。请用 make model 重新生成。")
            return cls(*(tuple(data[part]) for part in ("weights", "none", "untaught")))
        except (OSError, KeyError, ValueError) as error:
            raise BadModel(f"读不了匹配模型 {folder / FILE}：{error}。请用 make model 重新生成。") from error


def probabilities(chosen: Floats, none: float) -> Floats:
    """P of each target from the utilities; their sum is below 1, the rest belongs to none. Shape ``(targets,)``."""
    top = max(float(chosen.max(initial=none)), none)
    odds = np.exp(chosen - top)
    return np.asarray(odds / (odds.sum() + np.exp(none - top)), np.float32)


def none_signals(full: Floats) -> Floats:
    """The columns that "none of these" is judged by; shape ``(len(NONE_NAMES),)``."""
    best = full.max(axis=0)
    return np.asarray([1.0, *(best[NAMES.index(name)] for name in NONE_NAMES[1:])])


def one_referral(p: Floats, is_item: npt.NDArray[np.bool_]) -> Floats:
    """The same probabilities with all elsewhere topics but the likeliest kept behind the third place: of three
    answers that are shown, two may not be places to go instead."""
    topics = np.flatnonzero(~is_item)
    if len(topics) < 2:
        return p
    others = np.delete(topics, int(np.argmax(p[topics])))
    shown = np.sort(np.delete(p, others))[::-1][:3]
    limit = float(shown[2]) * 0.999 if len(shown) == 3 else 0.0
    most = float(p[others].max())
    if most <= limit:
        return p
    held = p.copy()
    held[others] *= limit / most
    return held
