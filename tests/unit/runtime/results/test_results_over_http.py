"""Results as an application asks for them over HTTP, beside a service and alone."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pandas as pd
import pytest
from bundles import write_churn
from published import source_of, write_results
from serving import serving_app

from nb2svc.runtime import load_bundle
from nb2svc.runtime.access.key_file import write_keys
from nb2svc.runtime.access.keys import make_key
from nb2svc.runtime.results.desks import open_desks
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.web.app import create_app

ROWS = pd.DataFrame(
    {
        "customer_id": ["007", "a/b", "bad"],
        "plan": ["basic", "plus", "gold"],
        "proba": [0.25, 0.5, None],
        "will_churn": [False, True, None],
        "error": [None, None, "`plan`: 'gold' is no known value"],
    }
)
ANSWERS = ("proba", "will_churn")


@pytest.fixture
def database(tmp_path):
    """A database with the results of one run."""
    address = f"sqlite:///{tmp_path}/results.db"
    write_results(address, tmp_path, ROWS, answers=ANSWERS)
    return address


@contextmanager
def serving_results(*sources, services=(), settings=None):
    settings = settings or Settings(lookup_seconds=2)
    app = create_app(services, settings=settings, desks=open_desks(sources, settings))
    with serving_app(app, settings) as client:
        yield client


@pytest.fixture
def client(database):
    with serving_results(source_of(database)) as running:
        yield running


def fault(answer):
    (entry,) = answer.json()["detail"]
    return answer.status_code, entry["type"], entry["msg"]


def test_result_is_answered_with_whose_it_is(client):
    """The answer alone, as `/predict` gives it, beside the run, the day and the version; the version in the header."""
    found = client.get("/results/007")
    assert found.status_code == 200
    assert found.json() == {
        "key": "007",
        "answer": {"proba": 0.25, "will_churn": False},
        "logical_date": "2026-11-19",
        "logical_time": "2026-11-19T06:00:00+00:00",
        "version": "churn@7",
        "run_id": "run-0",
    }
    assert found.headers["X-Nb2svc-Version"] == "churn@7"
    assert found.headers["X-Request-Id"]


def test_keys_are_read_from_the_path_as_they_are(client):
    """A slash that is written as `%2F`, and one that is not."""
    assert client.get("/results/a%2Fb").json()["key"] == client.get("/results/a/b").json()["key"] == "a/b"


def test_what_has_no_result_says_why(client):
    """A key that nobody has, a row that had no answer, a day that is none."""
    assert fault(client.get("/results/7")) == (404, "unknown-key", "no result of `scores` has the customer_id '7'")
    refused = client.get("/results/bad")
    assert fault(refused) == (
        422,
        "no-answer",
        "this row had no answer in the run of 2026-11-19: `plan`: 'gold' is no known value",
    )
    assert refused.headers["X-Nb2svc-Version"] == "churn@7"
    assert fault(client.get("/results/007?logical_date=yesterday")) == (
        422,
        "date-expected",
        "`logical_date` is 'yesterday', and not a date like 2026-11-19",
    )
    assert fault(client.get("/results/007?logical_date="))[:2] == (422, "date-expected")
    assert fault(client.get("/results/007?logical_date=2026-11-18"))[:2] == (404, "unknown-key")
    assert client.get("/results/007?logical_date=2026-11-19").status_code == 200


def test_several_keys_are_answered_at_once(client):
    """In their order, each with its result or its reason."""
    found = client.post("/results", json=["a/b", "nobody", "bad", "007"])
    assert found.status_code == 200
    told = [each["error"]["type"] if "error" in each else each["answer"]["proba"] for each in found.json()]
    assert told == [0.5, "unknown-key", "no-answer", 0.25]
    assert [each["key"] for each in found.json()] == ["a/b", "nobody", "bad", "007"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"[", (400, "json-invalid")),
        (b'{"key": 1}', (422, "keys-expected")),
        (b"[1.5]", (422, "keys-expected")),
        (json.dumps([*range(1001)]).encode(), (413, "too-large")),
    ],
    ids=["json", "object", "fraction", "many"],
)
def test_body_that_is_no_list_of_keys_is_refused(client, body, expected):
    """With the shape of all errors."""
    assert fault(client.post("/results", content=body))[:2] == expected


def test_newest_results_are_described(client, database, tmp_path):
    """Whose they are, how many and how old; a later run is seen at once."""
    facts = client.get("/results").json()
    assert facts.pop("age_seconds") != 0
    assert facts == {
        "results": "scores",
        "key": "customer_id",
        "rows": 3,
        "logical_date": "2026-11-19",
        "logical_time": "2026-11-19T06:00:00+00:00",
        "version": "churn@7",
        "run_id": "run-0",
    }
    write_results(database, tmp_path, ROWS.head(1), answers=ANSWERS, day=1)
    assert client.get("/results").json()["rows"] == 1


def test_result_that_is_known_is_not_sent_again(client, database, tmp_path):
    """`If-None-Match` gets 304 until the next run; what is between client and server keeps nothing."""
    first = client.get("/results/007")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/results/007", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/results/007", headers={"If-None-Match": f'"x", W/{first.headers["ETag"]}'}).status_code == 304
    write_results(database, tmp_path, ROWS, answers=ANSWERS, day=1)
    newer = client.get("/results/007", headers={"If-None-Match": first.headers["ETag"]})
    assert (newer.status_code, newer.json()["logical_date"]) == (200, "2026-11-20")


def test_results_that_are_not_there_yet_are_waited_for(tmp_path):
    """The server is there before the first run, and says so; it is ready, because its database is."""
    with serving_results(source_of(f"sqlite:///{tmp_path}/later.db")) as client:
        early = client.get("/results/007")
        assert fault(early) == (503, "no-results", "there are no results of `scores` yet")
        assert early.headers["Retry-After"] == "1"
        assert fault(client.get("/results"))[:2] == (503, "no-results")
        assert client.get("/readyz").status_code == 200
        assert client.get("/docs").status_code == 200
        write_results(f"sqlite:///{tmp_path}/later.db", tmp_path, ROWS, answers=ANSWERS)
        assert client.get("/results/007").status_code == 200


def test_database_that_is_away_is_told_once_and_without_its_password(caplog):
    """503 with Retry-After, the cause in the log only, not ready; the process lives."""
    url = "postgresql+psycopg://reader:s3cret-word@127.0.0.1:1/shop"
    with serving_results(source_of(url)) as client:
        refused = client.get("/results/1")
        assert fault(refused) == (
            503,
            "results-unavailable",
            "the results of `scores` cannot be read now: ask again later",
        )
        assert refused.headers["Retry-After"] == "1"
        assert client.get("/results/1").status_code == 503
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        (line,) = [message for message in caplog.messages if "cannot be read" in message]
    assert "refused" in line
    assert "s3cret" not in refused.text + "".join(caplog.messages)


def test_slow_database_holds_nothing_up(database, tmp_path):
    """Who asks gets 503 after the time limit, `/healthz` an answer at once; all is well afterwards."""
    writer = sqlite3.connect(tmp_path / "results.db", isolation_level=None)
    writer.execute("pragma journal_mode = delete")
    with serving_results(source_of(database), settings=Settings(lookup_seconds=0.5)) as client:
        writer.execute("begin exclusive")
        asked = []
        ask = threading.Thread(target=lambda: asked.append(client.get("/results/007")))
        ask.start()
        while not asked:
            assert httpx.get(f"{client.base_url}/healthz").status_code == 200
        ask.join()
        writer.execute("rollback")
        assert fault(asked[0])[:2] == (503, "results-unavailable")
        assert client.get("/results/007").status_code == 200
    writer.close()


def test_keys_and_rates_hold_for_results(database, tmp_path):
    """A key for the results by their name, one for something else, one too often; none at all."""
    file = tmp_path / "keys.json"
    texts, keys = {}, []
    for name, services, rate in (("shop", ("scores",), ""), ("other", ("churn",), ""), ("slow", (), "1/h")):
        texts[name], key = make_key(name, now=datetime.now(UTC), services=services, rate=rate, expires="")
        keys.append(key)
    write_keys(file, tuple(keys))
    with serving_results(source_of(database), settings=Settings(keys_file=file)) as client:

        def ask(name, path="/results/007"):
            return client.get(path, headers={"X-API-Key": texts[name]}).status_code

        assert client.get("/results/007").status_code == 401
        assert client.get("/readyz").status_code == 200
        assert (ask("shop"), ask("shop", "/results"), ask("other"), ask("other", "/results")) == (200, 200, 403, 403)
        assert (ask("slow"), ask("slow")) == (200, 429)
        document = client.get("/openapi.json", headers={"X-API-Key": texts["slow"]}).json()
        assert document["paths"]["/results/{key}"]["get"]["security"] == [{"bearer": []}, {"key": []}]


def test_questions_are_counted_and_logged(database, tmp_path, capsys):
    """By what became of them; values are in the log only where their fields are named."""
    settings = Settings(request_log="json", log_fields="customer_id,proba")
    with serving_results(source_of(database), settings=settings) as client:
        for key in ("007", "nobody", "bad", "007"):
            client.get(f"/results/{key}", headers={"X-Request-Id": f"id-{key}"})
        client.post("/results", json=["007", "nobody"])
        metrics = client.get("/metrics").text
    counted = {
        line.split(" ")[0].partition('outcome="')[2].split('"')[0]: float(line.split(" ")[1])
        for line in metrics.splitlines()
        if line.startswith("nb2svc_results_total")
    }
    assert counted == {"found": 3.0, "unknown-key": 2.0, "no-answer": 1.0}
    assert 'nb2svc_results_seconds_total{results="scores"}' in metrics
    first, second, *_ = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert {name: first[name] for name in ("request_id", "service", "version", "status", "request", "answer")} == {
        "request_id": "id-007",
        "service": "scores",
        "version": 7,
        "status": 200,
        "request": [{"customer_id": "007"}],
        "answer": [{"proba": 0.25}],
    }
    assert (second["status"], second["request"]) == (404, [])


def test_results_stand_beside_a_service(database, tmp_path):
    """`/predict`, its pages and its version are as before; a database that is away costs only its results."""
    service = load_bundle(write_churn(tmp_path / "7-3f9a2c1d").folder)
    with serving_results(source_of(database), services=[service]) as client:
        assert client.get("/results/007").json()["answer"] == {"proba": 0.25, "will_churn": False}
        assert client.get("/").headers["X-Nb2svc-Version"] == service.version
        assert "X-Nb2svc-Version" not in client.get("/results/nobody").headers
        assert {"/predict", "/results", "/results/{key}"} <= client.get("/openapi.json").json()["paths"].keys()
        assert "/results/{key}" in client.get("/docs").text
    away = "postgresql+psycopg://reader:s3cret-word@127.0.0.1:1/shop"
    with serving_results(source_of(away), services=[service]) as client:
        assert client.get("/readyz").status_code == 200
        assert client.get("/results/007").status_code == 503


def test_several_tables_have_names(database, tmp_path):
    """Each under its own path; what names none is not there."""
    write_results(database, tmp_path, ROWS.assign(proba=0.75).head(2), answers=("proba",), table="risks")
    sources = [source_of(database, name="churn"), source_of(database, table="risks", name="risk")]
    with serving_results(*sources) as client:
        assert client.get("/results/churn/007").json()["answer"]["proba"] == 0.25
        assert client.get("/results/risk/007").json()["answer"]["proba"] == 0.75
        assert client.get("/results/other/007").status_code == 404


def test_document_has_the_columns_of_the_table(client):
    """Names and types of the answers, as the table has them now."""
    client.get("/results")
    schema = client.get("/openapi.json").json()["paths"]["/results/{key}"]["get"]["responses"]["200"]["content"]
    properties = schema["application/json"]["schema"]["properties"]
    assert properties["key"] == {"type": ["string", "null"], "description": "the customer_id of the row"}
    assert properties["answer"]["properties"] == {
        "proba": {"type": ["number", "null"]},
        "will_churn": {"type": ["boolean", "null"]},
    }
    page = client.get("/")
    assert page.status_code == 200
    assert "API of scores" in page.text


@pytest.mark.e2e
def test_requests_made_from_the_document_are_answered_as_it_says(client, tmp_path):
    """No 5xx, no status, header or body that is not described, and nothing let in that the schema forbids."""
    schemathesis = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    options = ["--max-examples", "5", "--seed", "1", "--continue-on-failure", "--no-color"]
    document = [f"{client.base_url}/openapi.json", "--include-path-regex", "^/results"]
    tried = subprocess.run(
        [schemathesis, "run", *document, "--exclude-checks", "positive_data_acceptance", *options],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert tried.returncode == 0, tried.stdout[-20_000:]
    assert "Selected: 3/8" in tried.stdout


def test_other_methods_are_refused(client):
    """With those that there are."""
    wrong = client.delete("/results/007")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET, HEAD")
    assert client.put("/results").headers["Allow"] == "GET, HEAD, POST"
    assert client.head("/results/007").status_code == 200
