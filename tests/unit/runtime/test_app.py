"""The HTTP interface: one shape for answers, one for errors, the version on everything."""

from __future__ import annotations

import json
import logging
import re
import socket
import sys
import threading
import time

import pytest
from bundles import write_plain
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import serving

from nb2svc.diagnostics import BundleError
from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime import load_bundle
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.web.app import create_app

NUMBER = RequestSchema(name="df", input="frame", fields=(Field(name="x", kind="number", dtype="float64"),))
ANSWER = (OutputField(name="y", kind="number", dtype="float64"),)


def details(response):
    return [(entry["loc"], entry["type"]) for entry in response.json()["detail"]]


def test_one_object_gets_one_object(client, churn):
    """A row is answered without a list around it, and a list with one."""
    one = client.post("/predict", json=churn.rows[0])
    many = client.post("/predict", json=churn.rows)
    assert one.json() == pytest.approx(churn.answers[0])
    assert many.json() == [pytest.approx(answer) for answer in churn.answers]
    assert client.post("/predict", json=[]).json() == []


@pytest.mark.parametrize("path", ["/", "/docs", "/schema", "/version", "/healthz", "/readyz", "/metrics", "/nothing"])
def test_every_answer_carries_the_version(client, path):
    """Also those that are no predictions, and those that are errors."""
    assert client.get(path).headers["X-Nb2svc-Version"] == "churn@7"


def test_all_faults_of_a_list_are_reported(client, churn):
    """The answer has FastAPI's shape, with row and field as the place."""
    rows = [churn.rows[0], churn.rows[1] | {"plan": "gold"}, {"tenur": 1} | churn.rows[2], 5]
    response = client.post("/predict", json=rows)
    assert response.status_code == 422
    assert details(response) == [
        (["body", 1, "plan"], "unknown-category"),
        (["body", 2, "tenur"], "unknown-field"),
        (["body", 3], "row-type"),
    ]
    assert response.json()["detail"][1]["msg"] == "no such field; did you mean `tenure`?"


def test_the_faults_of_a_large_request_are_counted(client):
    """A thousand are listed, and how many there are beside them is told."""
    entries = client.post("/predict", json=[5] * 1200).json()["detail"]
    assert len(entries) == 1001
    assert entries[-1] == {"loc": ["body"], "msg": "and 200 more faults", "type": "more-faults"}


def test_faults_of_one_object_have_no_row_number(client, churn):
    """Whoever sends one object need not know that rows have numbers."""
    response = client.post("/predict", json=churn.rows[0] | {"tenure": None})
    assert details(response) == [(["body", "tenure"], "null")]


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"", 400, "the body is empty"),
        (b"{", 400, "the body is no JSON: .* \\(line 1, column"),
        (b'{"tenure": NaN}', 400, "a missing value is null in JSON"),
        (b"\xff\xfe", 400, "the body is no JSON"),
        (b"[" * 100_000, 400, "the body is no JSON"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400, "the body is no JSON"),
        (b"7", 422, "the body is number 7; expected an object for one row, or a list for several"),
        (b"null", 422, "the body is null"),
        (b'{"tenure": ' + b"9" * 5000 + b"}", 400, "the body is no JSON"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_body_that_holds_no_rows_says_so(client, body, status, message):
    """Never an internal error, always a reason."""
    response = client.post("/predict", content=body)
    assert response.status_code == status
    assert any(re.search(message, entry["msg"]) for entry in response.json()["detail"])


@pytest.mark.property
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(
    body=st.binary(max_size=40)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["tenure", "charge", "plan", "x"]), inner, max_size=3)
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_any_body_gets_an_answer(client, body):
    """Any bytes give a result or a described error, never a crash."""
    response = client.post("/predict", content=body)
    assert response.status_code in (200, 400, 422)
    assert response.json() == [] or response.json()["detail"]


def test_the_same_name_twice_keeps_the_last(client, churn):
    """JSON with a repeated name is read as every parser reads it."""
    text = json.dumps(churn.rows[0])[:-1] + ', "tenure": "x", "tenure": 3}'
    assert client.post("/predict", content=text).status_code == 200


@pytest.mark.parametrize("kind", ["application/json", "text/csv"])
def test_a_caller_who_hangs_up_is_no_failure_of_the_service(service, kind):
    """Half a body and then nothing: whatever the format, no error is counted, and the next caller is answered."""
    with serving(service) as client:
        with socket.create_connection((client.base_url.host, client.base_url.port)) as connection:
            head = f"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 100\r\n\r\n"
            connection.sendall(f"{head}half of it".encode())
            time.sleep(0.2)
        time.sleep(0.2)
        assert client.get("/healthz").status_code == 200
        counted = [line for line in client.get("/metrics").text.splitlines() if line.startswith("nb2svc_requests")]
    assert [line for line in counted if 'status="5' in line or 'status="4' in line] == []


