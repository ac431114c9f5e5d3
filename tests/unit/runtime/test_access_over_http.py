"""Keys, rates, ids and the request log of a server, as clients meet them."""

from __future__ import annotations

import json
import logging
import re
import time
from datetime import UTC, datetime

import pytest
from bundles import write_plain
from serving import serving

from nb2svc.diagnostics import Nb2svcError
from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime import load_bundle
from nb2svc.runtime.access.key_file import read_keys, write_keys
from nb2svc.runtime.access.keys import add_key, make_key, revoke_key
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.watch.request_ids import RequestIdFilter
from nb2svc.runtime.web.app import create_app

NUMBER = RequestSchema(name="df", input="frame", fields=(Field(name="x", kind="number", dtype="float64"),))
ANSWER = (OutputField(name="y", kind="number", dtype="float64"),)
OPEN = ["/healthz", "/readyz"]
CLOSED = ["/", "/predict", "/schema", "/version", "/metrics", "/docs", "/openapi.json", "/nothing"]


@pytest.fixture
def path(tmp_path):
    write_keys(tmp_path / "keys.json", ())
    return tmp_path / "keys.json"


def new_key(path, name="app", **options):
    text, key = make_key(name, now=datetime.now(UTC), **options)
    write_keys(path, add_key(read_keys(path), key))
    return text


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def kind_of(response):
    (entry,) = response.json()["detail"]
    return response.status_code, entry["type"]


def test_a_key_is_asked_for_everywhere_but_at_the_probes(service, churn, path):
    """Whoever keeps the process alive has no key; everything that tells of the service needs one."""
    key = new_key(path)
    with serving(service, settings=Settings(keys_file=path)) as client:
        for each in CLOSED:
            response = client.get(each)
            assert kind_of(response) == (401, "no-key"), each
            assert response.headers["www-authenticate"] == 'Bearer realm="nb2svc"'
            assert response.headers["X-Nb2svc-Version"] == "churn@7"
            let_in = client.get(each, headers=bearer(key))
            assert let_in.status_code in (200, 404, 405), each
            assert let_in.headers["cache-control"] == "no-store"
        assert [client.get(each).status_code for each in OPEN] == [200, 200]
        for sent in ({"json": churn.rows[0]}, {"content": b"x", "headers": {"content-type": "text/plain"}}):
            assert kind_of(client.post("/predict", **sent)) == (401, "no-key")
        assert client.post("/predict", json=churn.rows[0], headers=bearer(key)).status_code == 200
        assert client.post("/predict", json=churn.rows[0], headers={"X-API-Key": key}).status_code == 200


def test_the_documentation_says_how_a_key_is_sent(service, path):
    """In OpenAPI's words, at every route that needs one; without keys nothing is said of them."""
    key = bearer(new_key(path))
    with serving(service, settings=Settings(keys_file=path)) as client:
        document = client.get("/openapi.json", headers=key).json()
        assert "There is no good key" in client.get("/docs", headers=key).text
    assert document["components"]["securitySchemes"]["key"]["name"] == "X-API-Key"
    assert document["paths"]["/predict"]["post"]["security"] == [{"bearer": []}, {"key": []}]
    assert {"401", "403", "429"} < set(document["paths"]["/predict"]["post"]["responses"])
    assert "security" not in document["paths"]["/healthz"]["get"]
    with serving(service) as client:
        document = client.get("/openapi.json").json()
    assert "securitySchemes" not in document.get("components", {})
    assert "401" not in document["paths"]["/predict"]["post"]["responses"]


def test_metrics_may_be_opened(service, path):
    """For a Prometheus that has no key; nothing else opens with them."""
    with serving(service, settings=Settings(keys_file=path, metrics_open=True)) as client:
        assert client.get("/metrics").status_code == 200
        assert client.get("/docs").status_code == 401


def test_a_key_opens_its_services_only(service, churn, path, tmp_path):
    """Their pages too; what shows examples and counts of all services needs a key for all."""
    other = write_plain(tmp_path / "b", request=NUMBER, predict="return {'y': df['x']}", response=ANSWER, rows=[])
    key, both = bearer(new_key(path, services=["plain"])), bearer(new_key(path, "both", services=["plain", "churn"]))
    with serving(service, load_bundle(other.folder), settings=Settings(keys_file=path)) as client:
        assert client.post("/plain/predict", json={"x": 1}, headers=key).json() == {"y": 1.0}
        assert kind_of(client.post("/churn/predict", json=churn.rows[0], headers=key)) == (403, "other-service")
        assert [client.get(each, headers=key).status_code for each in ("/churn/", "/churn/schema")] == [403, 403]
        assert [client.get(each, headers=key).status_code for each in ("/plain/", "/plain/schema")] == [200, 200]
        for each in ("/", "/docs", "/openapi.json", "/metrics"):
            assert [client.get(each, headers=sent).status_code for sent in (key, both)] == [403, 200], each


