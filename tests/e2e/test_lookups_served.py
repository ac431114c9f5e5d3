"""Look-ups at request time, in a real PostgreSQL: the right answers, and what happens when it is down, slow or back."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from postgres import POSTGRES, Postgres

pytestmark = pytest.mark.skipif(POSTGRES is None, reason="PostgreSQL is not installed: apt-get install postgresql")

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
(CELLS,) = (text for text in re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL) if "lookup" in text)
CONNECT = 'os.environ["DATABASE_URL"]'
NOTEBOOK = f"""\
# %%
import os
import numpy as np
import pandas as pd
import sqlalchemy
from sklearn.linear_model import LogisticRegression

# %% [load]
orders = pd.read_csv("orders.csv")

{CELLS}
# %% [preprocess]
orders["balance"] = orders["balance"].astype(float).fillna(0)
orders["is_private"] = (orders["segment"] == "private").astype(int)
X = orders[["amount", "balance", "is_private"]]

# %% [train]
model = LogisticRegression(max_iter=1000).fit(X, orders["returned"])

# %% [predict]
balance = orders["balance"]
risk = model.predict_proba(X)[:, 1]
"""
SECRET = "s3cret-word"


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    """A database with 50 customers, every customer's balance ten times the number."""
    folder = Path(tempfile.mkdtemp(prefix="nb2svc-postgres-"))
    folder.chmod(0o755)
    made = Postgres(folder)
    made.sql("create table customers (id integer primary key, segment text not null, balance real not null)")
    kinds = "case when n % 3 = 0 then 'private' else 'business' end"
    made.sql(f"insert into customers select n, {kinds}, n * 10 from generate_series(1, 50) n")
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def addressed(database: Postgres) -> Iterator[None]:
    """Everything of this module finds the database by its environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", database.address)
        patch.setenv("NB2SVC_LOOKUP_SECONDS", "3")
        yield


@pytest.fixture(scope="module")
def store(addressed, nb2svc, tmp_path_factory) -> Path:
    """Two services of the same notebook: one has errors where the database is down, one has missing values."""
    folder = tmp_path_factory.mktemp("shop")
    lines = [f"{i % 60 + 1},{20 + i % 17 * 3.5},{int(i % 5 == 0)}" for i in range(120)]
    (folder / "orders.csv").write_text("customer_id,amount,returned\n" + "\n".join(lines) + "\n")
    (folder / "orders.py").write_text(NOTEBOOK.replace("# on failure: missing values\n", ""))
    (folder / "lenient.py").write_text(NOTEBOOK)
    for name in ("orders", "lenient"):
        nb2svc("build", f"{name}.py", "--store", folder / "store", cwd=folder)
    return folder / "store"


@pytest.fixture
def log(tmp_path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def server(store, serving, command, log):
    with serving([command, "serve", "orders", "lenient", "--store", store], log) as running:
        yield running


def ask(server, service, customer, amount=30.0):
    row = {"customer_id": customer, "amount": amount}
    return httpx.post(f"{server.url}/{service}/predict", json=row, timeout=30)


def test_each_row_gets_what_the_database_says_of_it(server, database):
    """Known customers, an unknown one, and what has changed since the build."""
    rows = [{"customer_id": customer, "amount": 30.0} for customer in (7, 999, 7, 12)]
    answer = httpx.post(f"{server.url}/orders/predict", json=rows)
    assert [row["balance"] for row in answer.json()] == [70.0, 0.0, 70.0, 120.0]
    database.sql("update customers set balance = 75 where id = 7")
    try:
        assert ask(server, "orders", 7).json()["balance"] == 75.0
    finally:
        database.sql("update customers set balance = 70 where id = 7")


def test_a_database_that_is_down_gives_an_error_or_missing_values_and_comes_back(server, database, log):
    """503 with Retry-After and no cause in it, or an answer without what was looked up; then all is as before."""
    assert ask(server, "orders", 7).json()["balance"] == 70.0
    database.stop()
    try:
        refused = ask(server, "orders", 7)
        lenient = ask(server, "lenient", 7)
        live = httpx.get(f"{server.url}/healthz")
    finally:
        database.start()
    back = ask(server, "orders", 7), ask(server, "lenient", 7)

    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "1"
    assert [entry["type"] for entry in refused.json()["detail"]] == ["lookup-failed"]
    assert "refused" not in refused.text
    assert "127.0.0.1" not in refused.text
    assert lenient.status_code == 200
    assert lenient.json()["balance"] == 0.0
    assert live.status_code == 200
    assert [answer.json()["balance"] for answer in back] == [70.0, 70.0]
    assert "cell 4" in log.read_text()
    metrics = httpx.get(f"{server.url}/metrics").text
    failed = dict(re.findall(r'nb2svc_lookups_total\{result="failed",service="(\w+)",version="1"\} (\S+)', metrics))
    assert {name: float(count) for name, count in failed.items()} == {"orders": 1.0, "lenient": 1.0}


def test_a_restarted_database_is_not_noticed(server, database):
    """Connections from before lead nowhere; new ones are made for the same request."""
    assert ask(server, "orders", 7).status_code == 200
    database.stop()
    database.start()
    assert ask(server, "orders", 7).json()["balance"] == 70.0


def test_a_slow_database_is_not_waited_for(server, database):
    """A locked table: 503 after the time limit, the server lives, and the query does not stay behind."""
    with ThreadPoolExecutor(1) as pool:
        lock = "begin; lock table customers in access exclusive mode; select pg_sleep(6); commit"
        holding = pool.submit(database.sql, lock)
        while database.sql("select count(*) from pg_locks where mode = 'AccessExclusiveLock' and granted") == "0":
            pass
        slow = ask(server, "orders", 7)
        waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
        while database.sql(waiting) != "0" and not holding.done():
            pass
        was_told_to_stop = not holding.done()
        holding.result()
    assert slow.status_code == 503
    assert slow.json()["detail"][0]["type"] == "lookup-failed"
    assert was_told_to_stop
    assert ask(server, "orders", 7).json()["balance"] == 70.0


def test_many_requests_at_once_share_a_few_connections(server, database):
    """Fifty callers, three requests each: all right, and no connection for each."""
    with ThreadPoolExecutor(50) as pool:
        customers = [n % 50 + 1 for n in range(150)]
        answers = [*pool.map(lambda customer: ask(server, "orders", customer), customers)]
    assert [answer.json()["balance"] for answer in answers] == [customer * 10.0 for customer in customers]
    open_now = "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
    assert int(database.sql(open_now)) <= 4


def test_rows_of_a_table_are_looked_up_too(store, nb2svc, database, tmp_path):
    """A batch is answered as requests are; where the database is down it stops and writes nothing."""
    (tmp_path / "rows.csv").write_text("customer_id,amount\n7,30\n999,30\n")
    predict = ["predict", "orders", "--input", "rows.csv", "--store", store, "--output", "answers.csv"]
    nb2svc(*predict, cwd=tmp_path)
    written = (tmp_path / "answers.csv").read_text()
    (tmp_path / "answers.csv").unlink()
    database.stop()
    try:
        failed = nb2svc("batch", "run", *predict[1:], cwd=tmp_path, code=None)
    finally:
        database.start()
    assert [float(line.split(",")[0]) for line in written.splitlines()[1:]] == [70.0, 0.0]
    assert failed.returncode != 0
    assert "look-up fails" in failed.stdout + failed.stderr
    assert not (tmp_path / "answers.csv").exists()


def test_no_password_is_kept_or_shown(server, store, nb2svc, log):
    """Neither in any file of the version, nor in what is shown of it, nor in the log."""
    shown = nb2svc("show", "orders", "--store", store).stdout
    shown += nb2svc("explain", "orders", "--store", store, code=None).stdout
    shown += httpx.get(f"{server.url}/orders/version").text
    ask(server, "orders", 7)
    assert SECRET not in shown
    assert SECRET not in log.read_text()
    for path in store.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


def test_the_lock_file_has_the_driver(store):
    """No text imports the driver; a service in a fresh environment needs it all the same."""
    (lock,) = store.glob("orders/1-*/requirements.lock")
    names = {line.partition("==")[0].lower() for line in lock.read_text().splitlines()}
    assert {"sqlalchemy", "psycopg"} <= names


def test_a_database_that_is_down_at_the_build_is_said(store, nb2svc, database):
    """The build runs the look-up for real, so it says which cell cannot reach what."""
    database.stop()
    try:
        failed = nb2svc("build", "orders.py", "--store", "other", cwd=store.parent, code=1)
    finally:
        database.start()
    said = failed.stdout + failed.stderr
    assert "NB403" in said
    assert "orders.py:cell 4:3:1" in said
    assert "a build looks up for real" in said
    assert SECRET not in said


def test_a_password_in_the_notebook_is_refused(store, nb2svc):
    """It would be in the version: the build says where it stands, and does not repeat it."""
    folder = store.parent
    text = NOTEBOOK.replace(CONNECT, f'"postgresql+psycopg://reader:{SECRET}@127.0.0.1/shop"')
    (folder / "careless.py").write_text(text)
    failed = nb2svc("check", "careless.py", cwd=folder, code=1)
    said = failed.stdout + failed.stderr
    assert "NB226" in said
    assert SECRET not in said
