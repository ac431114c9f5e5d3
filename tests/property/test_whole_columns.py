"""Whole columns and single values: the same rows pass, others fail for the same reason, answers are the same."""

import math
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2svc.batch.tables.columns import to_arrow
from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime.formats.answer_arrays import to_array
from nb2svc.runtime.formats.answer_columns import answer_type, find_misfits
from nb2svc.runtime.rows.answers import answer_columns, split_answer, to_json_values
from nb2svc.runtime.rows.frames import build_input
from nb2svc.runtime.rows.reader import RowReader

pytestmark = pytest.mark.property

FIELDS = [
    Field(name="x", kind="integer", dtype="int64"),
    Field(name="x", kind="integer", dtype="int8"),
    Field(name="x", kind="integer", dtype="uint64"),
    Field(name="x", kind="integer", dtype="int64", categories=(0, 1, 7)),
    Field(name="x", kind="integer", dtype="Int64", nullable=True),
    Field(name="x", kind="number", dtype="float64"),
    Field(name="x", kind="number", dtype="float64", nullable=True),
    Field(name="x", kind="number", dtype="float32", nullable=True),
    Field(name="x", kind="number", dtype="float64", categories=(0.0, 0.5, 1.0)),
    Field(name="x", kind="boolean", dtype="bool"),
    Field(name="x", kind="boolean", dtype="boolean", nullable=True),
    Field(name="x", kind="string", dtype="str"),
    Field(name="x", kind="string", dtype="str", nullable=True),
    Field(name="x", kind="string", dtype="str", categories=("a", "b")),
    Field(name="x", kind="string", dtype="str", nullable=True, categories=("a", "b", "")),
    Field(name="x", kind="string", dtype="category", nullable=True, categories=("a", "b")),
    Field(name="x", kind="string", dtype="object", nullable=True),
    Field(name="x", kind="datetime", dtype="datetime64[us]"),
    Field(name="x", kind="datetime", dtype="datetime64[ns]", nullable=True),
    Field(name="x", kind="datetime", dtype="datetime64[s]"),
    Field(name="x", kind="datetime", dtype="datetime64[us, UTC]", nullable=True),
    Field(name="x", kind="array", dtype="float64", shape=(2,)),
]

WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 300) | st.sampled_from([0, 1, 7, 2**53, 2**53 + 1])
REAL = st.floats() | st.sampled_from([0.0, 0.5, 1.0, -0.0, 2.0**63, -(2.0**63), 1e39, 127.0, 128.0])
TEXT = st.sampled_from(["a", "b", "c", "", "1", "2024-05-17", "2024-05-17T08:30:00Z", "2024-13-01", "nan"])
NAIVE = st.datetimes(datetime(1600, 1, 1), datetime(2300, 1, 1))  # noqa: DTZ001 - the columns have no zone
MISSING = st.none()


def series_of(values, dtype):
    """Draw a column of up to twelve values."""
    return st.lists(values, min_size=1, max_size=12).map(lambda drawn: pd.Series(drawn, dtype=dtype))


WORDS = series_of(TEXT | MISSING, "str").map(lambda words: words.astype("category"))
COLUMNS = st.one_of(
    series_of(WHOLE, "int64"),
    series_of(st.integers(-128, 127), "int8"),
    series_of(st.integers(0, 2**64 - 1) | st.integers(0, 9), "uint64"),
    series_of(REAL | MISSING | WHOLE.map(float), "float64"),
    series_of(st.floats(width=32) | st.sampled_from([0.5, 7.0]), "float32"),
    series_of(st.booleans(), "bool"),
    series_of(TEXT | MISSING, "str"),
    WORDS,
    WORDS.map(lambda words: words.cat.add_categories(["never there"])),
    series_of(NAIVE.map(lambda time: time.replace(microsecond=0)) | MISSING, "datetime64[s]"),
    series_of(NAIVE | MISSING, "datetime64[us]"),
    series_of(st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1)) | MISSING, "datetime64[ns]"),  # noqa: DTZ001
    series_of(st.integers(-(10**18), 10**18), "datetime64[ns]"),
    series_of(NAIVE.map(lambda time: time.replace(tzinfo=UTC)) | MISSING, "datetime64[us, UTC]"),
    series_of(WHOLE | MISSING, "Int64"),
    series_of(st.booleans() | MISSING, "boolean"),
    series_of(REAL | MISSING, "Float64"),
    series_of(st.lists(REAL, max_size=3) | MISSING, object),
    series_of(WHOLE | REAL | TEXT | MISSING | st.booleans() | NAIVE, object),
)
"""Columns as a file may give them, of any dtype, with values that fit a field and some that do not."""