def test_changes_of_the_file_are_seen_by_a_running_server(service, churn, path):
    """A revoked key is refused within a second or so; so is everybody when the file is damaged who was before."""
    key, other = new_key(path), new_key(path, "other")
    with serving(service, settings=Settings(keys_file=path)) as client:

        def asks(text):
            return client.post("/predict", json=churn.rows[0], headers=bearer(text)).status_code

        assert (asks(key), asks(other)) == (200, 200)
        write_keys(path, revoke_key(read_keys(path), "app", now=datetime.now(UTC)))
        end = time.monotonic() + 10
        while asks(key) == 200:
            assert time.monotonic() < end
        assert (asks(key), asks(other)) == (401, 200)
        path.write_text("{")
        time.sleep(0.6)
        assert (asks(key), asks(other), asks("nb2svc_x")) == (401, 200, 401)
    with pytest.raises(Nb2svcError, match="is damaged"):
        create_app([service], settings=Settings(keys_file=path))


def test_a_rate_that_is_used_up_is_429(service, churn, path):
    """With the seconds after which to come again; counted in the metrics as any other answer."""
    key = bearer(new_key(path, rate="2/h"))
    with serving(service, settings=Settings(keys_file=path)) as client:
        answers = [client.post("/predict", json=churn.rows[0], headers=key) for _ in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 429]
        assert 1700 < int(answers[2].headers["retry-after"]) <= 1800
        text = client.get("/metrics", headers=key).text
    assert 'nb2svc_requests_total{service="churn",status="429",version="7"} 1.0' in text


@pytest.mark.parametrize("path_of", [*OPEN, *CLOSED])
def test_no_answer_is_guessed_at_by_a_browser(client, path_of):
    """`nosniff` on everything, also on errors, and an id that finds it in the log."""
    response = client.get(path_of)
    assert response.headers.get_list("x-content-type-options") == ["nosniff"]
    assert re.fullmatch(r"[0-9a-f]{12}-[0-9a-f]+", response.headers["x-request-id"])


def test_an_id_is_kept_where_it_can_be(client, churn):
    """In both lanes, on answers and errors; a forged one is replaced."""
    for sent in ({"json": churn.rows[0]}, {"json": {}}, {"content": b"x"}):
        response = client.post("/predict", **sent, headers={"X-Request-Id": "mine-1"})
        assert response.headers.get_list("x-request-id") == ["mine-1"]
        assert (
            client.post("/predict", **sent, headers={"X-Request-Id": "<script>"}).headers["x-request-id"] != "<script>"
        )


def test_the_traceback_of_a_failing_stage_names_its_request(client, churn, caplog):
    """So that an operator finds the request of which a caller complains; computed alone or with others."""
    caplog.handler.addFilter(RequestIdFilter())
    try:
        with caplog.at_level(logging.ERROR):
            client.post("/predict", json=churn.rows[1] | {"charge": 13}, headers={"X-Request-Id": "complaint-7"})
    finally:
        caplog.handler.filters.clear()
    assert any("complaint-7" in line and "churn@7 fails" in line for line in caplog.text.splitlines())


