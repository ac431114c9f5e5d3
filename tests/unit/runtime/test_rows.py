"""Request rows are checked against what the training rows showed."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2svc.manifest import Field, RequestSchema
from nb2svc.runtime.rows.frames import build_input
from nb2svc.runtime.rows.reader import RowReader

FIELDS = (
    Field(name="small", kind="integer", dtype="int8"),
    Field(name="ratio", kind="number", dtype="float32", nullable=True),
    Field(name="flag", kind="boolean", dtype="bool"),
    Field(name="plan", kind="string", dtype="str", categories=("basic", "plus"), nullable=True),
    Field(name="kind", kind="string", dtype="category", categories=("v", "u")),
    Field(name="when", kind="datetime", dtype="datetime64[us]", nullable=True),
    Field(name="zoned", kind="datetime", dtype="datetime64[ns, Europe/Berlin]"),
    Field(name="note", kind="string", dtype="object", nullable=True),
    Field(name="grade", kind="integer", dtype="int64", categories=(1, 2, 3)),
    Field(name="target", kind="string", dtype="str", required=False),
)
SCHEMA = RequestSchema(name="df", input="frame", fields=FIELDS)
READER = RowReader(SCHEMA)
GOOD: dict[str, Any] = {
    "small": 3,
    "ratio": 0.5,
    "flag": True,
    "plan": "plus",
    "kind": "u",
    "when": "2024-05-17T08:30:00",
    "zoned": "2024-05-17T08:30:00Z",
    "note": "x",
    "grade": 2,
}


def make(*rows: Any) -> pd.DataFrame:
    checked = READER.read(list(rows))
    assert checked.errors == ()
    return build_input(checked, checked.good, SCHEMA)


def faults(row: Any) -> list[tuple[str, str]]:
    return [(error.field, error.type) for error in READER.read([row]).errors]


def test_rows_become_the_training_frame():
    """Column order, dtypes and index are those of training, whatever order the row has."""
    frame = make(dict(reversed(GOOD.items())), GOOD)
    assert list(frame.columns) == [field.name for field in FIELDS if field.required]
    assert [str(dtype) for dtype in frame.dtypes] == [field.dtype for field in FIELDS if field.required]
    assert list(frame["kind"].cat.categories) == ["v", "u"]
    assert frame.index.equals(pd.RangeIndex(2))
    assert frame.loc[0, "zoned"] == pd.Timestamp("2024-05-17 10:30", tz="Europe/Berlin")


def test_missing_values_become_what_pandas_reads():
    """Null is NaN, NaT or a missing text, as in the training frame."""
    frame = make(GOOD | {"ratio": None, "plan": None, "when": None, "note": None})
    assert frame[["ratio", "plan", "when", "note"]].isna().all(axis=None)
    assert isinstance(frame.loc[0, "note"], float)


@pytest.mark.parametrize("value", [3, 3.0, np.int64(3), np.float32(3)])
def test_whole_numbers_are_integers(value):
    """JSON does not tell 3 from 3.0."""
    assert make(GOOD | {"small": value})["small"].tolist() == [3]


def test_the_target_may_be_sent():
    """A field that the service does not read is accepted, not checked and not passed on."""
    assert "target" not in make(GOOD | {"target": 7}).columns


@pytest.mark.parametrize(
    ("field", "value", "kind", "message"),
    [
        ("small", 300, "too-big", "300 does not fit int8, which goes from -128 to 127"),
        ("small", True, "wrong-type", "found true, expected a whole number"),
        ("small", "3", "wrong-type", "found text '3', expected a whole number, without quotes"),
        ("small", 3.5, "wrong-type", "found number 3.5, expected a whole number"),
        ("small", None, "null", "found null, but no training row had a missing value here"),
        ("small", math.nan, "not-finite", "found nan, expected a whole number; a missing value is null"),
        pytest.param("small", 10**5000, "too-big", "a number of more than 30 digits does not fit int8", id="huge"),
        ("ratio", "1.5", "wrong-type", "found text '1.5', expected a number, without quotes"),
        ("ratio", math.inf, "not-finite", "found inf, expected a finite number"),
        ("ratio", 1e300, "too-big", r"1e\+300 does not fit float32"),
        ("ratio", 10**400, "too-big", "more than 30 digits does not fit float32"),
        ("ratio", [1.0], "wrong-type", "found a list, expected a number"),
        ("flag", 1, "wrong-type", "found number 1, expected true or false"),
        ("plan", "Plus", "unknown-category", "unknown category 'Plus': the training rows had 'basic', 'plus'; did you"),
        ("kind", "z", "unknown-category", "unknown category 'z': the training rows had 'v', 'u'"),
        ("grade", 4, "unknown-category", "unknown category 4: the training rows had 1, 2, 3"),
        ("grade", True, "wrong-type", "found true"),
        ("when", "yesterday", "datetime", "found text 'yesterday', expected ISO 8601, such as"),
        ("when", "2024-02-31", "datetime", "there is no time '2024-02-31'"),
        ("when", "2024-05-17T08:30:00Z", "datetime", "with a time zone; the training times had none"),
        ("when", "2024-05-17T08:30:00.123456789", "datetime", r"does not fit datetime64\[us\]"),
        ("when", 17, "wrong-type", "found number 17, expected a date and time as text"),
        ("zoned", "2024-05-17T08:30:00", "datetime", r"without a time zone; end it with Z or \+hh:mm"),
        ("zoned", "9999-12-31T23:59:59-05:00", "datetime", "does not fit datetime64"),
        ("note", {"a": 1}, "wrong-type", "found an object, expected text"),
    ],
)
def test_a_value_that_does_not_fit_is_described(field, value, kind, message):
    """What was found and what was expected, for the one field at fault."""
    (error,) = READER.read([GOOD | {field: value}]).errors
    assert (error.row, error.field, error.type) == (0, field, kind)
    assert re.search(message, error.message)


def test_all_faults_of_all_rows_are_found():
    """One answer tells everything that is to be mended, row by row and in field order."""
    bad = {name: value for name, value in GOOD.items() if name != "small"} | {"smal": 3, "flag": "yes"}
    errors = READER.read([GOOD, bad, 5, GOOD | {"ratio": "x"}]).errors
    assert [(error.row, error.field, error.type) for error in errors] == [
        (1, "smal", "unknown-field"),
        (1, "small", "missing"),
        (1, "flag", "wrong-type"),
        (2, "", "row-type"),
        (3, "ratio", "wrong-type"),
    ]
    assert errors[0].message == "no such field; did you mean `small`?"


def test_many_faults_cost_little():
    """A row of strangers is told by its first hundred; what may have been meant is said of the first hundred faults."""
    errors = READER.read([GOOD | {f"smal{i}": 1 for i in range(20_000)}]).errors
    assert len(errors) == 100
    errors = READER.read([GOOD | {"plan": "pluss"}] * 2000).errors
    assert len(errors) == 2000
    assert [error.row for error in errors if "did you mean `plus`" in error.message] == list(range(100))


def test_a_missing_field_that_may_be_null_says_so():
    """Leaving a field out may be a slip; sending null says that it is not known."""
    (error,) = READER.read([{name: value for name, value in GOOD.items() if name != "ratio"}]).errors
    assert error.message == "the field is missing; send null when it is not known"


def test_frames_are_read_like_rows():
    """A table with the training dtypes gives the same input as its rows, null by null."""
    rows = [GOOD, GOOD | {"ratio": None, "plan": None, "note": None, "when": None}]
    whole = make(*rows)
    checked = READER.read(pd.DataFrame(rows).astype({"small": "float64"}))
    assert checked.errors == ()
    pd.testing.assert_frame_equal(build_input(checked, [0, 1], SCHEMA), whole)
    again = READER.read(whole)
    pd.testing.assert_frame_equal(build_input(again, [1], SCHEMA), make(rows[1]))


def test_faults_of_frames_are_those_of_rows():
    """A table's columns are held to the same schema."""
    frame = pd.DataFrame([GOOD, GOOD]).drop(columns="flag").assign(extra=1, ratio=[np.inf, 1.0])
    assert [(error.row, error.field, error.type) for error in READER.read(frame).errors] == [
        (0, "extra", "unknown-field"),
        (0, "ratio", "not-finite"),
        (0, "flag", "missing"),
        (1, "extra", "unknown-field"),
        (1, "flag", "missing"),
    ]


