"""The line of a request."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from nb2svc.runtime.settings import Settings
from nb2svc.runtime.watch.request_log import Entry, RequestLog, make_request_log

ENTRY = Entry(
    request_id="0f3a-1",
    service="churn",
    version=7,
    status=200,
    rows=2,
    seconds=0.0041234567,
    stages=(0.0001, 0.0, 0.002, 0.001, 0.00002),
    caller="billing",
    client="127.0.0.1",
    request_rows=[{"name": "Ann", "email": "ann@example.org", "age": 471147}, {"name": "Bob", "age": None}],
    answers=[{"proba": 0.5}, {"proba": np.float64(0.2525252)}],
)


def write(entry, style, **options):
    stream = io.StringIO()
    RequestLog(style, stream=stream, **options).write(entry)
    return stream.getvalue()


def test_a_line_of_json_holds_who_what_and_how_long():
    """One object per line; no value of a row."""
    line = write(ENTRY, "json")
    assert line.count("\n") == 1
    facts = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", facts.pop("time"))
    assert facts == {
        "request_id": "0f3a-1", "service": "churn", "version": 7, "status": 200, "rows": 2, "seconds": 0.004123,
        "parse_seconds": 0.0001, "queue_seconds": 0.0, "preprocess_seconds": 0.002, "predict_seconds": 0.001,
        "encode_seconds": 0.00002, "caller": "billing", "client": "127.0.0.1",
    }  # fmt: skip


def test_a_line_of_text_is_read_by_people():
    """Name and value; what is no plain word is quoted, so that nothing breaks the line."""
    line = write(replace(ENTRY, stages=(), caller='two words\n"', status=422, trace_id="ab" * 16), "text")
    assert line.count("\n") == 1
    assert " request_id=0f3a-1 service=churn version=7 status=422 rows=2 seconds=0.004123 caller=" in line
    assert r'caller="two words\n\""' in line
    assert line.endswith(f"client=127.0.0.1 trace_id={'ab' * 16}\n")
    assert " caller=- client=- " in write(replace(ENTRY, caller="", client="", trace_id="x"), "text")


@pytest.mark.parametrize("style", ["json", "text"])
@pytest.mark.parametrize(
    ("fields", "leave_out", "there", "absent"),
    [
        ((), (), [], ["Ann", "Bob", "471147", "0.2525252"]),
        (("age", "proba"), (), ["471147", "0.2525252"], ["Ann", "example.org"]),
        (("*",), (), ["Ann", "example.org", "471147", "0.2525252"], []),
        (("*",), ("name", "email"), ["471147", "0.2525252"], ["Ann", "Bob", "example.org"]),
        (("name", "age"), ("name",), ["471147"], ["Ann", "0.2525252"]),
    ],
)
def test_values_are_written_where_fields_are_named_and_never_where_left_out(style, fields, leave_out, there, absent):
    """Whatever is left out stays out, however it was named otherwise."""
    line = write(ENTRY, style, fields=fields, leave_out=leave_out)
    assert [each for each in there if each not in line] == []
    assert [each for each in absent if each in line] == []


@pytest.mark.parametrize(
    "row", [{"x": 10**30}, {"x": float("nan")}, {"x": object()}, {3: 4}, [1, 2], "text", {"x": {"y": {1}}}]
)
def test_any_value_can_be_written(row):
    """A log that cannot write a value must not cost the answer."""
    for style in ("json", "text"):
        line = write(replace(ENTRY, request_rows=[row], answers=[row]), style, fields=("*",))
        assert line.count("\n") == 1


def test_a_reader_that_is_gone_costs_nothing():
    """A closed pipe or a full disk loses the line and not the request."""
    stream = io.StringIO()
    stream.close()
    RequestLog("json", stream=stream).write(ENTRY)


def test_no_log_is_made_unless_wanted():
    """The default has no object that could cost anything."""
    assert make_request_log(Settings()) is None
    log = make_request_log(Settings(request_log="json", log_fields=("age",)))
    assert log is not None
    assert log.wants_values