def requests_of(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_request_is_a_line_of_the_log(service, churn, path, capsys):
    """Answers, faults and refusals, in both lanes; no value of a row, and the key's name instead of the key."""
    key = bearer(new_key(path, "billing"))
    with serving(service, settings=Settings(keys_file=path, request_log="json")) as client:
        client.post("/predict", json=churn.rows[:2], headers=key | {"X-Request-Id": "a"})
        client.post("/predict", json={}, headers=key | {"X-Request-Id": "b"})
        client.post("/predict", json=churn.rows[0], headers={"X-Request-Id": "c"})
        client.post("/predict", content=json.dumps(churn.rows[0]), headers=key | {"X-Request-Id": "d"})
    lines = requests_of(capsys)
    assert [(each["request_id"], each["status"], each["rows"], each["caller"]) for each in lines] == [
        ("a", 200, 2, "billing"),
        ("b", 422, 0, "billing"),
        ("c", 401, 0, ""),
        ("d", 200, 1, "billing"),
    ]
    assert all((each["service"], each["version"], each["client"]) == ("churn", 7, "127.0.0.1") for each in lines)
    parts = ("parse_seconds", "queue_seconds", "preprocess_seconds", "predict_seconds", "encode_seconds")
    assert all(lines[0][part] >= 0 for part in parts)
    assert 0 < lines[0]["preprocess_seconds"] + lines[0]["predict_seconds"] <= lines[0]["seconds"]
    assert sum(lines[0][part] for part in parts) <= lines[0]["seconds"] + 1e-4
    assert not any(part in lines[1] for part in parts)


def test_values_are_logged_where_fields_are_named(service, churn, capsys):
    """Those of the request as they were sent, and of the answer; what is left out is nowhere in the line."""
    settings = Settings(request_log="json", log_fields=("*",), log_leave_out=("tenure", "will_churn"))
    with serving(service, settings=settings) as client:
        client.post("/predict", json=churn.rows[:2])
    (line,) = requests_of(capsys)
    assert [row["plan"] for row in line["request"]] == [row["plan"] for row in churn.rows[:2]]
    assert [set(row) for row in line["answer"]] == [{"proba"}, {"proba"}]
    assert "tenure" not in json.dumps(line)


def test_time_is_told_by_stage_in_the_metrics(service, churn):
    """Each part of an answered request, and the rows of each call."""
    with serving(service) as client:
        client.post("/predict", json=churn.rows)
        text = client.get("/metrics").text
    for stage in ("parse", "queue", "preprocess", "predict", "encode"):
        assert f'nb2svc_stage_seconds_count{{service="churn",stage="{stage}",version="7"}} 1.0' in text
    assert 'nb2svc_batch_rows_sum{service="churn",version="7"} 10.0' in text
    assert 'nb2svc_queue_rows{service="churn",version="7"} 0.0' in text
    assert 'nb2svc_loaded{service="churn",version="7"} 1.0' in text


def test_requests_are_traced(service, churn, monkeypatch):
    """In the caller's trace, with a span per stage, as OpenTelemetry's own in-memory exporter gets them."""
    memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter").InMemorySpanExporter()
    from opentelemetry.exporter.otlp.proto.http import trace_exporter

    monkeypatch.setattr(trace_exporter, "OTLPSpanExporter", lambda: memory)
    parent = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
    with serving(service, settings=Settings(tracing="otlp")) as client:
        client.post("/predict", json=churn.rows[0], headers=parent | {"X-Request-Id": "a"})
        client.post("/predict", json={}, headers=parent)
    spans = memory.get_finished_spans()
    assert {f"{span.context.trace_id:032x}" for span in spans} == {"4bf92f3577b34da6a3ce929d0e0e4736"}
    answered, faulty = (span for span in spans if span.name == "POST /predict")
    assert answered.attributes["nb2svc.request_id"] == "a"
    assert answered.attributes["nb2svc.version"] == "churn@7"
    assert [faulty.attributes["http.response.status_code"], len(spans)] == [422, 7]


def test_a_browser_gets_a_page_that_asks_for_the_key(service, path):
    """With the status of a refusal; programs get JSON."""
    with serving(service, settings=Settings(keys_file=path)) as client:
        response = client.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert response.status_code == 401
        assert response.headers["content-type"].startswith("text/html")
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "This service needs a key" in response.text
        assert "plan" not in response.text, "nothing of the service is told"
        wrong = client.get("/", headers={"Accept": "text/html", "Authorization": "Bearer nb2svc_x"})
        assert kind_of(wrong) == (401, "wrong-key")


def test_no_secret_is_told_anywhere(service, churn, path, caplog, capsys):
    """Not in logs at their most talkative, answers, pages, metrics or errors, wherever a caller puts the key."""
    key = new_key(path)
    jwt_secret = "swordfish swordfish swordfish swordfish"
    settings = Settings(keys_file=path, jwt_secret=jwt_secret, request_log="json", log_fields=("*",), log_level="debug")
    secret = key.rpartition("_")[2]
    said = []
    with caplog.at_level(logging.DEBUG), serving(service, settings=settings) as client:
        for headers in ({}, bearer(key), bearer(key + "x"), {"X-API-Key": key}, {"Authorization": f"Basic {key}"}):
            for each in (*OPEN, *CLOSED):
                response = client.get(each, headers=headers | {"Accept": "text/html"})
                said += [response.text, str(response.headers)]
            for row in (churn.rows[0], churn.rows[0] | {"charge": 13}, {}, 5):
                response = client.post("/predict", json=row, headers=headers)
                said += [response.text, str(response.headers)]
        said.append(client.get("/metrics", headers=bearer(key)).text)
    said += [caplog.text, *capsys.readouterr(), repr(settings), path.read_text()]
    said += [file.read_text(errors="replace") for file in churn.folder.rglob("*") if file.is_file()]
    assert len(said) > 100
    for text in said:
        assert secret not in text
        assert "swordfish" not in text
