"""CSV rows are typed by the schema: they say what the same rows in JSON say."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import FIELDS, GOOD, MISSING, READER, ROWS, SCHEMA, faults, read

from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime.formats.csv_rows import decode_csv, encode_csv
from nb2svc.runtime.formats.exchange import BodyError, ColumnsError, Limits

LIMITS = Limits(bytes=10**6, rows=1000)


def write(rows):
    """Write rows as anybody would: null is nothing, an array is JSON."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow(
            [json.dumps(value) if isinstance(value, list) else value for value in (row[name] for name in rows[0])]
        )
    return text.getvalue().encode()


def decode(body, schema=SCHEMA):
    return decode_csv(body.encode() if isinstance(body, str) else body, schema, LIMITS)


@pytest.mark.property
@settings(deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=4))
def test_a_csv_row_is_the_json_row(rows):
    """Whatever fits the schema gives the notebook's code the same frame from CSV as from JSON."""
    pd.testing.assert_frame_equal(read(decode(write(rows)).rows), read(rows), check_exact=True)


def test_what_pandas_writes_is_read():
    """`to_csv()` with its nameless index, True and False, and times with a blank for the T."""
    rows = [GOOD, GOOD | MISSING, GOOD | {"flag": False, "zip": "NA1"}]
    frame = read(rows).assign(shape=[json.dumps(row["shape"]) for row in rows])
    pd.testing.assert_frame_equal(read(decode(frame.to_csv()).rows), read(rows))
    pd.testing.assert_frame_equal(read(decode(frame.to_csv(index=False)).rows), read(rows))


@pytest.mark.parametrize(
    ("field", "word", "value"),
    [
        ("zip", "01234", "01234"),
        ("zip", " x ", " x "),
        ("zip", "NA", None),
        ("plan", "NA", "NA"),
        ("plan", "", None),
        ("ratio", "nan", None),
        ("ratio", " 1.5e3 ", 1500.0),
        ("ratio", "-.5", -0.5),
        ("ratio", "7", 7.0),
        ("count", "7.0", 7),
        ("count", "1e2", 100),
        ("small", "+3", 3),
        ("flag", "TRUE", True),
        ("flag", "false", False),
        ("maybe", "null", None),
        ("when", " 2024-05-17 ", pd.Timestamp("2024-05-17")),
        ("zoned", "2024-05-17 08:30:00+02:00", pd.Timestamp("2024-05-17 08:30", tz="Europe/Berlin")),
    ],
)
def test_a_word_is_read_by_its_field(field, word, value):
    """Text stays text, an empty value and the words of `read_csv` are missing, unless training knows the word."""
    found = read(decode(write([GOOD | {field: word}])).rows).loc[0, field]
    assert pd.isna(found) if value is None else found == value


@pytest.mark.parametrize(
    ("field", "word", "kind"),
    [
        ("small", "300", "too-big"),
        ("small", "3.5", "wrong-type"),
        ("small", "", "null"),
        ("small", "٣", "wrong-type"),
        ("small", "1_0", "wrong-type"),
        ("small", "9" * 5000, "not-finite"),
        ("count", "9" * 30, "too-big"),
        ("ratio", "1,5", "wrong-type"),
        ("ratio", "-inf", "not-finite"),
        ("ratio", "1e999", "not-finite"),
        ("half", "1e300", "too-big"),
        ("flag", "1", "wrong-type"),
        ("flag", "yes", "wrong-type"),
        ("plan", "Plus", "unknown-category"),
        ("grade", "4", "unknown-category"),
        ("when", "17.05.2024", "datetime"),
        ("zoned", "2024-05-17 08:30:00", "datetime"),
        ("shape", "[[1, 2], [3]]", "shape"),
        ("shape", "[[1, 2", "shape"),
        ("shape", "[[1, 2], [3, null]]", "wrong-type"),
    ],
)
def test_a_word_that_does_not_fit_is_a_fault_of_its_row(field, word, kind):
    """The row and the field are named, as for JSON."""
    assert faults(decode(write([GOOD, GOOD | {field: word}])).rows) == [(1, field, kind)]


