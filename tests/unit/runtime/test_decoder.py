"""One pass over the bytes accepts only what the careful reader accepts, with the same values."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rows import FIELDS, GOOD, SCHEMA

from nb2svc.manifest import Field, RequestSchema
from nb2svc.runtime.rows.decoder import make_decoder
from nb2svc.runtime.rows.reader import RowReader

ARRAYS = RequestSchema(
    name="df",
    input="frame",
    fields=(
        Field(name="image", kind="array", dtype="uint8", shape=(2, 2)),
        Field(name="signal", kind="array", dtype="float32", shape=(3,)),
        Field(name="free", kind="number", dtype="number"),
        Field(name="count", kind="integer", dtype="uint64", nullable=True),
        Field(name="rate", kind="number", dtype="float64", categories=(0.5, 1.0)),
        Field(name="whole", kind="integer", dtype="Int64", nullable=True),
        Field(name="名前 of “it”", kind="string", dtype="str"),
    ),
)
ARRAYS_GOOD: dict[str, Any] = {
    "image": [[0, 255], [1, 2]],
    "signal": [0.5, 1, 2],
    "free": 3,
    "count": 2**63,
    "rate": 0.5,
    "whole": None,
    "名前 of “it”": "x",
}
NUMBERS = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        [0, -0.0, 127, 128, -129, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 10**30, 1e300, 3.4e38, 3.5e38, 1e-320]
    ),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=5)), lambda inner: st.lists(inner, max_size=3)
)


def _bodies(good: dict[str, Any]) -> st.SearchStrategy[bytes]:
    """Rows of which most fields are right: a body of noise would only show that noise is refused."""
    fields = {name: st.one_of(st.just(value), st.just(value), st.just(value), VALUES) for name, value in good.items()}
    row = st.fixed_dictionaries(fields, optional={"target": VALUES, "other": st.just(1)})
    return st.one_of(row, st.lists(row, max_size=3)).map(lambda value: json.dumps(value).encode())


def _agree(schema: RequestSchema, body: bytes) -> bool:
    """Return whether the decoder took the body; what it took is what the reader takes."""
    decoder = make_decoder(schema)
    assert decoder is not None
    read = decoder.decode(body)
    if read is None:
        return False
    data = orjson.loads(body)
    assert read.is_list == isinstance(data, list)
    checked = RowReader(schema).read(data if read.is_list else [data])
    assert (checked.errors, checked.count) == ((), read.checked.count)
    for name, column in checked.columns.items():
        ours = read.checked.columns[name]
        assert [_exact(value) for value in ours] == [_exact(value) for value in column]
    return True


def _exact(value: Any) -> Any:
    """Return what tells 1 from 1.0 and -0.0 from 0.0."""
    if isinstance(value, list):
        return [_exact(item) for item in value]
    return type(value), str(value), math.copysign(1, value) if isinstance(value, float) else 0


@given(_bodies(GOOD))
def test_what_the_decoder_takes_is_what_the_reader_takes(body: bytes):
    """The careful reader is the oracle for every kind of column."""
    _agree(SCHEMA, body)


@given(_bodies(ARRAYS_GOOD))
def test_arrays_and_odd_numbers_too(body: bytes):
    """Nested lists, numbers taken as sent, unsigned and nullable integers."""
    _agree(ARRAYS, body)


@given(st.binary(max_size=200))
def test_any_bytes_end_in_rows_or_in_nothing(body: bytes):
    """Nothing is raised, whatever is sent."""
    _agree(SCHEMA, body)


def test_good_rows_take_the_quick_way():
    """The ordinary request is not read twice, for as many kinds of fields as there are."""
    assert _agree(SCHEMA, orjson.dumps(GOOD))
    assert _agree(SCHEMA, orjson.dumps([GOOD, GOOD | {"target": "yes", "plan": None, "ratio": None, "when": None}]))
    assert _agree(ARRAYS, orjson.dumps(ARRAYS_GOOD | {"count": 3}))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"small":' * 20_000,
        b'\xef\xbb\xbf{"small": 1}',
        b'{"note": "\xff"}',
        json.dumps(GOOD).replace('"x"', '"\\ud800"').encode(),
        b'{"small": NaN}',
        b"",
        b" ",
        b"null",
        b"{}",
    ],
    ids=[
        "nested-lists",
        "nested-objects",
        "byte-order-mark",
        "no-utf-8",
        "half-a-letter",
        "nan",
        "empty",
        "blank",
        "null",
        "no-field",
    ],
)
def test_odd_bodies_are_left_to_the_reader(body: bytes):
    """The reader words what is wrong with them."""
    decoder = make_decoder(SCHEMA)
    assert decoder is not None
    assert decoder.decode(body) is None


def test_a_schema_without_a_decoder_is_read_by_the_reader():
    """A field name with a quotation mark has no decoder; the service answers all the same."""
    odd = RequestSchema(name="df", input="frame", fields=(*FIELDS, Field(name='5"', kind="boolean", dtype="bool")))
    assert make_decoder(odd) is None
