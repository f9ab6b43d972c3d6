"""Probabilities that are worth what they say, and thresholds that follow from a wanted error rate."""

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BadModel
from assistant.retrieval.calibration import Calibration, Worth, error_curve, isotonic
from assistant.retrieval.confidence import CLUES, clues, shortlist
from assistant.retrieval.signals import NAMES

BY_ODDS = (0.0, 1.0, *[0.0] * (len(CLUES) - 2))
CALIBRATION = Calibration(
    Worth(BY_ODDS, (0.1, 0.5, 0.9), (0.05, 0.4, 0.99)),
    Worth(BY_ODDS, (0.1, 0.9), (0.5, 0.9)),
    ((0.3, 0.2), (0.6, 0.04), (0.9, 0.01)),
    "x",
)


def told(p: np.ndarray) -> np.ndarray:
    """Clues of a message whose first place has the greatest of these probabilities."""
    full = np.zeros((len(p), len(NAMES)))
    return clues(full, np.log(p.astype(float) + 1e-9), np.log(max(1.0 - p.sum(), 1e-9)), 10)


def test_the_threshold_follows_from_the_wanted_error_rate() -> None:
    assert CALIBRATION.threshold(0.25) == 0.3
    assert CALIBRATION.threshold(0.05) == 0.6
    assert CALIBRATION.threshold(0.02) == 0.9
    assert CALIBRATION.threshold(0.001) > 1


@pytest.mark.parametrize("item", [True, False])
@pytest.mark.parametrize(
    "raw",
    [[0.9, 0.05, 0.01], [0.4, 0.39, 0.2], [0.2, 0.2, 0.2], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.999999, 0.000005, 0.0]],
)
def test_calibrating_keeps_the_order_and_sums_to_at_most_one(raw: list[float], item: bool) -> None:
    before = np.asarray(raw, np.float32)
    after = CALIBRATION.calibrated(before, np.asarray([item, True, True]), told(before))
    assert after.argmax() == before.argmax()
    assert (np.diff(after[np.argsort(-before, kind="stable")]) <= 1e-6).all()
    assert after.min() >= 0
    assert after.sum() <= 1 + 1e-5


def test_isotonic_recovers_how_often_a_score_is_right() -> None:
    rng = np.random.default_rng(1)
    scores = rng.random(20_000)
    right = (rng.random(20_000) < scores**2).astype(float)
    at, share = isotonic(scores, right, np.ones(20_000))
    assert (np.diff(share) >= 0).all()
    np.testing.assert_allclose(np.interp([0.3, 0.6, 0.9], at, share), [0.09, 0.36, 0.81], atol=0.05)


def test_the_error_curve_falls_to_the_best_answers() -> None:
    worth = np.linspace(0, 1, 1000)
    curve = error_curve(worth, (worth > 0.5).astype(float), np.ones(1000))
    wrong = dict(curve)
    assert wrong[min(wrong)] == pytest.approx(0.5, abs=0.02)
    assert wrong[max(wrong)] == 0.0


def test_the_first_place_is_worth_what_was_counted_for_its_clues() -> None:
    p = np.asarray([0.5, 0.2, 0.1], np.float32)
    after = CALIBRATION.calibrated(p, np.asarray([True, True, True]), told(p))
    assert after[0] == pytest.approx(0.4, abs=1e-3)
    topic = CALIBRATION.calibrated(p, np.asarray([False, True, True]), told(p))
    assert topic[0] == pytest.approx(0.7, abs=1e-3)


def test_a_clear_lead_gives_other_clues_than_a_close_one() -> None:
    full = np.zeros((3, len(NAMES)))
    full[:, NAMES.index("centre")] = (0.9, 0.2, 0.1)
    clear, close = clues(full, np.asarray([5.0, 0.0, 0.0]), 0.0, 10), clues(full, np.asarray([1.0, 0.9, 0.0]), 0.0, 10)
    named = dict(zip(CLUES, zip(clear, close, strict=True), strict=True))
    assert named["odds"][0] > named["odds"][1]
    assert named["lead"] == pytest.approx((5.0, 0.1))
    assert named["spread"][0] < named["spread"][1]
    assert named["centre_lead"] == pytest.approx((0.7, 0.7))
    assert named["length"][0] == pytest.approx(np.log(10))


def test_the_shortlist_holds_the_likeliest_candidates_best_first() -> None:
    full = np.zeros((50, len(NAMES)))
    full[:, 0] = -np.arange(50.0)
    full[40, 1:5] = 2.0
    assert shortlist(full)[:3].tolist() == [40, 0, 1]
    assert len(shortlist(full)) == 32


def test_calibration_survives_saving_and_other_clues_are_refused(tmp_path: Path) -> None:
    CALIBRATION.save(tmp_path)
    assert Calibration.load(tmp_path) == CALIBRATION
    file = tmp_path / "calibration.json"
    file.write_text(file.read_text().replace("spread", "sprawl"))
    with pytest.raises(BadModel, match="make model"):
        Calibration.load(tmp_path)
