"""Every format over HTTP: the same rows get the same answers, and faults have one shape."""

from __future__ import annotations

import gzip
import io
import json
import zlib

import httpx
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bundles import write_churn, write_plain
from serving import serving
from tables import FIELDS, GOOD, MISSING, SCHEMA
from tritonclient import http as triton
from tritonclient.utils import InferenceServerException

from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime import load_bundle
from nb2svc.runtime.settings import Settings

ARROW = "application/vnd.apache.arrow.stream"
PARQUET = "application/vnd.apache.parquet"


def details(response):
    return [(entry["loc"], entry["type"]) for entry in response.json()["detail"]]


def as_arrow(frame, opened=pa.ipc.new_stream):
    sink, table = io.BytesIO(), pa.Table.from_pandas(frame)
    with opened(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


BODIES = {
    "application/json": lambda frame: frame.to_json(orient="records", double_precision=15).encode(),
    "text/csv": lambda frame: frame.to_csv().encode(),
    ARROW: as_arrow,
    "application/vnd.apache.arrow.file": lambda frame: as_arrow(frame, pa.ipc.new_file),
    PARQUET: lambda frame: frame.to_parquet(),
    "application/x-parquet": lambda frame: frame.to_parquet(),
}
READERS = {
    "application/json": json.loads,
    "text/csv": lambda content: pd.read_csv(io.BytesIO(content)).to_dict("records"),
    ARROW: lambda content: pa.ipc.open_stream(content).read_all().to_pylist(),
    "application/vnd.apache.arrow.file": lambda content: pa.ipc.open_file(content).read_all().to_pylist(),
    PARQUET: lambda content: pq.read_table(io.BytesIO(content)).to_pylist(),
}


@pytest.mark.parametrize("sent", BODIES)
@pytest.mark.parametrize("asked", [None, *READERS])
def test_every_format_gets_the_same_answers(client, churn, sent, asked):
    """Whatever goes in and whatever comes out; JSON where nothing is asked for."""
    body = BODIES[sent](pd.DataFrame(churn.rows))
    response = client.post(
        "/predict", content=body, headers={"content-type": sent} | ({"accept": asked} if asked else {})
    )
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == (asked or "application/json")
    assert response.headers["X-Nb2svc-Version"] == "churn@7"
    assert READERS[asked or "application/json"](response.content) == [pytest.approx(answer) for answer in churn.answers]


def test_a_faulty_row_is_named_with_its_line(client, churn):
    """Row, field, and for CSV the line."""
    frame = pd.DataFrame(churn.rows).astype({"plan": object})
    frame.loc[2, "plan"] = "gold"
    for sent, write in BODIES.items():
        response = client.post("/predict", content=write(frame), headers={"content-type": sent})
        assert (response.status_code, details(response)) == (422, [(["body", 2, "plan"], "unknown-category")])
        assert response.json()["detail"][0]["msg"].startswith("line 4: unknown" if sent == "text/csv" else "unknown")
    for charge, kind in ((-1.0, "row-dropped"), (13.0, "row-refused")):
        frame.loc[2, ["plan", "charge"]] = "pro", charge
        response = client.post("/predict", content=BODIES["text/csv"](frame), headers={"content-type": "text/csv"})
        assert details(response) == [(["body", 2], kind)]
        assert response.json()["detail"][0]["msg"].startswith("line 4: the notebook's code ")


def test_a_faulty_column_is_named_once(client, churn):
    """Without a row: it is the same in all of them."""
    frame = pd.DataFrame(churn.rows).rename(columns={"tenure": "tenur"})
    for sent, write in BODIES.items():
        if sent != "application/json":
            response = client.post("/predict", content=write(frame), headers={"content-type": sent})
            assert response.status_code == 422
            assert details(response) == [(["body", "tenur"], "unknown-field"), (["body", "tenure"], "missing")]


@pytest.mark.parametrize(
    ("headers", "body", "status", "kind"),
    [
        ({"content-type": "application/xml"}, b"<a/>", 415, "content-type"),
        ({"content-type": "text/csv; charset=klingon"}, b"a", 415, "charset"),
        ({"content-type": "application/json", "content-encoding": "br"}, b"{}", 415, "content-encoding"),
        ({"content-type": "application/json", "accept": "image/png"}, b"{}", 406, "not-acceptable"),
        ({"content-type": "text/csv", "accept": "text/html"}, b"a\n1\n", 406, "not-acceptable"),
        ({"content-type": "text/csv"}, b'a\n"', 400, "csv-invalid"),
        ({"content-type": "text/csv"}, b"a\n\xff\n", 400, "charset"),
        ({"content-type": ARROW}, b"a", 400, "arrow-invalid"),
        ({"content-type": PARQUET}, b"a", 400, "parquet-invalid"),
        ({"content-type": "application/json", "content-encoding": "gzip"}, b"{}", 400, "content-encoding"),
    ],
)
def test_a_body_that_cannot_be_read_says_why(client, headers, body, status, kind):
    """Never an internal error."""
    response = client.post("/predict", content=body, headers=headers)
    assert (response.status_code, details(response)) == (status, [(["body"], kind)])


def test_packed_bodies_are_unpacked(client, churn):
    """Of every format and at every path."""
    text = json.dumps(churn.rows).encode()
    for encoding, packed in (("gzip", gzip.compress(text)), ("deflate", zlib.compress(text))):
        headers = {"content-type": "application/json", "content-encoding": encoding}
        response = client.post("/predict", content=packed, headers=headers)
        assert response.json() == [pytest.approx(answer) for answer in churn.answers]


def test_a_bomb_is_refused(service):
    """What unpacks to more than a body may have is refused, however small it is packed."""
    with serving(service, settings=Settings(max_body_bytes=10_000)) as client:
        headers = {"content-type": "application/json", "content-encoding": "gzip"}
        response = client.post("/predict", content=gzip.compress(b"[" + b" " * 10**6 + b"]"), headers=headers)
        assert (response.status_code, details(response)) == (413, [(["body"], "too-large")])


def test_what_is_wanted_most_decides_for_json_too(client, churn):
    """A JSON request that wants CSV rather than JSON gets CSV."""
    response = client.post("/predict", json=churn.rows[0], headers={"accept": "text/csv, application/json;q=0.5"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text.splitlines()[0] == "proba,will_churn"


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory):
    """A client of a service with a field of every kind, which answers what it was given."""
    predict = "return {f: df[f].astype(str).tolist() for f in df.columns}"
    response = tuple(OutputField(name=f.name, kind="string", dtype="str") for f in FIELDS if f.required)
    folder = tmp_path_factory.mktemp("kinds") / "b"
    written = write_plain(folder, request=SCHEMA, predict=predict, response=response, rows=[])
    with serving(load_bundle(written.folder)) as client:
        yield client


def test_every_kind_of_field_is_the_same_in_every_format(every_kind):
    """What the notebook's code sees does not depend on how it was sent."""
    rows = [GOOD, GOOD | MISSING]
    expected = every_kind.post("/predict", json=rows).json()
    assert expected[0]["zip"] == "01234"
    frame = pd.DataFrame(rows)
    csv = frame.assign(shape=[json.dumps(row["shape"]) for row in rows]).to_csv(index=False).encode()
    assert every_kind.post("/predict", content=csv, headers={"content-type": "text/csv"}).json() == expected
    table = frame.assign(count=frame["count"].astype("Int64"), maybe=frame["maybe"].astype("boolean"))
    for sent in (ARROW, PARQUET):
        body = BODIES[sent](table)
        assert every_kind.post("/predict", content=body, headers={"content-type": sent}).json() == expected
    split = {"columns": [*GOOD], "data": [[*row.values()] for row in rows]}
    answer = every_kind.post("/invocations", json={"dataframe_split": split}).json()
    assert answer == {"predictions": expected}


def test_invocations_are_answered_as_by_mlflow(client, churn):
    """In each of its shapes, as CSV and as Parquet; its health checks are answered too."""
    frame = pd.DataFrame(churn.rows).astype(object).where(lambda values: values.notna(), None)
    split = frame.to_dict(orient="split")
    for data in ({"dataframe_split": split}, {"dataframe_records": churn.rows}, {"inputs": frame.to_dict("list")}):
        response = client.post("/invocations", json=data)
        assert response.json() == {"predictions": [pytest.approx(answer) for answer in churn.answers]}
        assert response.headers["content-type"] == "application/json"
    for sent in ("text/csv", PARQUET):
        body = BODIES[sent](pd.DataFrame(churn.rows))
        response = client.post("/invocations", content=body, headers={"content-type": sent})
        assert len(response.json()["predictions"]) == len(churn.rows)
    for path in ("/ping", "/health"):
        assert (client.get(path).status_code, client.get(path).text) == (200, "\n")
    response = client.post("/invocations", json={"instances": [churn.rows[0] | {"plan": "gold"}]})
    assert (response.status_code, details(response)) == (422, [(["body", 0, "plan"], "unknown-category")])
    assert client.post("/invocations", json=[1]).status_code == 422


def tensors(rows):
    """Return rows as inputs of the Open Inference Protocol."""
    kinds = {"tenure": "INT64", "charge": "FP64", "age": "FP64", "plan": "BYTES", "region": "BYTES"}
    return [
        {"name": name, "shape": [len(rows)], "datatype": kind, "data": [row[name] for row in rows]}
        for name, kind in kinds.items()
    ]


def test_the_open_inference_protocol_is_spoken(client, churn):
    """Server, health, metadata, readiness and inference, with and without the version."""
    server = client.get("/v2").json()
    assert (server["name"], server["extensions"]) == ("nb2svc", ["binary_tensor_data"])
    assert client.get("/v2/health/live").json() == {"live": True}
    assert client.get("/v2/health/ready").status_code == 200
    for path in ("/v2/models/churn", "/v2/models/churn/versions/7"):
        model = client.get(path).json()
        assert (model["name"], model["versions"]) == ("churn", ["7"])
        assert model["inputs"][0] == {"name": "tenure", "datatype": "INT64", "shape": [-1]}
        assert client.get(f"{path}/ready").json() == {"name": "churn", "ready": True}
        answer = client.post(f"{path}/infer", json={"id": "42", "inputs": tensors(churn.rows)}).json()
        assert (answer["model_name"], answer["model_version"], answer["id"]) == ("churn", "7", "42")
        proba, will_churn = answer["outputs"]
        assert proba["data"] == pytest.approx([each["proba"] for each in churn.answers])
        assert (will_churn["datatype"], will_churn["shape"]) == ("BOOL", [10])


def test_its_errors_are_in_its_shape(client, churn):
    """One text, with rows and fields in it."""
    faulty = tensors([churn.rows[0], churn.rows[1] | {"plan": "gold", "tenure": None}])
    for path, inputs, status, message in (
        ("/v2/models/churn/infer", faulty, 422, "row 1, `tenure`: found null, but no training row had a missing value"),
        ("/v2/models/churn/infer", faulty[1:], 422, "`tenure`: the column is missing"),
        ("/v2/models/churn/infer", [], 422, "`tenure`: the column is missing; `charge`: the column is missing"),
        ("/v2/models/fraud/infer", faulty, 404, "there is no model `fraud` here; there are churn@7"),
        ("/v2/models/churn/versions/8/infer", faulty, 404, "there is no model `churn` in version 8 here"),
        ("/v2/models/churn/explain", faulty, 404, "there is nothing at /v2/models/churn/explain"),
    ):
        response = client.post(path, json={"inputs": inputs})
        assert response.status_code == status
        assert response.json()["error"].startswith(message)
        assert set(response.json()) == {"error"}
    assert client.get("/v2/models/fraud").json()["error"].startswith("there is no model `fraud`")


def test_models_of_several_versions_are_told_apart(service, tmp_path):
    """The newest answers where no version is named."""
    newer = load_bundle(write_churn(tmp_path / "8-0", number=8).folder)
    with serving(service, newer) as client:
        assert client.get("/v2/models/churn").json()["versions"] == ["7", "8"]
        row = {"tenure": 3, "charge": 40.0, "age": None, "plan": "plus", "region": "N"}
        for path, version in (("churn", "8"), ("churn/versions/7", "7")):
            response = client.post(f"/v2/models/{path}/infer", json={"inputs": tensors([row])})
            assert response.json()["model_version"] == version
            assert response.headers["X-Nb2svc-Version"] == f"churn@{version}"
        assert client.post("/churn@7/invocations", json={"instances": [row]}).status_code == 200


def test_tritons_client_is_answered(client, churn):
    """Its own library, with bytes as it sends them by default, with JSON, and packed."""
    arrays = {name: np.array([row[name] for row in churn.rows]) for name in ("tenure", "charge")}
    arrays["age"] = np.array([np.nan if row["age"] is None else row["age"] for row in churn.rows])
    arrays |= {name: np.array([row[name] for row in churn.rows], dtype=object) for name in ("plan", "region")}
    kinds = {"tenure": "INT64", "plan": "BYTES", "region": "BYTES"}
    with triton.InferenceServerClient(f"{client.base_url.host}:{client.base_url.port}") as server:
        assert server.is_server_live()
        assert server.is_server_ready()
        assert server.is_model_ready("churn", "7")
        assert not server.is_model_ready("fraud")
        assert server.get_server_metadata()["extensions"] == ["binary_tensor_data"]
        described = server.get_model_metadata("churn")
        assert {each["name"]: each["datatype"] for each in described["inputs"]} == {
            name: kinds.get(name, "FP64") for name in arrays
        }
        for binary, options in (
            (True, {}),
            (False, {}),
            (True, {"request_compression_algorithm": "gzip", "response_compression_algorithm": "gzip"}),
            (True, {"request_compression_algorithm": "deflate", "model_version": "7", "request_id": "42"}),
            (False, {"outputs": [triton.InferRequestedOutput("proba", binary_data=False)]}),
        ):
            inputs = []
            for name, values in arrays.items():
                shape = (len(values), 1) if name == "tenure" else (len(values),)
                given = triton.InferInput(name, shape, kinds.get(name, "FP64"))
                inputs.append(given.set_data_from_numpy(values.reshape(shape), binary_data=binary or name == "age"))
            result = server.infer("churn", inputs, **options)
            assert result.get_response().get("id", "") == options.get("request_id", "")
            np.testing.assert_allclose(result.as_numpy("proba"), [each["proba"] for each in churn.answers])
            if "outputs" not in options:
                assert result.as_numpy("will_churn").tolist() == [each["will_churn"] for each in churn.answers]
        with pytest.raises(InferenceServerException, match="there is no model `fraud` here"):
            server.infer("fraud", inputs)


def test_texts_and_vectors_go_both_ways_as_bytes(tmp_path):
    """An output of text and one of vectors, with umlauts, as Triton's client reads them."""
    request = RequestSchema(
        name="images", input="array", fields=(Field(name="images", kind="array", dtype="uint8", shape=(2, 3)),)
    )
    response = (
        OutputField(name="word", kind="string", dtype="str"),
        OutputField(name="mean", kind="array", dtype="float32", shape=(3,)),
    )
    predict = "return {'word': ['Größe'] * len(images), 'mean': images.mean(axis=1).astype('float32')}"
    written = write_plain(tmp_path / "b", request=request, predict=predict, response=response, rows=[])
    images = np.arange(24, dtype="uint8").reshape(4, 2, 3)
    with (
        serving(load_bundle(written.folder)) as client,
        triton.InferenceServerClient(f"{client.base_url.host}:{client.base_url.port}") as server,
    ):
        given = triton.InferInput("images", images.shape, "UINT8").set_data_from_numpy(images)
        result = server.infer("plain", [given])
    assert [word.decode() for word in result.as_numpy("word")] == ["Größe"] * 4
    np.testing.assert_allclose(result.as_numpy("mean"), images.mean(axis=1))


def ask_examples(client):
    """Send every example of the documentation, and count them."""
    paths = client.get("/openapi.json").json()["paths"]
    service = client.get("/version").json()["service"]
    asked = 0
    for path, operations in paths.items():
        body = operations.get("post", {}).get("requestBody", {}).get("content", {})
        asked_path = path.replace("{name}", service).replace("{version}", str(client.get("/version").json()["number"]))
        for name, example in body.get("application/json", {}).get("examples", {}).items():
            response = client.post(asked_path, json=example["value"])
            assert response.status_code == 200, (path, name, response.text)
            asked += 1
        if "text/csv" in body:
            content = body["text/csv"]["example"]
            response = client.post(asked_path, content=content.encode(), headers={"content-type": "text/csv"})
            assert response.status_code == 200, (path, content, response.text)
            asked += 1
    return asked


def test_examples_of_every_route_are_accepted(client):
    """What `/docs` shows to send is answered."""
    assert ask_examples(client) == 2 + 1 + 4 + 1 + 2
    assert "Send CSV" in client.get("/docs").text


TEXTS = (Field(name="texts", kind="string", dtype="str", example="a"),)
SIZE = (Field(name="size", kind="number", dtype="number"),)


@pytest.mark.parametrize(
    ("request_", "predict", "rows"),
    [
        (RequestSchema(name="texts", input="list", fields=TEXTS), "[len(t) for t in texts]", ["Größe", "b"]),
        (RequestSchema(name="texts", input="series", fields=TEXTS), "texts.str.len()", ["Größe", "b"]),
        (
            RequestSchema(
                name="images",
                input="array",
                fields=(Field(name="images", kind="array", dtype="float32", shape=(2, 2)),),
            ),
            "images.sum(axis=(1, 2)).astype(int)",
            [[[0.5, 1.0], [1.5, 2.0]], [[1.0, 1.0], [1.0, 1.0]]],
        ),
        (RequestSchema(name="size", input="call", fields=SIZE), "size * 2", [{"size": 2}, {"size": 3}]),
        (SCHEMA, "df['small'].astype('int64')", [GOOD, GOOD | MISSING]),
    ],
    ids=["list", "series", "array", "call", "frame"],
)
def test_every_kind_of_input_is_taken_in_every_format(tmp_path, request_, predict, rows):
    """Rows that are single values or arrays are a table with one column."""
    response = (OutputField(name="y", kind="integer", dtype="int64"),)
    body = f"return {{'y': {predict}}}"
    written = write_plain(tmp_path / "b", request=request_, predict=body, response=response, rows=rows)
    with serving(load_bundle(written.folder)) as client:
        assert ask_examples(client) == 2 + 1 + 4 + 1 + 2
        expected = client.post("/predict", json=rows).json()
        records = rows if isinstance(rows[0], dict) else [{request_.fields[0].name: row} for row in rows]
        table = pa.Table.from_pylist(records)
        if request_.input != "frame":
            sink = io.BytesIO()
            pq.write_table(table, sink)
            answer = client.post("/predict", content=sink.getvalue(), headers={"content-type": PARQUET})
            assert answer.json() == expected
        answer = client.post("/invocations", json={"instances": rows}).json()
        assert answer == {"predictions": [each["y"] for each in expected]}


def test_large_tables_do_not_hold_up_others(client, churn):
    """A large body is decoded beside the event loop, and answered like a small one."""
    frame = pd.concat([pd.DataFrame(churn.rows)] * 300, ignore_index=True)
    body = BODIES["text/csv"](frame)
    assert len(body) > 50_000
    response: httpx.Response = client.post("/predict", content=body, headers={"content-type": "text/csv"})
    assert len(response.json()) == 3000