def test_a_fault_names_its_line():
    """Lines are counted as an editor counts them: blank ones and line ends inside a value too."""
    body = write([GOOD | {"zip": "two\nlines"}, GOOD, GOOD | {"small": "x"}]).replace(b"\r\n", b"\r\n\r\n", 1)
    decoded = decode(body)
    assert list(decoded.lines) == [3, 5, 6]
    (error,) = decoded.place(READER.read(decoded.rows).errors)
    assert (error.row, error.field, error.line) == (2, "small", 6)
    assert error.message == "found text 'x', expected a whole number"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems_are_read(end):
    """Also without one at the end of the last line."""
    field = Field(name="x", kind="integer", dtype="int64")
    schema = RequestSchema(name="df", input="frame", fields=(field,))
    assert decode(end.join(["x", "1", "2"]), schema).rows["x"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "the body is empty; expected a header line"),
        ("\n\n", "the body is empty"),
        ("a,b\n1\n", "line 2: found 1 values, but the header names 2 columns"),
        ("a,b\n1,2\n\n1,2,3\n", "line 4: found 3 values, but the header names 2 columns"),
        ('a,b\n1,"2\n3\n', "line 2: unexpected end of data"),
        ('a,b\n1,"2"3\n', "line 2: ',' expected after '\"'"),
        ("a;b\n1;2\n", "line 1: the header 'a;b' has no commas; values are separated by commas"),
        ("a\tb\n1\t2\n", "has no commas"),
    ],
)
def test_a_body_that_is_no_csv_is_refused(body, message):
    """The line is named."""
    fields = tuple(Field(name=name, kind="integer", dtype="int64") for name in "ab")
    with pytest.raises(BodyError) as found:
        decode(body, RequestSchema(name="df", input="frame", fields=fields))
    assert (found.value.status, found.value.type) == (400, "csv-invalid")
    assert message in str(found.value)


def test_columns_are_checked_once_and_not_by_row():
    """A missing or unknown column is one fault, however many rows there are; one that is there twice is refused."""
    text = write([GOOD, GOOD]).decode()
    with pytest.raises(ColumnsError) as found:
        decode(text.replace("small", "smal", 1))
    assert [(error.field, error.type, error.message) for error in found.value.errors] == [
        ("smal", "unknown-field", "no such field; did you mean `small`?"),
        ("small", "missing", "the column is missing"),
    ]
    with pytest.raises(BodyError, match="the column `count` is there twice") as refused:
        decode(text.replace("small", "count", 1))
    assert (refused.value.status, refused.value.type) == (422, "duplicate-column")
    with pytest.raises(ColumnsError) as many:
        decode(",".join(f"x{i}" for i in range(100_000)))
    assert len(many.value.errors) == 100


def test_the_target_may_be_sent():
    """A column that the service does not read is accepted and not passed on; its words are not looked at."""
    assert "target" not in decode(write([GOOD | {"target": "x"}])).rows.columns


def test_too_many_rows_are_refused():
    """The limit on rows holds for every format."""
    with pytest.raises(BodyError, match="the limit of 1000") as found:
        decode(write([GOOD] * 1001))
    assert (found.value.status, found.value.type) == (413, "too-many-rows")


def test_a_field_called_unnamed_is_the_nameless_column():
    """A notebook that read an index as a column has a field by the name that `read_csv` gives it."""
    field = Field(name="Unnamed: 0", kind="integer", dtype="int64")
    schema = RequestSchema(name="df", input="frame", fields=(field, *FIELDS[:1]))
    for header in ("", "Unnamed: 0"):
        assert decode(f"{header},small\n4,3\n", schema).rows["Unnamed: 0"].tolist() == [4]


def test_answers_are_written_as_pandas_writes_them():
    """Digits are kept, nothing stands for a missing value, lists are JSON."""
    response = tuple(
        OutputField(name=name, kind=kind, dtype="x") for name, kind in (("p", "number"), ("a,b", "boolean"))
    )
    answers = [{"p": 0.1, "a,b": True}, {"p": None, "a,b": False}, {"p": [1, None], "a,b": 'x"y\nz'}]
    written = encode_csv(answers, response)
    assert written == b'p,"a,b"\n0.1,True\n,False\n"[1, null]","x""y\nz"\n'


@pytest.mark.property
@settings(deadline=None)
@given(body=st.binary(max_size=200) | st.text(st.sampled_from('a,"\n\r;01'), max_size=50).map(str.encode))
def test_any_bytes_give_rows_or_a_refusal(body):
    """Never a crash."""
    schema = RequestSchema(name="df", input="frame", fields=(Field(name="a", kind="integer", dtype="int64"),))
    try:
        decoded = decode(body, schema)
    except (BodyError, ColumnsError):
        return
    assert len(decoded.rows) == decoded.count == len(decoded.lines)
