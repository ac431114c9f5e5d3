"""Arrays and tables survive storage exactly."""

from __future__ import annotations

import hypothesis.extra.numpy as np_st
import hypothesis.extra.pandas as pd_st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storing import store

from nb2svc.runtime.state import is_same

DTYPES = st.sampled_from(["bool", "i1", "u8", "f2", "f4", "f8", "c16", "M8[us]", "m8[ns]", "U3", "S2"])


@pytest.mark.property
@settings(deadline=None, max_examples=100)
@given(value=DTYPES.flatmap(lambda dtype: np_st.arrays(np.dtype(dtype), np_st.array_shapes(min_dims=0, min_side=0))))
def test_arrays_come_back_the_same(value, tmp_path_factory):
    """Arrays of every shape and dtype are kept bit for bit, without pickle."""
    stored, back = store(value, tmp_path_factory.mktemp("state"))
    assert stored.codec == "npz"
    assert is_same(value, back)


@pytest.mark.property
@settings(deadline=None, max_examples=60)
@given(
    value=pd_st.data_frames(
        [
            pd_st.column("i", dtype="int16"),
            pd_st.column("x", dtype="float64"),
            pd_st.column("s", elements=st.none() | st.text(max_size=5), dtype=object),
            pd_st.column("m", elements=st.integers() | st.text(max_size=3) | st.floats(), dtype=object),
        ]
    )
)
def test_frames_come_back_the_same(value, tmp_path_factory):
    """Tables of numbers, text and mixed cells are kept exactly, without pickle."""
    stored, back = store(value, tmp_path_factory.mktemp("state"))
    assert stored.codec == "parquet"
    assert is_same(value, back)


def everything() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "a": [1, 2],
            "text": ["x", None],
            "cat": pd.Categorical(["u", None], categories=["w", "v", "u"], ordered=True),
            "when": pd.to_datetime(["2020-01-01", None]),
            "zone": pd.to_datetime(["2020", "2021"]).tz_localize("Europe/Berlin"),
            "took": pd.to_timedelta([1, 2], unit="ns"),
            "mixed": pd.Series([1, ("x", 2)], dtype=object),
            "Int": pd.array([1, None], dtype="Int64"),
            "string": pd.array(["1", None], dtype="string"),
            "boolean": pd.array([True, None], dtype="boolean"),
            "half": np.array([1, 2], dtype="f2"),
            "bin": pd.cut([1, 2], 2),
        }
    )


@pytest.mark.parametrize(
    "value",
    [
        everything(),
        everything().set_index(["a", "cat"]),
        everything().set_index("zone"),
        everything().T,
        everything().iloc[:, :0],
        everything().iloc[:0],
        everything().dtypes,
        everything().describe(),
        everything()["cat"],
        everything().groupby("text")["a"].mean(),
        pd.DataFrame([[1, 2]], columns=["same", "same"]),
        pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])),
        pd.Series([1.5], index=pd.date_range("2024", periods=1, freq="MS"), name=("a", 1)),
        pd.Series(dtype="object"),
        pd.Index([f"word {i}" for i in range(10_001)], name="words"),
    ],
    ids=lambda value: f"{type(value).__name__}{value.shape}",
)
def test_awkward_tables_come_back_the_same(value, tmp_path):
    """Index, names, dtypes, order and unseen categories, zones and frequencies are all kept."""
    stored, back = store(value, tmp_path)
    assert stored.codec == "parquet"
    assert is_same(value, back)


def test_attributes_of_a_frame_are_kept(tmp_path):
    """`df.attrs` is part of the value."""
    frame = pd.DataFrame({"a": [1]})
    frame.attrs["unit"] = "m"
    assert store(frame, tmp_path)[1].attrs == {"unit": "m"}


def test_containers_of_different_things_need_no_pickle(tmp_path):
    """A dict of a table, an array and plain values is JSON with one file per part."""
    value = {"table": everything(), ("k", 1): [np.arange(3), "x"], "n": 1}
    stored, back = store(value, tmp_path)
    assert stored.codec == "json"
    assert [file.split(".", 1)[1] for file in stored.files] == ["json", "1.parquet", "2.npz"]
    assert is_same(value, back)
