"""`nb2svc serve --from-results`: what a batch run has written into a database, asked for by key from a real server."""

from __future__ import annotations

import csv
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from postgres import POSTGRES, Postgres

DATA = Path(__file__).parents[2] / "notebooks" / "data" / "churn.csv"
ROWS = 300
SECRET = "s3cret-word"


def read_rows(path: Path) -> list[dict[str, object]]:
    """The rows of a CSV file as JSON requests."""
    kinds = {
        "tenure": int,
        "charge": float,
        "age": float,
        "support_calls": int,
        "paperless": lambda text: text == "True",
    }
    with path.open(newline="") as file:
        return [
            {name: kinds.get(name, str)(value) if value else None for name, value in row.items() if name != "churn"}
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def rows_file(tmp_path_factory) -> Path:
    """Customers, two of whom cannot be answered."""
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    head, *lines = DATA.read_text().splitlines()[: ROWS + 1]
    bad = [line.replace(",basic,", ",golden,") for line in lines if ",basic," in line][:2]
    kept = [line for line in lines if line.partition(",")[0] not in {each.partition(",")[0] for each in bad}]
    path.write_text("\n".join([head, *kept, *bad]) + "\n")
    return path


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    if POSTGRES is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="nb2svc-postgres-"))
    folder.chmod(0o755)
    made = Postgres(folder)
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_results_are_what_predict_answers(
    kind, request, churn, built, nb2svc, command, serving, rows_file, tmp_path, monkeypatch
):
    """For every row the same values as JSON, and where a row has no answer, the same status."""
    url = f"sqlite:///{tmp_path}/results.db"
    if kind == "postgresql":
        url = request.getfixturevalue("database").address
    monkeypatch.setenv("RESULTS_URL", url)
    table, store = "env:RESULTS_URL::churn_scores", built(churn)
    run = ("batch", "run", "churn", "--store", store, "--input", rows_file, "--output", table, "--key", "customer_id")
    nb2svc(*run, "--logical-date", "2026-11-19", cwd=tmp_path)
    start = [command, "serve", "churn", "--store", store, "--from-results", table, "--key", "customer_id"]
    rows = read_rows(rows_file)
    with serving(start, tmp_path / "log") as server, httpx.Client(base_url=server.url, timeout=60) as client:
        assert client.get("/results").json()["rows"] == len(rows)
        found = {
            each["key"]: each for each in client.post("/results", json=[row["customer_id"] for row in rows]).json()
        }
        predicted = client.post("/predict", json=rows[:-2]).json()
        for row, answer in zip(rows, predicted, strict=False):
            assert found[row["customer_id"]]["answer"] == answer
        for row in rows[-2:]:
            online, kept = client.post("/predict", json=row), client.get(f"/results/{row['customer_id']}")
            assert (online.status_code, kept.status_code) == (422, 422)
            assert "golden" in kept.json()["detail"][0]["msg"]
        one = client.get(f"/results/{rows[0]['customer_id']}")
        assert one.headers["X-Nb2svc-Version"] == one.json()["version"] == "churn@1"
        assert one.json()["logical_date"] == "2026-11-19"
    assert SECRET not in (tmp_path / "log").read_text()


def count_found(url):
    lines = httpx.get(f"{url}/metrics").text.splitlines()
    return sum(float(line.split(" ")[1]) for line in lines if 'outcome="found"' in line)


def test_several_processes_give_results_and_load_no_model(nb2svc, command, serving, churn, built, rows_file, tmp_path):
    """Without a service and its store; counts of all add up, and a restart of the workers loses nothing."""
    table = f"sqlite:///{tmp_path}/results.db::churn_scores"
    start = [command, "serve", "--from-results", table, "--key", "customer_id", "--workers", "2"]
    with serving(start, tmp_path / "log") as server:
        assert httpx.get(f"{server.url}/results/C10000").json()["detail"][0]["type"] == "no-results"
        run = ("batch", "run", "churn", "--store", built(churn), "--input", rows_file, "--output", table)
        nb2svc(*run, "--key", "customer_id", cwd=tmp_path)
        keys = [row["customer_id"] for row in read_rows(rows_file)[:9]]
        first = [httpx.get(f"{server.url}/results/{key}") for key in keys]
        before = {each.pid for each in psutil.Process(server.process.pid).children()}
        server.process.send_signal(signal.SIGHUP)
        second = []
        while {each.pid for each in psutil.Process(server.process.pid).children()} & before:
            second += [httpx.get(f"{server.url}/results/{key}") for key in keys]
        assert {answer.status_code for answer in first + second} == {200}
        deadline = time.monotonic() + 10  # a process tells the others of its counts now and then
        while (found := count_found(server.url)) < len(first) + len(second) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert found == len(first) + len(second)


def test_key_that_is_no_column_stops_a_run_before_it_begins(nb2svc, churn, built, rows_file, tmp_path):
    """A word that is near one, and results that are no table."""
    run = ("batch", "run", "churn", "--store", built(churn), "--input", rows_file)
    wrong = nb2svc(*run, "--output", "sqlite:///r.db::t", "--key", "customerid", cwd=tmp_path, code=1)
    assert "the result has no column `customerid`, which --key names; did you mean `customer_id`?" in wrong.stderr
    file = nb2svc(*run, "--output", "r.csv", "--key", "customer_id", cwd=tmp_path, code=1)
    assert (
        "`--key customer_id` is for results that are asked for by a key, which are in a database: `--output "
        "sqlite:///results.db::scores`" in file.stderr
    )
