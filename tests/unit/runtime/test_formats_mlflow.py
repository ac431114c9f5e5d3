"""Rows as clients of MLflow's scoring server send them."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import FIELDS, GOOD, MISSING, SCHEMA, faults, read

from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime.formats.exchange import BodyError, ColumnsError, Limits
from nb2svc.runtime.formats.mlflow import decode_invocation, encode_predictions

LIMITS = Limits(bytes=10**6, rows=10)
ROWS = [GOOD, GOOD | MISSING]
TEXTS = RequestSchema(name="texts", input="list", fields=(Field(name="texts", kind="string", dtype="str"),))


def decode(data, schema=SCHEMA):
    return decode_invocation(data if isinstance(data, bytes) else json.dumps(data).encode(), schema, LIMITS)


def columns_of(rows):
    return {name: [row[name] for row in rows] for name in GOOD}


@pytest.mark.parametrize(
    "data",
    [
        {"dataframe_records": ROWS},
        {"dataframe_split": {"columns": [*GOOD], "index": [7, 8], "data": [[*row.values()] for row in ROWS]}},
        {"instances": ROWS},
        {"inputs": ROWS},
        {"inputs": columns_of(ROWS)},
        {"dataframe_records": ROWS, "params": None, "client_request_id": "7"},
    ],
    ids=lambda data: next(iter(data)),
)
def test_every_shape_says_the_same(data):
    """Records, columns, and rows in split form give the notebook's code the same frame."""
    pd.testing.assert_frame_equal(read(decode(data).rows), read(ROWS))


def test_one_row_by_name_is_a_row():
    """MLflow takes a dict of single values as one row."""
    schema = RequestSchema(name="df", input="frame", fields=FIELDS[:1])
    assert decode({"inputs": {"small": 3}}, schema).rows == [{"small": 3}]


def test_what_its_client_writes_for_a_missing_value_is_missing():
    """`dump_input_data` writes NaN for a number and "NaT" for a time; a text "NaT" stays text."""
    frame = pd.DataFrame(ROWS)
    frame["when"] = pd.to_datetime(frame["when"])
    split = frame.astype(object).to_dict(orient="split")
    split["data"][1] = [np.nan if value is None else value for value in split["data"][1]]

    def default(value):
        return value.isoformat() if isinstance(value, dt.datetime) else value.tolist()

    body = json.dumps({"dataframe_split": split}, default=default).encode()
    assert b"NaN" in body
    assert b'"NaT"' in body
    pd.testing.assert_frame_equal(read(decode(body).rows), read(ROWS))
    records = json.dumps({"dataframe_records": [GOOD | {"when": "NaT", "zip": "NaT"}]}).encode()
    assert read(decode(records).rows)["zip"].tolist() == ["NaT"]
    assert faults(decode(b'{"instances": [' + json.dumps(GOOD).replace("0.1", "-Infinity").encode() + b"]}").rows) == [
        (0, "ratio", "not-finite")
    ]


@pytest.mark.parametrize("data", [{"inputs": ["a", "b"]}, {"instances": ["a", "b"]}, {"inputs": {"texts": ["a", "b"]}}])
def test_inputs_of_single_values(data):
    """A notebook that works on a list of texts takes bare texts."""
    rows = decode(data, TEXTS).rows
    assert (rows if isinstance(rows, list) else rows["texts"].tolist()) == ["a", "b"]
    assert decode({"inputs": "a"}, TEXTS).rows == ["a"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "the body is a list; expected an object with one of `dataframe_split`"),
        ({}, "expected exactly one of `dataframe_split`, .*, found none of them"),
        ({"inputs": [], "instances": []}, "found `instances` and `inputs`"),
        ({"inputs": [], "params": {"t": 1}}, "`params` are not taken"),
        ({"dataframe_split": []}, "`dataframe_split` is a list; expected an object"),
        ({"dataframe_split": {"data": []}}, "has no `columns`"),
        ({"dataframe_split": {"columns": [0], "data": []}}, "has no `columns`"),
        ({"dataframe_records": {"a": 1}}, "the rows are an object; expected a list"),
        ({"inputs": {"small": [1], "count": 2}}, "`inputs` has lists and single values"),
        ({"inputs": {"small": [1], "count": [2, 3]}}, "different numbers of rows: `small` 1, `count` 2"),
    ],
)
def test_another_shape_is_refused(data, message):
    """What was found and what was expected."""
    with pytest.raises(BodyError, match=message) as found:
        decode(data)
    assert (found.value.status, found.value.type) == (422, "body-type")


def test_rows_of_another_length_are_refused():
    """The row is named; so are columns that the service does not know."""
    split = {"columns": [*GOOD], "data": [[*GOOD.values()], [1], 5]}
    with pytest.raises(BodyError, match="row 1 of `data` is 1 values; expected a list of 12"):
        decode({"dataframe_split": split})
    for data in ({"dataframe_split": {"columns": ["smal"], "data": [[1]]}}, {"inputs": {"smal": [1]}}):
        with pytest.raises(ColumnsError, match="no such field; did you mean `small`"):
            decode(data)
    assert faults(decode({"instances": [[1, 2]]}).rows) == [(0, "", "row-type")]


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b"[" * 10**5 + b"NaN", b"\xff NaN", b'{"inputs": ' + b"9" * 5000])
def test_broken_json_is_refused(body):
    """NaN is taken, deep nesting and endless numbers are not; never a crash."""
    with pytest.raises(BodyError) as found:
        decode(body)
    assert found.value.status in (400, 422)


def test_too_many_rows_are_refused():
    """In every shape."""
    for data in ({"instances": [0] * 11}, {"inputs": {"small": [0] * 11}}):
        with pytest.raises(BodyError, match="more rows than the limit of 10"):
            decode(data)


def test_answers_are_predictions():
    """A list of values for one output, records for several."""
    one, two = (OutputField(name=name, kind="number", dtype="float64") for name in "ab")
    answers = [{"a": 1.5, "b": None}, {"a": None, "b": 2}]
    assert json.loads(encode_predictions(answers, [one])) == {"predictions": [1.5, None]}
    assert json.loads(encode_predictions(answers, [one, two])) == {"predictions": answers}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["columns", "data", "small", "count"]), inner, max_size=3)
    ),
)


@pytest.mark.property
@settings(deadline=None)
@given(
    data=st.dictionaries(
        st.sampled_from(["dataframe_split", "dataframe_records", "instances", "inputs"]), JSON, min_size=1, max_size=1
    )
)
def test_any_json_gives_rows_or_a_refusal(data):
    """Whatever is in the four shapes, there is an answer."""
    try:
        decoded = decode(data)
    except (BodyError, ColumnsError):
        return
    faults(decoded.rows)
