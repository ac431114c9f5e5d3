"""Arrow and Parquet tables are held to the schema by the rules of JSON."""

from __future__ import annotations

import datetime as dt
import io
import struct
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import GOOD, MISSING, ROWS, SCHEMA, faults, read

from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime.formats.arrow import decode_file, decode_stream, encode_file, encode_stream
from nb2svc.runtime.formats.exchange import BodyError, ColumnsError, Limits
from nb2svc.runtime.formats.parquet import decode_parquet, encode_parquet

LIMITS = Limits(bytes=10**6, rows=1000)
DECODERS = {"stream": decode_stream, "file": decode_file, "parquet": decode_parquet}
TYPES = {
    "small": pa.int8(),
    "count": pa.int64(),
    "ratio": pa.float64(),
    "half": pa.float32(),
    "flag": pa.bool_(),
    "maybe": pa.bool_(),
    "zip": pa.string(),
    "plan": pa.dictionary(pa.int8(), pa.string()),
    "grade": pa.int32(),
    "when": pa.timestamp("us"),
    "zoned": pa.timestamp("ns", "UTC"),
    "shape": pa.list_(pa.list_(pa.float64())),
}


def table_of(rows, **other):
    """Return rows as a table with the types that a careful caller gives them."""
    types = TYPES | other
    columns = {name: [_value(row[name], types[name]) for row in rows] for name in rows[0]}
    return pa.table({name: pa.array(values, type=types[name]) for name, values in columns.items()})


def _value(value, kind):
    if value is not None and pa.types.is_timestamp(kind):
        return pd.Timestamp(value)
    return float(value) if isinstance(value, int) and pa.types.is_floating(kind) else value


def write(table, form, **options):
    sink = io.BytesIO()
    if form == "parquet":
        pq.write_table(table, sink, **options)
    else:
        opened = pa.ipc.new_stream if form == "stream" else pa.ipc.new_file
        with opened(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
            writer.write_table(table, max_chunksize=3)
    return sink.getvalue()


def decode(table, form="stream", schema=SCHEMA, limits=LIMITS, **options):
    return DECODERS[form](write(table, form, **options), schema, limits)


def test_lists_in_lists_of_lists_are_refused():
    """A footer of a few thousand bytes can nest them as deeply; a reader must not follow."""
    body = write(pa.table({"text": ["ab"]}), "parquet")
    footer = b"\x19" * 5000
    deep = body[:-8] + footer + struct.pack("<I", len(footer)) + b"PAR1"
    with pytest.raises(BodyError, match="nested too deeply") as found:
        decode_parquet(deep, TEXT, LIMITS)
    assert found.value.status == 400


@pytest.mark.property
@settings(deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=5), form=st.sampled_from(["stream", "file", "parquet"]))
def test_an_arrow_row_is_the_json_row(rows, form):
    """Whatever fits the schema gives the notebook's code the same frame from a table as from JSON."""
    rows = [{name: _shortened(row[name], TYPES[name]) for name in row} for row in rows]
    pd.testing.assert_frame_equal(read(decode(table_of(rows), form).rows), read(rows), check_exact=True)


def _shortened(value, kind):
    is_big = isinstance(value, int) and pa.types.is_floating(kind) and abs(value) > 2**53
    return 0 if is_big else value


@pytest.mark.parametrize("form", DECODERS)
@pytest.mark.parametrize("packing", [None, "lz4", "zstd"])
def test_packed_tables_are_read(form, packing):
    """With the packing that pyarrow, pandas and others write."""
    rows = [GOOD, GOOD | MISSING, GOOD] * 5
    options = {"compression": packing or "none"} if form == "parquet" else {"compression": packing}
    pd.testing.assert_frame_equal(read(decode(table_of(rows), form, **options).rows), read(rows))


