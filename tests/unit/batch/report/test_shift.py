"""The population stability index, and when a shift is called one."""

import math

import numpy as np
import pytest

from nb2svc.batch.report.shift import measure_shift


def test_index_is_the_sum_over_the_parts():
    """It is the sum of (run - training) * ln(run / training), each part half a row larger."""
    run, training = (30, 70), (500, 500)
    p, q = (30.5 / 101, 70.5 / 101), (500.5 / 1001, 500.5 / 1001)
    expected = sum((a - b) * math.log(a / b) for a, b in zip(p, q, strict=True))
    assert measure_shift(run, training).index == pytest.approx(expected)


def test_same_shares_have_no_shift():
    """Ten times as many rows with the same shares are no change."""
    found = measure_shift([100, 300, 600], [1000, 3000, 6000])
    assert found.index == pytest.approx(0, abs=1e-5)
    assert found.level == "none"


@pytest.mark.parametrize(
    ("run", "level"),
    [((1000, 1000), "none"), ((650, 1350), "moderate"), ((400, 1600), "large"), ((0, 2000), "large")],
)
def test_levels_follow_the_rule_of_thumb(run, level):
    """From 0.1 a shift is worth a look, from 0.25 it is large; a part that has become empty is counted, too."""
    assert measure_shift(run, (5000, 5000)).level == level


def test_few_rows_are_not_called_shifted_by_chance():
    """Samples of twenty rows from the training's own shares are above 0.1 more often than not, and no alarm."""
    random = np.random.default_rng(1)
    found = [measure_shift(random.multinomial(20, [0.1] * 10), [100] * 10) for _ in range(500)]
    assert sum(shift.index > 0.1 for shift in found) > 250
    assert sum(shift.level != "none" for shift in found) <= 3


def test_chance_is_exceeded_once_in_a_thousand_times():
    """The bound is that of the chi-squared distribution, also where there are many rows."""
    random = np.random.default_rng(2)
    training = random.multinomial(5000, [0.1] * 10)
    found = [
        measure_shift(random.multinomial(2000, [0.1] * 10), random.multinomial(5000, [0.1] * 10)) for _ in range(4000)
    ]
    assert 0 <= sum(shift.index > shift.chance for shift in found) <= 15
    assert measure_shift(training, training).chance == pytest.approx(27.88 * (2 / 5000), rel=0.01)


@pytest.mark.parametrize(("run", "training"), [((0, 0), (1, 2)), ((1, 2), (0, 0)), ((), ())])
def test_nothing_to_compare_is_no_shift(run, training):
    """Without values on one side there is no number."""
    assert measure_shift(run, training) is None
