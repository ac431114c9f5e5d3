"""Tensors of the Open Inference Protocol, as JSON and as bytes."""

from __future__ import annotations

import json
import struct
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import GOOD, MISSING, ROWS, SCHEMA, faults, read

from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime.formats.exchange import BodyError, ColumnsError, Limits
from nb2svc.runtime.formats.open_inference import describe_model, read_inference

LIMITS = Limits(bytes=10**6, rows=10)
TYPES = {"small": "INT8", "count": "INT64", "ratio": "FP64", "half": "FP32", "flag": "BOOL", "maybe": "BOOL"} | {
    "grade": "INT32",
    "shape": "FP64",
}
RESPONSE = (
    OutputField(name="p", kind="number", dtype="float32"),
    OutputField(name="k", kind="integer", dtype="int64"),
    OutputField(name="word", kind="string", dtype="str"),
    OutputField(name="vector", kind="array", dtype="torch.float32", shape=(2,)),
)
MANIFEST = SimpleNamespace(service="churn", number=7, request=SCHEMA, response=RESPONSE)
X = RequestSchema(name="df", input="frame", fields=(Field(name="x", kind="number", dtype="float64", nullable=True),))


def tensor(name, rows):
    """Return a field of some rows as an input in JSON."""
    shape = [len(rows), 2, 2] if name == "shape" else [len(rows)]
    return {"name": name, "shape": shape, "datatype": TYPES.get(name, "BYTES"), "data": [row[name] for row in rows]}


def request(rows):
    return {"inputs": [tensor(name, rows) for name in GOOD]}


def infer(data, tail=b"", schema=SCHEMA, head_length=None):
    head = data if isinstance(data, bytes) else json.dumps(data).encode()
    length = head_length if head_length is not None else str(len(head)) if tail else ""
    return read_inference(head + tail, head_length=length, schema=schema, response=RESPONSE, limits=LIMITS)


def one(**given):
    """Return a request with one input `x`."""
    return {"inputs": [{"name": "x", "shape": [1], "datatype": "FP64", "data": [1.5]} | given]}


@pytest.mark.property
@settings(deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=4))
def test_a_row_of_tensors_is_the_json_row(rows):
    """Whatever fits the schema gives the notebook's code the same frame, null by null."""
    rows = [row | {name: None if row[name] is None else float(row[name]) for name in ("ratio", "half")} for row in rows]
    pd.testing.assert_frame_equal(read(infer(request(rows)).decoded.rows), read(rows), check_exact=True)


def test_shapes_of_a_column():
    """[n] and [n, 1], nested or flat, are the same."""
    expected = read([GOOD, GOOD | MISSING])
    data = request([GOOD, GOOD | MISSING])
    for each in data["inputs"]:
        if each["name"] != "shape":
            each |= {"shape": [2, 1], "data": [[value] for value in each["data"]]}
        else:
            each["data"] = np.array(each["data"]).ravel().tolist()
    pd.testing.assert_frame_equal(read(infer(data).decoded.rows), expected)


@pytest.mark.parametrize(
    ("datatype", "values"),
    [
        ("FP16", np.array([0.1, np.nan], "f2")),
        ("FP32", np.array([0.1, 3e38], "f4")),
        ("FP64", np.array([0.1, np.nan], "f8")),
        ("INT8", np.array([-128, 127], "i1")),
        ("INT64", np.array([-(2**53), 7], "i8")),
        ("UINT16", np.array([0, 65535], "u2")),
        ("UINT64", np.array([0, 2**53], "u8")),
    ],
)
def test_bytes_and_json_say_the_same(datatype, values):
    """An element is what its datatype holds of it: 0.1 as FP32 is the same number either way."""
    packed = one(datatype=datatype, shape=[2], data=None, parameters={"binary_data_size": values.nbytes})
    listed = one(datatype=datatype, shape=[2], data=[None if np.isnan(v) else v.item() for v in values])
    expected = [None if np.isnan(value) else value.item() for value in values]
    assert infer(packed, values.tobytes(), schema=X).decoded.rows["x"].tolist() == expected
    assert infer(listed, schema=X).decoded.rows["x"].tolist() == expected
    if datatype == "FP32":
        assert infer(one(datatype=datatype, data=[0.1]), schema=X).decoded.rows["x"].tolist() == [
            float(np.float32(0.1))
        ]


def test_texts_and_flags_as_bytes():
    """A text stands behind its length; a flag is one byte."""
    rows = [GOOD, GOOD | {"zip": "Köln", "flag": False}]
    texts = b"".join(struct.pack("<I", len(t)) + t for t in (row["zip"].encode() for row in rows))
    data = request(rows)
    for each in data["inputs"]:
        if each["name"] in ("zip", "flag"):
            del each["data"]
            each["parameters"] = {"binary_data_size": len(texts) if each["name"] == "zip" else 2}
    inference = infer(data, b"\x01\x00" + texts)
    pd.testing.assert_frame_equal(read(inference.decoded.rows), read(rows))


