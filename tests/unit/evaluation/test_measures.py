"""The measures against numbers counted by hand."""

import pytest

from assistant.evaluation.measures import (
    auroc,
    calibration_error,
    coverage_at,
    false_alarms,
    interval,
    reliability,
    risk_coverage,
)


def test_auroc_counts_pairs_in_the_right_order_and_ties_by_half() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.1], [0.9]) == 0.0
    assert auroc([0.5, 0.9], [0.5, 0.1]) == pytest.approx(3.5 / 4)
    assert auroc([], [0.1]) is None


def test_false_alarms_are_those_above_the_line_that_nearly_all_in_scope_reach() -> None:
    inside = [i / 100 for i in range(100)]
    assert false_alarms(inside, [0.0, 0.5, 0.9, 0.01]) == 0.5


def test_calibration_error_is_the_distance_between_said_and_right() -> None:
    assert calibration_error([0.9] * 10, [True] * 9 + [False]) == pytest.approx(0.0)
    assert calibration_error([0.9] * 10, [True] * 5 + [False] * 5) == pytest.approx(0.4)
    assert calibration_error([], []) is None
    assert reliability([1.0, 0.95], [True, False]) == [(pytest.approx(0.975), 0.5, 2)]


def test_risk_rises_with_coverage_when_the_unsure_are_wrong() -> None:
    curve = risk_coverage([0.9, 0.8, 0.3, 0.2], [True, True, False, False])
    assert curve == [(0.25, 0.0), (0.5, 0.0), (0.75, pytest.approx(1 / 3)), (1.0, 0.5)]
    assert coverage_at(curve, 0.03) == 0.5
    assert coverage_at(curve, 0.4) == 0.75


def test_the_interval_holds_the_mean_and_narrows_with_more_values() -> None:
    few, many = interval([0.0, 1.0] * 5), interval([0.0, 1.0] * 500)
    assert few[0] < 0.5 < few[1]
    assert many[1] - many[0] < few[1] - few[0]
    assert interval([0.0, 1.0] * 5) == few