@pytest.mark.parametrize("form", ["to_feather", "to_parquet"])
def test_what_pandas_writes_is_read(form):
    """A frame with the training dtypes, and the index beside it, which is passed over."""
    rows = [GOOD, GOOD | MISSING]
    frame = read(rows)
    sink = io.BytesIO()
    if form == "to_feather":
        frame.to_feather(sink)
    else:
        frame.set_index(pd.Index(["x", "y"], name="customer")).to_parquet(sink)
    decoded = (decode_file if form == "to_feather" else decode_parquet)(sink.getvalue(), SCHEMA, LIMITS)
    pd.testing.assert_frame_equal(read(decoded.rows), frame)


@pytest.mark.parametrize(
    ("field", "kind", "values", "expected"),
    [
        ("small", pa.float64(), [3.0, -4.0], [3, -4]),
        ("small", pa.decimal128(5, 2), [Decimal("3.00"), Decimal(4)], [3, 4]),
        ("count", pa.uint64(), [7, None], [7, None]),
        ("count", pa.decimal128(20, 0), [Decimal(2**60 + 1), None], [2**60 + 1, None]),
        ("ratio", pa.int64(), [3, None], [3.0, None]),
        ("ratio", pa.float32(), [0.1, None], [float(np.float32(0.1)), None]),
        ("ratio", pa.float16(), [np.float16(0.5), None], [0.5, None]),
        ("ratio", pa.float64(), [float("nan"), 0.1], [None, 0.1]),
        ("ratio", pa.decimal256(40, 1), [Decimal("1.5"), None], [1.5, None]),
        ("ratio", pa.null(), [None, None], [None, None]),
        ("zip", pa.large_string(), ["01234", None], ["01234", None]),
        ("zip", pa.string_view(), ["01234 and more than twelve", None], ["01234 and more than twelve", None]),
        ("zip", pa.dictionary(pa.int16(), pa.string()), ["01234", None], ["01234", None]),
        ("zip", pa.dictionary(pa.int16(), pa.large_string()), ["b", "a"], ["b", "a"]),
        ("plan", pa.string(), ["plus", "NA"], ["plus", "NA"]),
        ("grade", pa.dictionary(pa.int8(), pa.int64()), [3, 1], [3, 1]),
        ("maybe", pa.bool_(), [True, None], [True, None]),
        ("when", pa.timestamp("s"), [1, None], [pd.Timestamp(1, unit="s"), None]),
        ("when", pa.timestamp("ns"), [1000, None], [pd.Timestamp(1000), None]),
        ("when", pa.date32(), [1, None], [pd.Timestamp("1970-01-02"), None]),
        ("when", pa.date64(), [dt.date(2024, 5, 17), None], [pd.Timestamp("2024-05-17"), None]),
        ("when", pa.string(), ["2024-05-17T08:30:00", None], [pd.Timestamp("2024-05-17 08:30"), None]),
        (
            "zoned",
            pa.timestamp("ms", "+02:00"),
            [0, 1],
            [pd.Timestamp(0, unit="ms", tz="UTC"), pd.Timestamp(1, unit="ms", tz="UTC")],
        ),
        ("shape", pa.list_(pa.list_(pa.float32(), 2), 2), [[[1, 2], [3, 4]]] * 2, [[[1.0, 2.0], [3.0, 4.0]]] * 2),
        ("shape", pa.large_list(pa.list_(pa.int8())), [[[1, 2], [3, 4]]] * 2, [[[1, 2], [3, 4]]] * 2),
    ],
)
def test_a_column_of_another_type_is_read_where_nothing_is_lost(field, kind, values, expected):
    """By the rules of JSON: 3.0 is whole, an integer is a number, a dictionary is its words, a date is a time."""
    rows = [GOOD | {field: None}] * 2
    table = table_of([{name: value for name, value in row.items() if name != field} for row in rows])
    frame = read(decode(table.append_column(field, pa.array(values, type=kind))).rows)
    found = [value if isinstance(value, list) or not pd.isna(value) else None for value in frame[field]]
    assert found == expected