def read_one_by_one(schema, series):
    """Return what the reader says of each value by itself: the way that every request of one row goes."""
    reader = RowReader(schema)
    field = schema.fields[0]
    missing = series.isna().tolist()
    values = [None if gone else value for value, gone in zip(series.astype(object).tolist(), missing, strict=True)]
    errors = []
    column = reader._check_column(field, values, errors)
    return column, errors


@given(COLUMNS, st.sampled_from(FIELDS))
def test_a_column_is_read_as_its_values_are(series, field):
    """Errors are those of the values one by one, and the good rows become the same input of the notebook's code."""
    schema = RequestSchema(name="df", input="frame", fields=(field,))
    checked = RowReader(schema).read(pd.DataFrame({"x": series}))
    column, errors = read_one_by_one(schema, series)
    assert list(checked.errors) == errors
    good = checked.good
    bad = {error.row for error in errors}
    assert list(good) == [row for row in range(len(series)) if row not in bad]
    if field.kind != "array":
        expected = build_input(
            type(checked)(count=len(series), columns={"x": column}, errors=checked.errors), good, schema
        )
        pd.testing.assert_frame_equal(build_input(checked, good, schema), expected)


ANSWERS = [
    OutputField(name="y", kind="number", dtype="float64"),
    OutputField(name="y", kind="integer", dtype="int64"),
    OutputField(name="y", kind="boolean", dtype="bool"),
    OutputField(name="y", kind="string", dtype="str"),
    OutputField(name="y", kind="datetime", dtype="datetime64[us]"),
    OutputField(name="y", kind="array", dtype="float64", shape=(2,)),
    OutputField(name="y", kind="array", dtype="int64", shape=(2, 1)),
]


@st.composite
def returned(draw):
    """Draw what `predict` may return for some rows."""
    if draw(st.booleans()):
        series = draw(COLUMNS)
        return draw(st.sampled_from([series, series.to_numpy(), series.tolist(), series.array]))
    count = draw(st.integers(1, 4))
    shape = draw(st.sampled_from([(count, 2), (count, 2, 1), (count, 1), (count,)]))
    kind = draw(st.sampled_from(["float64", "float32", "int64", "uint64", "bool", "U", "object"]))
    flat = draw(st.lists(REAL, min_size=math.prod(shape), max_size=math.prod(shape)))
    if kind in ("float64", "float32", "object"):
        with np.errstate(all="ignore"):
            return np.array(flat).astype(kind).reshape(shape)
    return np.nan_to_num(np.array(flat), posinf=1, neginf=0).clip(-(2.0**53), 2.0**53).astype(kind).reshape(shape)


@given(returned(), st.sampled_from(ANSWERS))
def test_answers_as_columns_are_the_answers_of_the_rows(answer, output):
    """A column of a result holds what the rows' JSON answers hold, and refuses what it refuses of them."""
    count = len(answer)
    rows = [row["y"] for row in split_answer({"y": answer}, [output], count)]
    column = answer_columns({"y": answer}, [output], count)["y"]
    kind = answer_type(output)
    assert_same(to_json_values(column), rows)
    whole = to_array(column, kind)
    if whole is not None:
        assert find_misfits(rows, kind) == [] or pa.types.is_string(kind) or pa.types.is_timestamp(kind)
        assert whole.type == kind
        assert_same(whole.to_pylist(), to_arrow(rows, kind).to_pylist())


def assert_same(found, expected):
    """Compare JSON values and their types, with NaN beside NaN."""
    assert repr(found) == repr(expected)
