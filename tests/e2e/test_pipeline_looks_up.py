"""A pipeline one of whose steps looks up in a real PostgreSQL, and what it says when that is down."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from postgres import POSTGRES, Postgres

pytestmark = pytest.mark.skipif(POSTGRES is None, reason="PostgreSQL is not installed: apt-get install postgresql")

CUSTOMER = """\
# %%
import os
import pandas as pd
import sqlalchemy
from sklearn.linear_model import LinearRegression

# %% [load]
orders = pd.read_csv("orders.csv")

# %%
engine = sqlalchemy.create_engine(os.environ["DATABASE_URL"])

# %% [lookup]
ids = orders["customer_id"].unique().tolist()
query = sqlalchemy.text("select id, balance from customers where id = any(:ids)")
customers = pd.read_sql(query, engine, params={"ids": ids})
orders = orders.merge(customers, left_on="customer_id", right_on="id", how="left")

# %% [preprocess]
X = orders[["amount", "balance"]].astype(float).fillna(0)

# %% [train]
model = LinearRegression().fit(X, orders["returned"])

# %% [predict]
balance = X["balance"]
expected = model.predict(X)
"""
RISK = """\
# %% [load]
import pandas as pd
from sklearn.linear_model import LinearRegression
scored = pd.read_csv("scored.csv")

# %% [train]
model = LinearRegression().fit(scored[["amount", "balance"]], scored["cost"])

# %% [predict]
cost = model.predict(scored[["amount", "balance"]])
"""
PIPELINE = """\
steps = ["customer", "risk"]

[answer]
cost = "risk.cost"
balance = "customer.balance"
order = "request.customer_id"
"""


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="nb2svc-postgres-"))
    folder.chmod(0o755)
    made = Postgres(folder)
    made.sql("create table customers (id integer primary key, balance real not null)")
    made.sql("insert into customers select n, n * 10 from generate_series(1, 50) n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", made.address)
        patch.setenv("NB2SVC_LOOKUP_SECONDS", "3")
        yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def store(database, nb2svc, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    orders = [f"{i % 60 + 1},{20 + i % 17 * 3.5},{int(i % 5 == 0)}" for i in range(120)]
    (folder / "orders.csv").write_text("customer_id,amount,returned\n" + "\n".join(orders) + "\n")
    scored = [f"{20 + i % 17 * 3.5},{i % 60 * 10.0},{i % 7 * 2.5 + i % 60}" for i in range(120)]
    (folder / "scored.csv").write_text("amount,balance,cost\n" + "\n".join(scored) + "\n")
    for name, text in (("customer", CUSTOMER), ("risk", RISK)):
        (folder / f"{name}.py").write_text(text)
        nb2svc("build", f"{name}.py", "--store", "store", cwd=folder)
    (folder / "shop.toml").write_text(PIPELINE)
    assert nb2svc("check", "shop.toml", "--store", "store", cwd=folder).stdout == "shop.toml: no findings\n"
    nb2svc("build", "shop.toml", "--store", "store", cwd=folder)
    return folder / "store"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_step_looks_up_for_the_whole(workers, store, database, serving, command, tmp_path):
    """What changes in the database changes the answer; while it is down there is none, and then all is as before."""
    rows = [{"customer_id": customer, "amount": 30.0} for customer in (7, 999, 12)]

    def ask(sent):
        return httpx.post(f"{server.url}/predict", json=sent, timeout=30)

    with serving([command, "serve", "shop", "--workers", workers, "--store", store], tmp_path / "log") as server:
        answers = ask(rows).json()
        assert [answer["balance"] for answer in answers] == [70.0, 0.0, 120.0]
        assert [answer["order"] for answer in answers] == [7, 999, 12]
        assert ask(rows[0]).json() == pytest.approx(answers[0])
        database.sql("update customers set balance = 75 where id = 7")
        changed = ask(rows[0]).json()
        database.sql("update customers set balance = 70 where id = 7")
        assert changed["balance"] == 75.0
        assert changed["cost"] != answers[0]["cost"]
        database.stop()
        try:
            refused, live = ask(rows), httpx.get(f"{server.url}/healthz")
        finally:
            database.start()
        back = ask(rows)
        metrics = httpx.get(f"{server.url}/metrics").text
    assert (refused.status_code, live.status_code) == (503, 200)
    assert refused.headers["Retry-After"] == "1"
    assert {entry["type"] for entry in refused.json()["detail"]} == {"lookup-failed"}
    assert "127.0.0.1" not in refused.text
    assert back.json() == answers
    assert 'nb2svc_lookups_total{result="failed",service="shop",version="1"} 1.0' in metrics


def test_a_table_is_looked_up_as_well(store, nb2svc, database, tmp_path):
    """And no password is kept by the whole either; its container files name what its step reads."""
    (tmp_path / "rows.csv").write_text("customer_id,amount\n7,30\n12,30\n")
    nb2svc("batch", "run", "shop", "--input", "rows.csv", "--store", store, "--output", "answers.csv", cwd=tmp_path)
    assert [line.split(",")[3] for line in (tmp_path / "answers.csv").read_text().splitlines()[1:]] == ["70.0", "120.0"]
    (folder,) = store.glob("shop/1-*")
    assert 'DATABASE_URL: "${DATABASE_URL:?' in (folder / "compose.yaml").read_text()
    for path in folder.rglob("*"):
        assert not path.is_file() or b"s3cret-word" not in path.read_bytes(), path
