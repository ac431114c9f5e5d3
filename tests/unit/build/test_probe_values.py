"""Values with rows: how many, these rows of it, are two the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.sparse import csr_matrix

from nb2svc.build.probe.values import copy_value, count_rows, dimensions, has_rows, is_view, same, take

FRAME = pd.DataFrame({"a": [1.0, np.nan, 3.0], "k": ["x", None, "z"]}, index=[7, 7, 9])

WITH_ROWS: list[Any] = [
    FRAME,
    FRAME["a"],
    FRAME.index,
    np.array([1, 2, 3]),
    np.eye(3),
    csr_matrix(np.eye(3)),
    torch.eye(3),
    ["x", "y", "z"],
]


@pytest.mark.parametrize("value", WITH_ROWS, ids=lambda value: type(value).__name__)
def test_take_gives_these_rows_of_any_kind_of_value(value: Any) -> None:
    """Rows are taken in the order asked for, and what is taken is a copy."""
    assert has_rows(value)
    assert count_rows(value) == 3
    picked = take(value, np.array([2, 0]))
    assert count_rows(picked) == 2
    assert same(take(picked, np.array([1])), take(value, np.array([0])))
    assert same(take(picked, np.array([0])), take(value, np.array([2])))


@pytest.mark.parametrize("value", [3, 2.5, "text", None, np.float64(1), np.array(3), {"a": 1}, (1, 2)])
def test_values_without_rows_are_told_apart(value: Any) -> None:
    """A scalar, a text, a dict or a tuple has no rows."""
    assert not has_rows(value)


SAME: list[tuple[Any, Any]] = [
    (FRAME, FRAME.reset_index(drop=True)),
    (np.nan, np.nan),
    (None, pd.NaT),
    (np.array([1.0]), np.array([1.0 + 1e-12])),
    (pd.Series([1, 2]), np.array([1.0, 2.0])),
    (pd.Series([True, None], dtype="boolean"), pd.Series([True, pd.NA], dtype="boolean")),
    (pd.to_datetime(pd.Series(["2024-01-01", None])), pd.to_datetime(pd.Series(["2024-01-01", None]))),
    (torch.ones(2), np.ones(2, dtype="float32")),
    (csr_matrix(np.eye(2)), np.eye(2)),
    ([["a", "b"], ["c"]], [["a", "b"], ["c"]]),
    ({"a": FRAME}, {"a": FRAME.copy()}),
]
DIFFERENT: list[tuple[Any, Any]] = [
    (FRAME, FRAME.rename(columns={"a": "b"})),
    (FRAME, FRAME[["k", "a"]]),
    (FRAME, FRAME.iloc[:2]),
    (np.array([1.0]), np.array([1.0 + 1e-6])),
    (np.array([np.nan]), np.array([0.0])),
    (pd.Series(["a"]).astype("category"), pd.Series(["a"])),
    (
        pd.Series(["a"], dtype=pd.CategoricalDtype(["a", "b"])),
        pd.Series(["a"], dtype=pd.CategoricalDtype(["b", "a"])),
    ),
    (np.ones((2, 1)), np.ones(2)),
    ([["a", "b"], ["c"]], [["a"], ["b", "c"]]),
    ("a", "b"),
    (1, None),
    ({"a": 1}, {"b": 1}),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_same_sees_through_containers_and_missing_values(left: Any, right: Any) -> None:
    """Equal rows are equal whatever holds them; missing equals missing; the last digits do not count."""
    assert same(left, right)
    assert same(right, left)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_same_notices_what_a_service_would_answer_otherwise(left: Any, right: Any) -> None:
    """Names, order, shape, categories and values count."""
    assert not same(left, right)
    assert not same(right, left)


@pytest.mark.parametrize("value", [*WITH_ROWS, {"a": [1]}], ids=lambda value: type(value).__name__)
def test_copies_are_independent(value: Any) -> None:
    """A copy equals the value and is another object."""
    copied = copy_value(value)
    assert copied is not value
    assert same(copied, value)


def test_a_changed_copy_leaves_the_value_alone() -> None:
    """Experiments on a copy never reach the notebook's frame, not even through a nested list."""
    frame, nested = FRAME.copy(), {"a": [1, [2]]}
    changed = copy_value(frame)
    changed.loc[:, "a"] = 0
    copy_value(nested)["a"][1].append(3)
    assert same(frame, FRAME)
    assert nested == {"a": [1, [2]]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [(FRAME, 2), (FRAME["a"], 1), (np.ones((2, 3, 4)), 3), ([1, 2], 1), ([[1], [2]], 2), ([], 1)],
)
def test_dimensions(value: Any, expected: int) -> None:
    """One entry per row has one dimension, a table or nested lists more."""
    assert dimensions(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (FRAME.groupby("k"), True),
        (FRAME["k"].str, True),
        (FRAME.loc, True),
        ({"a": FRAME["a"]}, True),
        (zip([1], [2], strict=True), True),
        (FRAME, False),
        (FRAME["a"], False),
        (pd.Timestamp("2024-01-01"), False),
        (3, False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_views_give_access_and_are_no_values(value: Any, *, expected: bool) -> None:
    """Accessors, groupbys and collections of columns are evaluated again, not compared."""
    assert is_view(value) is expected
