"""Probabilities that are worth what they say, and thresholds that follow from a wanted error rate."""

import numpy as np
import pytest

from assistant.retrieval.calibration import Calibration, error_curve, isotonic

CALIBRATION = Calibration(
    (0.1, 0.5, 0.9), (0.05, 0.4, 0.99), (0.1, 0.9), (0.5, 0.9), ((0.3, 0.2), (0.6, 0.04), (0.9, 0.01)), "x"
)


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
    after = CALIBRATION.calibrated(before, np.asarray([item, True, True]))
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
