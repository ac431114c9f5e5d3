"""Which rows of the table a result holds, found by trying the operation on samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nb2svc.build.probe.experiment import FAILED, align, try_shadows
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.samples import RowOrder, Rows
from nb2svc.build.probe.values import take

TOTAL = 300
RNG = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "a": RNG.normal(size=TOTAL),
        "b": RNG.integers(0, 50, TOTAL),
        "gap": np.where(np.arange(TOTAL) % 97 == 5, np.nan, 1.0),
        "k": RNG.choice(["u", "v", "w"], TOTAL),
    }
)


def carried(value: Any = FRAME) -> Carried:
    """Return a loaded table as the probe holds it."""
    table = RowOrder(TOTAL, np.flatnonzero(FRAME["gap"].isna()))
    samples = table.samples()
    record = Record(
        kind="rows",
        shadows=[take(value, ids) for ids in samples],
        nodes=frozenset(),
        rows=Rows(np.arange(TOTAL), table),
        shadow_rows=samples,
    )
    return Carried(full=value, record=record)


def order_of(operation: Callable[[Any], Any], operand: Carried | None = None) -> str:
    """Return what the experiment says of an operation: `kept`, `fewer`, `moved`, or `leaks`."""
    operand = operand or carried()
    assert operand.record is not None
    shadows = try_shadows(operation, [operand], len(operand.record.shadows))
    found = align(operation(operand.full), shadows, [operand])
    return "leaks" if found is None else found.order


ROWWISE: list[Callable[[Any], Any]] = [
    lambda df: df["a"] * 2 + df["b"],
    lambda df: df[["a", "k"]],
    lambda df: df["k"].map({"u": 1, "v": 2, "w": 3}),
    lambda df: df["a"].fillna(0).to_numpy(),
    lambda df: [x * 2 for x in df["a"]],
    lambda df: np.where(df["a"] > 0, "yes", "no"),
    lambda df: df["a"].clip(-1, 1).round(2),
    lambda df: df.drop(columns=["a"]).assign(c=df["a"] - df["b"]),
]
FILTERS: list[Callable[[Any], Any]] = [
    lambda df: df[df["b"] > 10],
    lambda df: df.dropna(),
    lambda df: df["a"][df["k"] == "u"],
]
LEAKS: list[Callable[[Any], Any]] = [
    lambda df: df["a"].rank(),
    lambda df: df["a"].cumsum(),
    lambda df: df["a"].shift(1).fillna(0),
    lambda df: df["a"] - df["a"].mean(),
    lambda df: df.groupby("k")["a"].transform("mean"),
    lambda df: df["gap"].ffill(),
    lambda df: df["b"].duplicated(),
    lambda df: df.drop_duplicates("b"),
    lambda df: df.head(50),
    lambda df: df.nlargest(20, "a"),
    lambda df: df.groupby("k", as_index=False)["a"].mean(),
    lambda df: df["b"].mode(),
    lambda df: df["k"].value_counts().reset_index(),
    lambda df: df["a"].to_numpy()[::-1],
    lambda df: pd.get_dummies(df["k"], drop_first=True),
    lambda df: df["k"].astype("category"),
    lambda df: np.argsort(df["a"].to_numpy()),
]


@pytest.mark.parametrize("operation", ROWWISE)
def test_what_depends_on_its_row_keeps_its_rows(operation: Callable[[Any], Any]) -> None:
    """An operation on each row alone gives the same on every sample."""
    assert order_of(operation) == "kept"


@pytest.mark.parametrize("operation", FILTERS)
def test_a_filter_keeps_fewer_rows(operation: Callable[[Any], Any]) -> None:
    """Rows that a condition on themselves drops are dropped on every sample, and no others."""
    assert order_of(operation) == "fewer"


@pytest.mark.parametrize("operation", LEAKS)
def test_what_depends_on_other_rows_is_noticed(operation: Callable[[Any], Any]) -> None:
    """Order, statistics, neighbours, duplicates and categories of the whole table do not pass for a row's own."""
    assert order_of(operation) == "leaks"


def test_sorting_moves_rows() -> None:
    """A sort by a column is seen through the labels it keeps."""
    assert order_of(lambda df: df.sort_values("a")) == "moved"


def test_an_operation_that_fails_on_a_sample_is_an_outcome() -> None:
    """What raises on one row raises for a request of one row: it is marked, not raised."""
    operand = carried()
    assert operand.record is not None

    def demanding(df: pd.DataFrame) -> pd.Series:
        if len(df) < 5:
            raise ValueError("too few")
        return df["a"]

    shadows = try_shadows(demanding, [operand], len(operand.record.shadows))
    assert shadows[0] is not FAILED
    assert shadows[-1] is FAILED
    assert align(demanding(FRAME), shadows, [operand]) is None


def test_arrays_and_lists_keep_rows_by_position() -> None:
    """Values without labels are followed as long as their length is the table's."""
    array = carried(FRAME[["a", "b"]].to_numpy())
    assert order_of(lambda x: x @ np.array([1.0, 2.0]), array) == "kept"
    assert order_of(lambda x: x - x.mean(axis=0), array) == "leaks"
    assert order_of(lambda x: x.ravel(), array) == "leaks"