def test_infinite_numbers_are_faults_of_their_rows():
    """So is what is too big for its datatype."""
    rows = infer(one(shape=[2], datatype="FP16", data=[1e9, 1]), schema=X).decoded.rows
    assert rows["x"].tolist() == [float("inf"), 1.0]
    data = request([GOOD])
    data["inputs"][2] |= {"datatype": "FP16", "data": [1e9]}
    assert faults(infer(data).decoded.rows) == [(0, "ratio", "not-finite")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "the body has no `inputs`"),
        ({"inputs": 5}, "the body has no `inputs`"),
        ({"inputs": [5]}, "the body has no `inputs`"),
        ({"inputs": [{}]}, "there is no `name`, a text"),
        (one() | {"id": {}}, "`id` is .*, expected a text"),
        (one(parameters=[]), "`parameters` is no object"),
        (one(shape=None), "input `x`: there is no `shape`"),
        (one(shape=[1.0]), "input `x`: there is no `shape`"),
        (one(shape=[]), "has 0 dimensions"),
        (one(shape=[-1]), "there is no `shape`"),
        (one(shape=[1, 2]), r"the shape is \[1, 2\], expected \[n\] or \[n, 1\]"),
        (one(shape=[2]), "`data` has 1 elements, but the shape says 2"),
        (one(datatype="FP99"), "the datatype is 'FP99'; known are BYTES, BOOL, INT8"),
        (one(datatype=None), "there is no `datatype`"),
        (one(datatype="INT8", data=[1.5]), "element 0 is number 1.5, which is no INT8"),
        (one(datatype="INT8", data=[128]), "element 0 is number 128, which is no INT8"),
        (one(datatype="UINT8", data=[-1]), "which is no UINT8"),
        (one(data=["1"]), "element 0 is text '1', which is no FP64"),
        (one(data=[True]), "element 0 is true, which is no FP64"),
        (one(datatype="BOOL", data=[1]), "which is no BOOL"),
        (one(datatype="BYTES", data=[1]), "which is no BYTES"),
        (one(data=None), "`data` is null, expected a list"),
        (one(data=[[1], 2]), "not nested evenly"),
        (one(parameters=5), "`parameters` is no object"),
        (one(parameters={"shared_memory_region": "x"}), "shared memory is not read"),
        (one(parameters={"binary_data_size": 8}), "`binary_data_size` is number 8, and there are 0 bytes"),
        (one() | {"outputs": [{"name": "q"}]}, "there is no output `q`.*; there are p, k, word, vector"),
        (one() | {"outputs": [5]}, "`outputs` is no list"),
        (one() | {"outputs": [{"name": "p", "parameters": {"classification": 2}}]}, "classification"),
    ],
)
def test_a_request_that_is_none_is_refused(data, message):
    """The input is named, and what was expected."""
    with pytest.raises(BodyError, match=message) as found:
        infer(data, schema=X)
    assert found.value.status == 400


@pytest.mark.parametrize(
    ("datatype", "tail", "message"),
    [
        ("FP64", bytes(4), "there are 4 bytes, but shape and datatype say 8"),
        ("BYTES", bytes(3), "element 0 is no UTF-8 text behind its length"),
        ("BYTES", struct.pack("<I", 9) + b"x", "element 0 says that it has 9 bytes, and there are 1"),
        ("BYTES", struct.pack("<I", 1) + b"\xff", "element 0 is no UTF-8 text"),
        ("BYTES", bytes(8), "the bytes hold 2 elements, but the shape says 1"),
        ("BYTES", b"", "the bytes hold 0 elements"),
    ],
)
def test_broken_bytes_of_a_tensor_are_refused(datatype, tail, message):
    """The input is named."""
    data = one(datatype=datatype, parameters={"binary_data_size": len(tail)})
    with pytest.raises(BodyError, match=f"input `x`: {message}"):
        infer(data, tail, schema=X)


@pytest.mark.parametrize("length", ["x", "-1", "9" * 20, "10000"])
def test_a_broken_length_is_refused(length):
    """The header is a number of bytes that the body has; and no bytes follow the last tensor."""
    with pytest.raises(BodyError, match="the header Inference-Header-Content-Length is"):
        infer(one(), schema=X, head_length=length)
    with pytest.raises(BodyError, match="3 bytes follow the last tensor"):
        infer(one(), b"abc", schema=X)


