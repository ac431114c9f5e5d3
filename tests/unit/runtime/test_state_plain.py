"""Values of Python, numpy and pandas survive storage exactly."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import hypothesis.extra.numpy as np_st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storing import store

from nb2svc.runtime.state import is_same

ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=5, minutes=30)), ZoneInfo("Europe/Berlin")])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.complex_numbers()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.times()
    | st.timedeltas()
    | st.datetimes(timezones=ZONES)
    | np_st.from_dtype(np.dtype("float32"))
    | np_st.from_dtype(np.dtype("int8"))
    | np_st.from_dtype(np.dtype("M8[ns]"))
    | st.sampled_from([np.bool_(1), np.str_("x"), np.float16(0.1), pd.NaT, pd.NA, pd.Timedelta("1ns")])
)
KEYS = st.none() | st.booleans() | st.integers() | st.text() | st.tuples(st.text(), st.integers()) | st.dates()
PLAIN = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
        | st.frozensets(KEYS, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.property
@settings(deadline=None, max_examples=300)
@given(value=PLAIN)
def test_plain_values_come_back_the_same(value, tmp_path_factory):
    """Whatever is made of builtins and scalars is JSON, and the same value down to types and bits."""
    stored, back = store(value, tmp_path_factory.mktemp("state"))
    assert stored.codec == "json"
    assert is_same(value, back)


@pytest.mark.parametrize(
    "value",
    [
        -0.0,
        math.nan,
        -math.inf,
        2**80,
        {"$": "tuple", "v": []},
        {1: "a", "1": "b", 2.0: "c"},
        OrderedDict(b=1, a=2),
        Counter("abba"),
        Decimal("1.10"),
        range(2, 9, 3),
        slice(None, 3),
        time(1, 2, fold=1),
        date(1, 1, 1),
        datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1),
        "\ud800",
        float,
        np.float64,
        np.dtype("<i2"),
        pd.CategoricalDtype(["b", "a"], ordered=True),
        pd.Timestamp("2024-05-17 08:30:00.123456789", tz="Europe/Berlin"),
        pd.Interval(0, 1.5, closed="left"),
        pd.Index(["a", None], name="q"),
        pd.Index([1, "a", (2, 3)], dtype=object),
        pd.Series(["a", None]).unique(),
        pd.Categorical(["b", "a", None], categories=["c", "b", "a"]),
        pd.Index([(1, 2), (3, 4)], tupleize_cols=False),
        pd.RangeIndex(2, 9, 3, name=("a", 1)),
        pd.MultiIndex.from_tuples([(1, "a"), (2, "b")], names=["x", None]),
        pd.date_range("2024-01-01", periods=3, freq="D", tz="UTC"),
        pd.CategoricalIndex(["a", "b"], categories=["c", "b", "a"], ordered=True),
        pd.IntervalIndex.from_breaks([0, 1, 2], closed="left"),
    ],
    ids=repr,
)
def test_awkward_values_come_back_the_same(value, tmp_path):
    """Values that naive JSON spoils are kept."""
    stored, back = store(value, tmp_path)
    assert stored.codec == "json"
    assert is_same(value, back)


def test_sets_give_the_same_bytes(tmp_path):
    """Two builds of the same notebook store the same file, whatever the order of a set."""
    for folder, value in (("a", {"x", "y", "z"}), ("b", {"z", "y", "x"})):
        store(value, tmp_path / folder)
    assert (tmp_path / "a/state/value.json").read_bytes() == (tmp_path / "b/state/value.json").read_bytes()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 1.0),
        (1, True),
        (0.0, -0.0),
        ([1], (1,)),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1}, {True}),
        (np.float32(1), np.float64(1)),
        (np.array([0.0]), np.array([-0.0])),
        (np.array([1], "i4"), np.array([1], "i8")),
        (pd.Series([1], name="a"), pd.Series([1], name="b")),
        (pd.Series(["a"]), pd.Series(["a"], dtype=object)),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]}, index=[1])),
        (pd.Categorical(["a"]), pd.Categorical(["a"], categories=["a", "b"])),
        (pd.date_range("2024", periods=2), pd.DatetimeIndex(["2024-01-01", "2024-01-02"])),
    ],
)
def test_is_same_sees_small_differences(left, right):
    """What `==` calls equal and is not the same fails the proof."""
    assert not is_same(left, right)
    assert is_same(left, left)


def test_files_of_names_that_differ_in_case_do_not_collide(tmp_path):
    """`X` and `x` are two values, also where the disk ignores case."""
    first, _ = store(1, tmp_path, "X")
    second, back = store(2, tmp_path, "x")
    assert first.files[0].lower() != second.files[0].lower()
    assert back == 2