IMAGE = RequestSchema(
    name="images", input="array", fields=(Field(name="images", kind="array", dtype="uint8", shape=(2, 3)),)
)


def test_arrays_keep_dtype_and_shape():
    """One row is one array, bare or by name."""
    reader = RowReader(IMAGE)
    checked = reader.read([[[1, 2, 3], [4, 5, 6]], {"images": [[0, 0, 0], [0, 0, 255.0]]}])
    assert checked.errors == ()
    array = build_input(checked, [1, 0], IMAGE)
    assert (array.dtype, array.shape, array[0, 1, 2]) == (np.dtype("uint8"), (2, 2, 3), 255)
    assert np.array_equal(build_input(reader.read(array), [0, 1], IMAGE), array)


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        ([[1, 2, 3]], "shape", "found 1 values, expected 2: nested lists of shape 2 x 3"),
        ([[1, 2, 3], [4, 5]], "shape", "found 2 values at [1], expected 3: nested lists of shape 2 x 3"),
        ([[1, 2, 3], 4], "shape", "found number 4 at [1], expected nested lists of shape 2 x 3"),
        ([[1, 2, 3], [4, 5, None]], "null", "at [1][2]: found null, expected a value"),
        ([[1, 2, 3], [4, 5, True]], "wrong-type", "at [1][2]: found true, expected a whole number"),
        ([[1, 2, 3], [4, 5, 256]], "too-big", "at [1][2]: 256 does not fit uint8, which goes from 0 to 255"),
        ([[1, 2, 3], [4, 5, [6]]], "wrong-type", "at [1][2]: found a list, expected a whole number"),
        ("text", "shape", "found text 'text', expected nested lists of shape 2 x 3"),
    ],
)
def test_an_array_that_does_not_fit_says_where(value, kind, message):
    """The place inside the array is named."""
    (error,) = RowReader(IMAGE).read([value]).errors
    assert (error.field, error.type, error.message) == ("images", kind, message)