def test_inputs_are_checked_once_and_not_by_row():
    """A missing, unknown or repeated input is one fault; so are inputs of different lengths."""
    with pytest.raises(ColumnsError, match="no such field"):
        infer({"inputs": [tensor("small", [GOOD]) | {"name": "smal"}]})
    data = request([GOOD])
    data["inputs"].append(data["inputs"][0])
    with pytest.raises(BodyError, match="`small` is there twice"):
        infer(data)
    data = request([GOOD])
    data["inputs"][0] = tensor("small", [GOOD, GOOD])
    with pytest.raises(BodyError, match="different numbers of rows: `small` 2, `count` 1"):
        infer(data)
    with pytest.raises(BodyError, match="more rows than the limit of 10"):
        infer(one(shape=[11], data=[1.0] * 11), schema=X)


ANSWERS = [
    {"p": 0.1, "k": 3, "word": "é", "vector": [0.5, 1.5]},
    {"p": None, "k": 4, "word": "", "vector": [0.0, None]},
]


def test_answers_are_tensors():
    """The id comes back, shapes count the rows, null is a missing value."""
    encoded = infer(one() | {"id": "42"}, schema=X).encode(ANSWERS, MANIFEST)
    assert encoded.media_type == "application/json"
    assert json.loads(encoded.content) == {
        "model_name": "churn",
        "model_version": "7",
        "id": "42",
        "outputs": [
            {"name": "p", "datatype": "FP32", "shape": [2], "data": [0.1, None]},
            {"name": "k", "datatype": "INT64", "shape": [2], "data": [3, 4]},
            {"name": "word", "datatype": "BYTES", "shape": [2], "data": ["é", ""]},
            {"name": "vector", "datatype": "FP32", "shape": [2, 2], "data": [0.5, 1.5, 0.0, None]},
        ],
    }


def test_answers_as_bytes():
    """Those that are wanted so; a missing whole number or text, which bytes cannot tell, stays JSON."""
    asked = {"outputs": [{"name": "word"}, {"name": "p", "parameters": {"binary_data": True}}]}
    encoded = infer(one() | asked, schema=X).encode(ANSWERS, MANIFEST)
    length = int(encoded.headers["Inference-Header-Content-Length"])
    head = json.loads(encoded.content[:length])
    assert [output["name"] for output in head["outputs"]] == ["word", "p"]
    assert head["outputs"][1] == {
        "name": "p",
        "datatype": "FP32",
        "shape": [2],
        "parameters": {"binary_data_size": 8},
    }
    assert encoded.media_type == "application/octet-stream"
    np.testing.assert_array_equal(np.frombuffer(encoded.content[length:], "f4"), np.array([0.1, np.nan], "f4"))
    everywhere = one() | {"parameters": {"binary_data_output": True}}
    encoded = infer(everywhere, schema=X).encode([ANSWERS[0], ANSWERS[0] | {"k": None, "word": None}], MANIFEST)
    head = json.loads(encoded.content[: int(encoded.headers["Inference-Header-Content-Length"])])
    assert [output.get("data") for output in head["outputs"]] == [None, [3, None], ["é", None], None]


def test_an_answer_that_its_datatype_cannot_hold_is_not_lost():
    """It is told as text."""
    odd = [{"p": "x", "k": 2.5, "word": {"a": 1}, "vector": [0.5]}]
    outputs = json.loads(infer(one(), schema=X).encode(odd, MANIFEST).content)["outputs"]
    assert [output["datatype"] for output in outputs] == ["BYTES"] * 4
    assert [output["data"] for output in outputs] == [["x"], ["2.5"], ['{"a": 1}'], ["[0.5]"]]


def test_a_model_describes_itself():
    """Inputs are the fields that the service reads."""
    described = describe_model(MANIFEST)
    assert (described["name"], described["versions"]) == ("churn", ["7"])
    inputs = {each["name"]: (each["datatype"], each["shape"]) for each in described["inputs"]}
    assert inputs["small"] == ("INT8", [-1])
    assert inputs["count"] == ("INT64", [-1])
    assert inputs["maybe"] == ("BOOL", [-1])
    assert inputs["when"] == ("BYTES", [-1])
    assert inputs["shape"] == ("FP64", [-1, 2, 2])
    assert "target" not in inputs
    assert described["outputs"][3] == {"name": "vector", "datatype": "FP32", "shape": [-1, 2]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.sampled_from(["x", "FP64", "BYTES", "INT8"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "binary_data_size"]), inner),
    max_leaves=6,
)


@pytest.mark.property
@settings(deadline=None, max_examples=200)
@given(
    given_=st.dictionaries(st.sampled_from(["name", "shape", "datatype", "data", "parameters"]), JSON),
    other=st.dictionaries(st.sampled_from(["id", "outputs", "parameters"]), JSON),
    tail=st.binary(max_size=20),
)
def test_any_request_gives_rows_or_a_refusal(given_, other, tail):
    """Never a crash."""
    try:
        inference = infer(one(**given_) | other, tail, schema=X)
    except (BodyError, ColumnsError):
        return
    assert len(inference.decoded.rows) == inference.decoded.count