def test_a_large_body_is_refused(service, churn):
    """With and without a declared length, and by number of rows."""
    with serving(service, settings=Settings(max_body_bytes=1000, max_rows=3)) as client:
        large = json.dumps(churn.rows * 20).encode()
        for content in (large, iter([large])):
            response = client.post("/predict", content=content)
            assert (response.status_code, details(response)) == (413, [(["body"], "too-large")])
        response = client.post("/predict", json=[{}] * 4)
        assert (response.status_code, details(response)) == (413, [(["body"], "too-many-rows")])
        assert client.post("/predict", json=churn.rows[0]).status_code == 200


def test_a_failing_stage_tells_the_log_and_not_the_caller(client, churn, caplog):
    """The caller learns which row; the traceback and its text stay with the operator."""
    with caplog.at_level(logging.ERROR):
        response = client.post("/predict", json=[churn.rows[0], churn.rows[1] | {"charge": 13}])
    assert response.status_code == 422
    assert details(response) == [(["body", 1], "row-refused")]
    assert "thirteen" not in response.text
    assert "Traceback" not in response.text
    assert "thirteen is not a charge (churn.ipynb cell 6, line 4)" in caplog.text


def test_code_that_fails_and_not_over_values_is_a_failure_of_the_service(tmp_path):
    """A file that is gone, say: asking again may help, and an operator has to know."""
    written = write_plain(
        tmp_path / "b",
        request=RequestSchema(name="df", input="frame", fields=(Field(name="x", kind="number", dtype="float64"),)),
        predict="open('/nowhere/rates.csv')\nreturn {'y': df['x']}",
        response=(OutputField(name="y", kind="number", dtype="float64"),),
        rows=[{"x": 1.0}],
    )
    with serving(load_bundle(written.folder)) as client:
        response = client.post("/predict", json=written.rows[0])
    assert (response.status_code, details(response)) == (500, [(["body"], "stage-error")])


def test_a_dropped_row_is_a_fault(client, churn):
    """A row for which the notebook has no answer is the caller's to leave out."""
    response = client.post("/predict", json=churn.rows[0] | {"charge": -1})
    assert (response.status_code, details(response)) == (422, [(["body"], "row-dropped")])


def test_unknown_paths_and_methods_have_the_same_shape(client):
    """Every error is `detail` with place, message and type."""
    assert details(client.get("/nothing")) == [(["path"], "not-found")]
    response = client.get("/predict")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert details(response) == [(["path"], "http")]


def test_an_internal_error_is_answered(service, monkeypatch, caplog):
    """A fault of ours is 500 in the same shape, with the version, and says nothing else."""
    with serving(service) as client:
        monkeypatch.setattr("nb2svc.runtime.web.routes.describe_version", lambda _: 1 / 0)
        response = client.get("/version")
    assert (response.status_code, details(response)) == (500, [([], "internal")])
    assert response.headers["X-Nb2svc-Version"] == "churn@7"
    assert "division" not in response.text


def test_schema_describes_request_and_answer(client, churn):
    """JSON Schema, with an example that the service accepts."""
    schema = client.get("/schema").json()
    assert schema["request"]["required"] == ["tenure", "charge", "age", "plan", "region"]
    assert schema["request"]["properties"]["plan"]["enum"] == ["basic", "plus", "pro"]
    assert schema["request"]["properties"]["age"]["type"] == ["number", "null"]
    assert list(schema["answer"]["properties"]) == ["proba", "will_churn"]
    assert schema["example"]["request"] == churn.rows[0]
    assert client.post("/predict", json=schema["example"]["request"]).json() == pytest.approx(
        schema["example"]["answer"]
    )


def test_version_tells_where_it_comes_from(client):
    """Notebook, parameters, metrics and checks."""
    version = client.get("/version").json()
    assert version["version"] == "churn@7"
    assert version["parameters"] == {"path": "data/churn.csv", "n_trees": 200}
    assert version["metrics"] == {"auc": 0.9312}
    assert [check["passed"] for check in version["checks"]] == [True] * 4