@pytest.mark.parametrize("kind", ["series", "list", "array"])
def test_inputs_of_single_values(kind):
    """A notebook that works on a column of texts takes bare texts."""
    field = Field(name="texts", kind="string", dtype="str" if kind == "series" else "<U5")
    schema = RequestSchema(name="texts", input=kind, fields=(field,))
    reader = RowReader(schema)
    checked = reader.read(["a", {"texts": "b"}])
    assert checked.errors == ()
    assert list(build_input(checked, [0, 1], schema)) == ["a", "b"]
    assert [error.type for error in reader.read([None, 5]).errors] == ["null", "wrong-type"]


@pytest.mark.parametrize("column", [field.name for field in FIELDS if field.required])
def test_the_input_is_fresh_each_time(column):
    """The notebook's code may change its frame in place; the caller's table and the checked rows do not notice."""
    table = make(GOOD, GOOD)
    for checked in (READER.read(table), READER.read([GOOD, GOOD])):
        frame = build_input(checked, [0, 1], SCHEMA)
        frame.loc[1, column] = {"plan": "basic", "kind": "v"}.get(column, frame.loc[1, column])
        frame.iloc[0, frame.columns.get_loc("small")] = 99
        frame["new"] = 1
        pd.testing.assert_frame_equal(table, make(GOOD, GOOD))
        pd.testing.assert_frame_equal(build_input(checked, [0, 1], SCHEMA), table)


def test_the_input_does_what_any_frame_does(monkeypatch):
    """It is made of blocks where pandas takes them, and is then no other than what its constructor makes."""
    rows = [GOOD, GOOD | {"ratio": None, "note": None, "small": -3}, GOOD]
    frame = make(*rows)
    monkeypatch.setattr("nb2svc.runtime.rows.frames.internals", None)
    plain = make(*rows)
    pd.testing.assert_frame_equal(frame, plain)
    for table in (frame, plain):
        table["small"] += 1
        table.insert(1, "twice", table["small"] * 2)
        table.loc[len(table)] = table.loc[0]
        table.loc[table["ratio"].isna(), "ratio"] = 0.0
    pd.testing.assert_frame_equal(frame, plain)
    pd.testing.assert_frame_equal(frame.groupby("small").agg("first"), plain.groupby("small").agg("first"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.property
@given(row=JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(GOOD, JSON)))
def test_any_row_gives_an_input_or_faults(row):
    """Whatever JSON is sent, the reader answers: an input of the training dtypes, or what is wrong."""
    checked = READER.read([row])
    assert checked.good == ([] if checked.errors else [0])
    if not checked.errors:
        assert len(build_input(checked, [0], SCHEMA)) == 1


def test_frames_share_nothing_of_their_columns():
    """A name that the notebook's code gives to the columns of one request is not there in the next."""
    first = make(GOOD)
    first.columns.name = "what"
    first["new"] = 1
    second = make(GOOD)
    assert second.columns.name is None
    expected = pd.DataFrame({field.name: [] for field in FIELDS if field.required}).columns
    pd.testing.assert_index_equal(second.columns, expected, exact=True)
