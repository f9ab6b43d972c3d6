"""What the confidence in the first place rests on: how far it is ahead, in the choice as a whole and by each
signal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assistant.retrieval.postings import Floats
from assistant.retrieval.signals import NAMES

SHORTLIST = 32
"""So many candidates are looked at; those behind never come near the top."""
_LEADS = ("matcher", "hidden", "centre", "embedding", "example", "bm25_grams")
_VALUES = ("matcher", "hidden", "example", "centre")
CLUES = (
    "one",
    "odds",  # logarithm of the odds of the first place
    "lead",  # its utility less the second's
    "over_none",  # its utility less that of "none of these"
    "spread",  # entropy of the whole choice
    "length",  # logarithm of the message's length
    *(f"{name}_lead" for name in _LEADS),  # the first place's signal less the best other candidate's
    *_VALUES,  # the first place's signal itself
)
_FAR = 8.0


def shortlist(full: Floats) -> npt.NDArray[np.intp]:
    """The places of the candidates worth looking at, best first by a rough measure; ``full`` has no gaps."""
    rough = full[:, 0] + 8 * full[:, 1:5].sum(axis=1)
    return np.argsort(-rough, kind="stable")[:SHORTLIST]


def clues(full: Floats, utilities: Floats, none: float, length: int) -> Floats:
    """The clues of one message, shape ``(len(CLUES),)``, from its candidates' signals and utilities."""
    first = int(np.argmax(utilities))
    others = np.delete(np.arange(len(utilities)), first)
    choice = np.append(utilities, none)
    odds = np.exp(choice - choice.max())
    p = odds / odds.sum()
    likely = float(np.clip(p[first], 1e-6, 1 - 1e-6))
    second = float(utilities[others].max(initial=utilities[first] - _FAR))
    leads = [full[first, i] - full[others, i].max(initial=-_FAR) for i in map(NAMES.index, _LEADS)]
    return np.asarray(
        [
            1.0,
            np.log(likely / (1 - likely)),
            min(utilities[first] - second, _FAR),
            np.clip(utilities[first] - none, -_FAR, _FAR),
            -(p * np.log(p + 1e-12)).sum(),
            np.log(max(length, 1)),
            *np.clip(leads, -_FAR, _FAR),
            *(full[first, i] for i in map(NAMES.index, _VALUES)),
        ]
    )
