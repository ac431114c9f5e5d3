"""Which rows experiments look at, and that they leave no trace."""

from __future__ import annotations

import random
import warnings

import numpy as np
import pytest
import torch

from nb2svc.build.probe.samples import RowOrder, Rows, pick_rows, undisturbed

NOBODY = np.array([], dtype=np.int64)


@pytest.mark.parametrize("total", [1, 2, 5, 8, 20, 71, 72, 200, 5000])
def test_samples_hold_many_few_and_single_rows_of_any_table(total: int) -> None:
    """However small the table, every sample has rows, all exist, and none is in a sample twice."""
    many, few, *singles = RowOrder(total, NOBODY).samples()
    assert len(many) == min(total, 64)
    assert 1 <= len(few) <= 7
    assert singles
    for sample in (many, few, *singles):
        assert len(set(sample.tolist())) == len(sample)
        assert set(sample.tolist()) <= set(range(total))
    assert all(len(single) == 1 for single in singles)


def test_notable_rows_are_in_the_large_sample_and_some_alone() -> None:
    """Rows with a missing value or a rare category are looked at, though they are 3 of 100,000."""
    notable = np.array([17, 99_999, 4242])
    many, _, *singles = RowOrder(100_000, notable).samples()
    assert set(notable.tolist()) <= set(many.tolist())
    assert set(notable.tolist()) <= {int(single[0]) for single in singles}


def test_samples_are_the_same_in_every_process() -> None:
    """The choice depends on the table only, and does not draw from the notebook's generator."""
    before = np.random.get_state()[1].tolist()  # noqa: NPY002 - the notebook's generator
    first, second = RowOrder(500, NOBODY).samples(), RowOrder(500, NOBODY).samples()
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_rows_know_where_they_are() -> None:
    """The position of a row in a shuffled part of the table, and -1 for a row that is not in it."""
    rows = Rows(np.array([8, 3, 5]), RowOrder(10, NOBODY))
    assert rows.positions(np.array([5, 8, 0, 3])).tolist() == [2, 0, -1, 1]


def test_values_with_the_same_rows_give_the_same_picks() -> None:
    """Golden rows of features and answers are the same rows, whatever order the values are in."""
    table = RowOrder(1000, np.array([999]))
    ids = np.arange(0, 1000, 3)
    shuffled = np.random.default_rng(0).permutation(ids)
    picked = pick_rows(ids, table, 20)
    assert len(picked) == 20
    assert 999 in picked
    assert np.array_equal(picked, pick_rows(shuffled, table, 20))
    assert np.array_equal(pick_rows(np.array([5, 1]), table, 20), [1, 5])


def test_experiments_leave_random_numbers_output_and_warnings_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """After an experiment that draws, prints, warns and fails, the notebook goes on as if nothing had been."""
    np.random.seed(1)  # noqa: NPY002 - the generator that notebooks use
    random.seed(1)
    torch.manual_seed(1)
    wanted = (np.random.rand(), random.random(), torch.rand(1).item())  # noqa: NPY002
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)
    torch.manual_seed(1)

    def experiment() -> None:
        np.random.rand(5)  # noqa: NPY002
        random.random()
        torch.rand(3)
        print("shown")
        warnings.warn("noticed", stacklevel=1)
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"), undisturbed():
        experiment()
    assert (np.random.rand(), random.random(), torch.rand(1).item()) == wanted  # noqa: NPY002
    assert capsys.readouterr().out == ""