@pytest.mark.parametrize(
    ("field", "kind", "values", "fault"),
    [
        ("small", pa.int64(), [300], "too-big"),
        ("small", pa.int64(), [None], "null"),
        ("small", pa.float64(), [float("nan")], "null"),
        ("small", pa.float64(), [3.5], "wrong-type"),
        ("count", pa.uint64(), [2**64 - 1], "too-big"),
        ("count", pa.decimal256(60, 0), [Decimal(10**50)], "too-big"),
        ("ratio", pa.float64(), [float("inf")], "not-finite"),
        ("half", pa.float64(), [1e300], "too-big"),
        ("flag", pa.null(), [None], "null"),
        ("plan", pa.string(), ["gold"], "unknown-category"),
        ("when", pa.timestamp("ns"), [1], "datetime"),
        ("when", pa.timestamp("s"), [2**62], "datetime"),
        ("zoned", pa.timestamp("s", "Europe/Berlin"), [-(2**40)], "datetime"),
        ("when", pa.timestamp("us", "UTC"), [1], "datetime"),
        ("zoned", pa.timestamp("us"), [1], "datetime"),
        ("shape", pa.list_(pa.list_(pa.float64())), [[[1.0, 2.0]]], "shape"),
        ("shape", pa.list_(pa.float64()), [[1.0, 2.0]], "shape"),
        ("shape", pa.list_(pa.list_(pa.float64())), [[[1.0, None], [1.0, 2.0]]], "wrong-type"),
    ],
)
def test_a_value_that_does_not_fit_is_a_fault_of_its_row(field, kind, values, fault):
    """The row and the field are named; a NaN is missing, an infinite number is a fault."""
    table = table_of([{name: value for name, value in GOOD.items() if name != field}])
    assert faults(decode(table.append_column(field, pa.array(values, type=kind))).rows) == [(0, field, fault)]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("small", pa.string()),
        ("flag", pa.int8()),
        ("ratio", pa.bool_()),
        ("zip", pa.int64()),
        ("zip", pa.binary()),
        ("zip", pa.run_end_encoded(pa.int32(), pa.string())),
        ("when", pa.int64()),
        ("when", pa.duration("s")),
        ("shape", pa.float64()),
        ("shape", pa.map_(pa.string(), pa.float64())),
        ("shape", pa.list_view(pa.float64())),
    ],
)
def test_a_column_of_a_type_that_holds_no_such_value_is_one_fault(field, kind):
    """Whatever its rows hold, it is told once and for the column."""
    table = table_of([{name: value for name, value in GOOD.items() if name != field}] * 2)
    with pytest.raises(ColumnsError) as found:
        decode(table.append_column(field, _nothing(kind)))
    (error,) = found.value.errors
    assert (error.field, error.type) == (field, "wrong-type")
    assert error.message.startswith("the column has the Arrow type ")


def _nothing(kind):
    if isinstance(kind, pa.RunEndEncodedType):
        return pa.RunEndEncodedArray.from_arrays(pa.array([2], pa.int32()), pa.array(["x"]))
    return pa.nulls(2, kind)


@pytest.mark.parametrize("form", DECODERS)
def test_columns_are_checked_once_and_not_by_row(form):
    """A missing or unknown column is one fault; the target may be sent, one that is there twice may not."""
    table = table_of([GOOD, GOOD])
    with pytest.raises(ColumnsError) as found:
        decode(table.rename_columns({"small": "smal"}), form)
    assert [(error.field, error.type) for error in found.value.errors] == [
        ("smal", "unknown-field"),
        ("small", "missing"),
    ]
    assert decode(table.append_column("target", pa.array([1, 2])), form).count == 2
    if form != "parquet":
        with pytest.raises(BodyError, match="`small` is there twice"):
            decode(table.append_column("small", pa.array([1, 2])), form)


@pytest.mark.parametrize("form", DECODERS)
def test_more_than_the_limits_is_refused(form):
    """Rows and bytes are counted before they are unpacked."""
    with pytest.raises(BodyError) as many:
        decode(table_of([GOOD] * 1001), form)
    assert (many.value.status, many.value.type) == (413, "too-many-rows")
    with pytest.raises(BodyError) as large:
        decode(table_of([GOOD] * 100), form, limits=Limits(bytes=1000, rows=1000))
    assert (large.value.status, large.value.type) == (413, "too-large")