def test_metrics_count_requests_rows_and_faults(service, churn):
    """Prometheus text, by service, version and status."""
    with serving(service) as client:
        client.post("/predict", json=churn.rows)
        client.post("/predict", json=churn.rows[0] | {"plan": "gold"})
        text = client.get("/metrics").text
    labels = 'service="churn",version="7"'
    assert 'nb2svc_requests_total{service="churn",status="200",version="7"} 1.0' in text
    assert 'nb2svc_requests_total{service="churn",status="422",version="7"} 1.0' in text
    assert f"nb2svc_rows_total{{{labels}}} 10.0" in text
    assert 'nb2svc_row_errors_total{service="churn",type="unknown-category",version="7"} 1.0' in text
    assert f"nb2svc_request_seconds_count{{{labels}}} 2.0" in text


def test_docs_need_no_network_and_show_examples(client):
    """Nothing of another host is loaded, and every route is there with an example."""
    page = client.get("/docs")
    assert 'src="' not in page.text
    assert 'href="http' not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for text in ("/predict", "&#34;will_churn&#34;: ", "the field is missing", "/readyz", "training rows from 10."):
        assert text in page.text
    predict = client.get("/openapi.json").json()["paths"]["/predict"]["post"]
    examples = predict["requestBody"]["content"]["application/json"]["examples"]
    assert client.post("/predict", json=examples["several rows"]["value"]).status_code == 200
    assert " ".join(predict["responses"]) == "200 400 406 408 413 415 422 429 431 500 503 504"


def test_page_holds_data_that_cannot_break_out(tmp_path):
    """A category that looks like markup is text on the page."""
    field = Field(name="</script><b>", kind="string", dtype="str", categories=("</script><script>alert(1)</script>",))
    request = RequestSchema(name="df", input="frame", fields=(field,))
    rows = [{"</script><b>": "</script><script>alert(1)</script>"}]
    written = write_plain(tmp_path / "b", request=request, predict="return {'y': [1]}", response=ANSWER, rows=rows)
    with serving(load_bundle(written.folder)) as client:
        for path in ("/", "/docs"):
            assert "<script>alert(1)" not in client.get(path).text


def test_several_services_share_a_server(service, churn, tmp_path):
    """Each lives under its name; the page at `/` lists them."""
    other = write_plain(
        tmp_path / "b", request=NUMBER, predict="return {'y': df['x'] * 2}", response=ANSWER, rows=[{"x": 1.0}]
    )
    with serving(service, load_bundle(other.folder)) as client:
        assert client.post("/churn/predict", json=churn.rows[0]).headers["X-Nb2svc-Version"] == "churn@7"
        assert client.post("/plain/predict", json={"x": 2}).json() == {"y": 4.0}
        assert client.get("/plain/version").json()["version"] == "plain@1"
        assert "./churn/" in client.get("/").text
        assert client.get("/readyz").json()["versions"] == ["churn@7", "plain@1"]
        assert client.get("/healthz").headers["X-Nb2svc-Version"] == "churn@7, plain@1"
        assert "/plain/predict" in client.get("/docs").text


def test_the_same_version_twice_is_refused(service):
    """Two paths cannot be the same, and no service is no server."""
    with pytest.raises(BundleError, match="`churn@7` is given twice"):
        create_app([service, service], settings=Settings())
    with pytest.raises(BundleError, match="there is no service to serve"):
        create_app([], settings=Settings())


def test_health_is_answered_while_a_model_computes(tmp_path):
    """Computing does not block the loop: an orchestrator does not kill a busy service."""
    started, release = threading.Event(), threading.Event()
    written = write_plain(
        tmp_path / "b",
        request=NUMBER,
        predict="import sys\nsys.modules['busy'].wait()\nreturn {'y': df['x']}",
        response=ANSWER,
        rows=[],
    )

    class Busy:
        @staticmethod
        def wait():
            started.set()
            assert release.wait(20)

    sys.modules["busy"] = Busy  # type: ignore[assignment]
    answers = []
    with serving(load_bundle(written.folder)) as client:
        caller = threading.Thread(target=lambda: answers.append(client.post("/predict", json={"x": 1}).json()))
        caller.start()
        assert started.wait(20)
        assert client.get("/healthz").json() == {"status": "ok"}
        release.set()
        caller.join()
    del sys.modules["busy"]
    assert answers == [{"y": 1.0}]


def test_settings_come_from_the_environment(monkeypatch):
    """An operator limits the body without touching code."""
    monkeypatch.setenv("NB2SVC_MAX_BODY_BYTES", "123")
    assert Settings().max_body_bytes == 123
