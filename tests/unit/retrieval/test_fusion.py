"""The fusion: signals in, probabilities out, also for an item that the matcher was never taught."""

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BadModel
from assistant.retrieval.fusion import NONE_NAMES, Fusion, one_referral, probabilities
from assistant.retrieval.signals import NAMES

K = len(NAMES)
FUSION = Fusion(
    weights=(1.0, *[4.0] * 9, 0.0, 0.0, 0.0),
    none=(-2.0, *[0.0] * (len(NONE_NAMES) - 1)),
    untaught=(-9.0, *[2.0] * (K - 1)),
)


def table(*rows: tuple[float, float]) -> np.ndarray:
    """(matcher, every other similarity) of some targets."""
    return np.asarray([[m, *[s] * 9, 0, 0, 0] for m, s in rows], np.float32)


def chances(measured: np.ndarray) -> np.ndarray:
    """P of each target."""
    return probabilities(*FUSION.utilities(FUSION.completed(measured)))


def test_probabilities_sum_to_less_than_one_and_follow_the_signals() -> None:
    p = chances(table((-0.1, 0.30), (-1.0, 0.25), (-3.0, 0.2)))
    assert p[0] > p[1] > p[2] > 0
    assert p.sum() <= 1


def test_a_message_that_resembles_nothing_belongs_to_none() -> None:
    assert chances(table((-6.0, 0.0), (-6.0, 0.0))).sum() < 0.1


def test_an_untaught_target_with_a_near_example_beats_taught_ones_without() -> None:
    p = chances(table((np.nan, 0.9), (-1.0, 0.1), (-2.0, 0.1)))
    assert p.argmax() == 0
    assert np.isfinite(p).all()


def test_weights_survive_saving_and_other_signals_are_refused(tmp_path: Path) -> None:
    FUSION.save(tmp_path)
    assert Fusion.load(tmp_path) == FUSION
    file = tmp_path / "fusion.json"
    file.write_text(file.read_text().replace("bm25_words", "bm25_wards"))
    with pytest.raises(BadModel, match="make model"):
        Fusion.load(tmp_path)
    file.unlink()
    with pytest.raises(BadModel, match="make model"):
        Fusion.load(tmp_path)


def test_of_the_first_three_answers_at_most_one_is_an_elsewhere_topic() -> None:
    is_item = np.asarray([False, False, True, True, False])
    p = np.asarray([0.5, 0.3, 0.1, 0.02, 0.05], np.float32)
    held = one_referral(p, is_item)
    assert np.argsort(-held).tolist() == [0, 2, 3, 1, 4]
    assert held[[0, 2, 3]] == pytest.approx(p[[0, 2, 3]])


def test_elsewhere_topics_that_are_behind_anyway_stay_as_they_are() -> None:
    p = np.asarray([0.5, 0.2, 0.1, 0.05, 0.01], np.float32)
    assert one_referral(p, np.asarray([True, True, True, False, False])).tolist() == p.tolist()