TEXT = RequestSchema(name="df", input="frame", fields=(Field(name="text", kind="string", dtype="str"),))
CELLS = RequestSchema(name="df", input="frame", fields=(Field(name="text", kind="array", dtype="object", shape=(2,)),))


@pytest.mark.parametrize(
    ("form", "schema", "column", "options"),
    [
        ("stream", TEXT, pa.array(["x" * 5_000_000]), {"compression": "zstd"}),
        ("file", TEXT, pa.array(["x" * 5_000_000]), {"compression": "lz4"}),
        ("stream", TEXT, pa.array(["x" * 10_000] * 900).dictionary_encode(), {}),
        ("parquet", TEXT, pa.array(["x" * 5_000_000]), {"compression": "zstd"}),
        ("parquet", TEXT, pa.array(["x" * 10_000] * 900), {"compression": "zstd"}),
        ("parquet", TEXT, pa.array(["x" * 10_000] * 900, pa.large_string()), {"compression": "none"}),
        ("parquet", TEXT, pa.array(["x" * 10_000] * 900).dictionary_encode(), {"data_page_version": "2.0"}),
        ("parquet", CELLS, pa.array([[0.0] * 10_000] * 900), {"compression": "zstd"}),
        ("stream", CELLS, pa.FixedSizeListArray.from_arrays(pa.nulls(5_000_000), 5_000_000), {}),
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(form, schema, column, options):
    """Packed buffers, one text in every row, runs of the same number, lists of nothing: they count as unpacked."""
    body = write(pa.table({"text": column}), form, **options)
    assert len(body) < 10**6
    before = pa.total_allocated_bytes()
    with pytest.raises(BodyError) as found:
        DECODERS[form](body, schema, LIMITS)
    assert (found.value.status, found.value.type) == (413, "too-large")
    assert pa.total_allocated_bytes() - before < 2 * 10**6


@pytest.mark.parametrize("form", DECODERS)
def test_broken_bytes_are_refused(form):
    """Cut off, empty, something else: never a crash."""
    body = write(table_of([GOOD] * 3), form)
    other = write(table_of([GOOD]), "parquet" if form != "parquet" else "stream")
    for broken in (b"", b"x", body[: len(body) // 2], body[:20], body[20:], other):
        with pytest.raises(BodyError) as found:
            DECODERS[form](broken, SCHEMA, LIMITS)
        assert found.value.status == 400


@pytest.mark.parametrize("options", [{}, {"store_schema": False}, {"data_page_version": "2.0"}, {"version": "1.0"}])
@pytest.mark.parametrize("encoding", [{}, {"use_dictionary": False}, {"row_group_size": 2}, {"data_page_size": 1}])
def test_parquet_of_all_writers_is_read(options, encoding):
    """With dictionaries and without, in several row groups and pages, with the types of Arrow beside it or not."""
    rows = [GOOD, GOOD | MISSING, GOOD] * 3
    decoded = decode(table_of(rows, when=pa.timestamp("ms")), "parquet", **options, **encoding)
    pd.testing.assert_frame_equal(read(decoded.rows), read(rows))


def test_parquet_that_hides_its_size_is_refused(monkeypatch):
    """Texts that repeat each other's beginnings, and pages without end, are not unpacked to see how large they are."""
    column = pa.table({"text": ["x" * 10_000 + str(i) for i in range(900)]})
    encoding = {"use_dictionary": False, "column_encoding": {"text": "DELTA_BYTE_ARRAY"}}
    assert len(write(column, "parquet", **encoding)) < 50_000
    for version in ("1.0", "2.0"):
        with pytest.raises(BodyError, match="the encoding DELTA_BYTE_ARRAY; write them PLAIN"):
            decode(column, "parquet", schema=TEXT, data_page_version=version, **encoding)
    monkeypatch.setattr("nb2svc.runtime.formats.parquet_sizes._MAX_PAGES", 2)
    with pytest.raises(BodyError, match="more than 2 pages"):
        decode(column, "parquet", schema=TEXT, use_dictionary=False, data_page_size=1, write_batch_size=1)


def test_offsets_that_point_anywhere_are_refused():
    """A table is not believed: one whose texts start outside of it is broken."""
    body = write(pa.table({"text": ["ab"]}), "stream")
    head, _, tail = body.rpartition(struct.pack("<ii", 0, 2))
    wild = head + struct.pack("<ii", 10**6, 2 * 10**6) + tail
    assert len(wild) == len(body)
    with pytest.raises(BodyError, match="the table is broken") as found:
        decode_stream(wild, TEXT, LIMITS)
    assert found.value.status == 400


@pytest.mark.property
@settings(deadline=None, max_examples=300)
@given(data=st.data(), form=st.sampled_from([*DECODERS]), packing=st.sampled_from([None, "lz4"]))
def test_damaged_bytes_give_rows_or_a_refusal(data, form, packing):
    """One byte that differs is found or makes other values; it never ends in a crash."""
    options = {} if form == "parquet" else {"compression": packing}
    body = bytearray(write(table_of([GOOD, GOOD | MISSING]), form, **options))
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=3)):
        body[place] = data.draw(st.integers(0, 255))
    try:
        decoded = DECODERS[form](bytes(body), SCHEMA, LIMITS)
    except (BodyError, ColumnsError):
        return
    faults(decoded.rows)


RESPONSE = (
    OutputField(name="p", kind="number", dtype="float64"),
    OutputField(name="k", kind="integer", dtype="int8"),
    OutputField(name="yes", kind="boolean", dtype="bool"),
    OutputField(name="word", kind="string", dtype="str"),
    OutputField(name="when", kind="datetime", dtype="datetime64[us]"),
    OutputField(name="vector", kind="array", dtype="float32", shape=(2,)),
)
ANSWER = {"p": 0.1, "k": 2, "yes": True, "word": "é", "when": "2024-05-17T08:30:00", "vector": [0.5, None]}


@pytest.mark.parametrize(
    ("encode", "open_table"),
    [
        (encode_stream, lambda data: pa.ipc.open_stream(data).read_all()),
        (encode_file, lambda data: pa.ipc.open_file(data).read_all()),
        (encode_parquet, lambda data: pq.read_table(io.BytesIO(data))),
    ],
)
def test_answers_are_typed_tables(encode, open_table):
    """Numbers are numbers, times are times, a missing value is null; no rows are an empty table of the same types."""
    table = open_table(encode([ANSWER, dict.fromkeys(ANSWER)], RESPONSE))
    assert [str(kind) for kind in table.schema.types][:5] == ["double", "int64", "bool", "string", "timestamp[us]"]
    moment = pd.Timestamp(ANSWER["when"]).to_pydatetime()
    assert table.to_pylist() == [ANSWER | {"when": moment}, dict.fromkeys(ANSWER)]
    assert open_table(encode([], RESPONSE)).schema == table.schema


def test_an_answer_that_its_type_cannot_hold_is_not_lost():
    """The column gets a type that holds it, at last as text; lists of anything are JSON."""
    cells = [OutputField(name="k", kind="array", dtype="object", shape=(2,))]
    table = pa.ipc.open_stream(encode_stream([{"k": [1.5, "x"]}, {"k": None}], cells)).read_all()
    assert table["k"].to_pylist() == ['[1.5, "x"]', None]
    response = [OutputField(name="k", kind="integer", dtype="int64")]
    for values, told in (([1, 2.5], [1.0, 2.5]), ([1, "x"], ["1", "x"]), ([2**70, 1], [str(2**70), "1"])):
        table = pa.ipc.open_stream(encode_stream([{"k": value} for value in values], response)).read_all()
        assert table["k"].to_pylist() == told
