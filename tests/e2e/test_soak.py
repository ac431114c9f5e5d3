"""Bodies that nobody would send, by the hundred and in every format: each has its answer, and nothing stays behind."""

import gzip
import io
import json
import random
import struct
from collections import Counter

import httpx
import pandas as pd
import psutil
import pyarrow as pa
import pytest
from pyarrow import feather, parquet

REQUESTS = 1200
REFUSALS = {400, 406, 408, 413, 415, 422, 429, 431}
"""What README says of requests that cannot be answered; no 5xx is among them: nobody waits, and the model is sound."""
JSON = "application/json"
STREAM, FILE = "application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.file"
PARQUET = "application/vnd.apache.parquet"
INFER = "/v2/models/churn/infer"
ODD = (
    b"NaN", b"-Infinity", b"1e999", b"-0.0", b"9" * 400, b"null", b"[]", b"{}", b'""', b'"\\ud800"', b"\xff\xfe",
    b"\x00", b"[" * 5000, b'{"a":' * 2000, b"true", b"1.5", b'"2026-02-30"', b"\xef\xbb\xbf",
    b'"' + b"x" * 20_000 + b'"', b",", b"\r\n",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(churn, built, command, serving, tmp_path_factory):
    log = tmp_path_factory.mktemp("server") / "log"
    with serving([command, "serve", "churn", "--workers", "2", "--store", built(churn)], log) as running:
        yield running


@pytest.fixture(scope="module")
def golden(churn, truth, server):
    """Paths, headers and bodies that ask for the same rows in all formats; the last two for a single one."""
    rows = truth(churn).rows[:5]
    inputs = httpx.get(f"{server.url}/v2/models/churn").json()["inputs"]
    tables = {STREAM: io.BytesIO(), FILE: io.BytesIO(), PARQUET: io.BytesIO()}
    table = pa.Table.from_pylist(rows)
    with pa.ipc.new_stream(tables[STREAM], table.schema) as writer:
        writer.write_table(table)
    feather.write_feather(table, tables[FILE], compression="lz4")
    parquet.write_table(table, tables[PARQUET])
    frame, columns = pd.DataFrame(rows), {name: [row[name] for row in rows] for name in rows[0]}
    split = json.loads(frame.to_json(orient="split", index=False, double_precision=15))
    as_csv = frame.to_csv(index=False).encode()
    head, tail = as_tensors(inputs, rows)
    sent = [
        ("/predict", {"content-type": JSON}, as_json(rows)),
        ("/predict", {"content-type": "text/csv"}, as_csv),
        ("/predict", {"content-type": "text/csv", "content-encoding": "gzip"}, gzip.compress(as_csv)),
        *(("/predict", {"content-type": kind}, file.getvalue()) for kind, file in tables.items()),
        ("/invocations", {"content-type": JSON}, as_json({"dataframe_split": split})),
        ("/invocations", {"content-type": JSON}, as_json({"dataframe_records": rows})),
        (
            "/invocations",
            {"content-type": JSON},
            as_json({"inputs": columns}),
        ),
        ("/invocations", {"content-type": "text/csv"}, as_csv),
        (INFER, {"content-type": JSON}, as_json({"inputs": as_inputs(inputs, rows)})),
        (INFER, {"inference-header-content-length": str(len(head))}, head + tail),
        ("/predict", {"content-type": JSON}, as_json(rows[0])),
        ("/invocations", {"content-type": JSON}, as_json({"instances": rows[:1]})),
    ]
    return [(path, headers | {"x-request-id": str(number)}, body) for number, (path, headers, body) in enumerate(sent)]


def as_json(value):
    return json.dumps(value).encode()


def as_inputs(inputs, rows):
    """Return rows as tensors of the Open Inference Protocol, of the fields that they have."""
    return [
        {
            "name": each["name"],
            "shape": [len(rows)],
            "datatype": each["datatype"],
            "data": [row[each["name"]] for row in rows],
        }
        for each in inputs
        if each["name"] in rows[0]
    ]


def as_tensors(inputs, rows):
    """Return the same with the values as bytes: the head, and what follows it."""
    packed, tensors = b"", []
    for tensor in as_inputs(inputs, rows):
        values = tensor.pop("data")
        part = b"".join(pack(tensor["datatype"], value) for value in values)
        tensors.append(tensor | {"parameters": {"binary_data_size": len(part)}})
        packed += part
    return as_json({"inputs": tensors}), packed


def pack(datatype, value):
    if datatype == "BYTES":
        return struct.pack("<I", len(value.encode())) + value.encode()
    codes = {"BOOL": "?", "INT64": "q", "FP64": "d"}
    return struct.pack(f"<{codes[datatype]}", float("nan") if value is None else value)


def spoil(body, luck):
    """Return a body with a fault or two, or none; the same for the same luck."""
    damaged = bytearray(body)
    for _ in range(luck.randint(0, 3)):
        at = luck.randrange(len(damaged) + 1)
        match luck.randrange(7):
            case 0:
                del damaged[at:]
            case 1:
                damaged[at:at] = luck.choice(ODD)
            case 2:
                damaged[at : at + luck.randint(1, 20)] = luck.choice(ODD)
            case 3:
                damaged[at:at] = luck.randbytes(luck.randint(1, 200))
            case 4:
                damaged[at:at] = damaged[luck.randrange(len(damaged) + 1) :][:500]
            case 5:
                del damaged[at : at + luck.randint(1, 200)]
            case 6 if damaged:
                for _ in range(5):
                    damaged[luck.randrange(len(damaged))] ^= 1 << luck.randrange(8)
    return bytes(damaged) if luck.random() < 0.95 else luck.randbytes(luck.randint(0, 4000))


def pour(server, golden, luck, count):
    """Send spoilt bodies; return how often each status came."""
    seen = Counter()
    with httpx.Client(base_url=server.url, timeout=60) as client:
        for _ in range(count):
            path, headers, body = luck.choice(golden)
            if luck.random() < 0.1:  # what is said of a body is not what it is
                headers = headers | luck.choice(golden)[1]
            content = spoil(body, luck)
            answer = client.post(path, content=content, headers=headers)
            seen[answer.status_code] += 1
            told = path, headers, content[:3000], answer.text[:1000]
            assert answer.status_code in REFUSALS | {200}, told
            assert answer.headers["x-request-id"] == headers["x-request-id"], told
            assert answer.headers["x-nb2svc-version"] == "churn@1", told
            assert answer.headers["content-type"] != JSON or answer.json() is not None
    return seen


def test_spoilt_bodies_are_answered_and_leave_nothing_behind(server, golden):
    """No 5xx, no worker less, good rows answered as before in every format, and no memory that grows with requests."""

    def ask_all():
        answers = [httpx.post(f"{server.url}{path}", headers=headers, content=body) for path, headers, body in golden]
        assert [answer.status_code for answer in answers] == [200] * len(golden)
        return [answer.content for answer in answers]

    def workers():
        children = psutil.Process(server.process.pid).children(recursive=True)
        return {child.pid: child for child in children if child.name() == "nb2svc-worker"}

    def megabytes():
        return sum(worker.memory_info().rss for worker in workers().values()) / 1e6

    luck = random.Random(20_260_517)
    before, processes = ask_all(), set(workers())
    seen = pour(server, golden, luck, REQUESTS // 2)
    warm = megabytes()
    seen += pour(server, golden, luck, REQUESTS // 2)
    assert ask_all() == before
    assert set(workers()) == processes
    assert megabytes() - warm < 100
    assert seen[200] > 100
    assert seen[422] > 20
    assert seen[400] > 100
    metrics = httpx.get(f"{server.url}/metrics").text
    assert 'status="500"' not in metrics
