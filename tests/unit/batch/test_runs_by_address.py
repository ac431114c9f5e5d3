"""Whole runs over folders, globs, queries and secret addresses: what is written, and what is written nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from bundles import training_rows
from postgres import POSTGRES

from nb2svc.batch.errors import TableError
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.orders.order import Order, check_order
from nb2svc.batch.runs.run import run_batch
from nb2svc.batch.runs.runner import perform
from nb2svc.batch.tables.whole import read_table, write_table

TIME = datetime(2026, 11, 19, 6, tzinfo=UTC)


def test_a_run_reads_a_glob_and_writes_by_date(version, tmp_path, monkeypatch):
    """Many files in, the history of results out; the report is beside the folder, in which readers want Parquet."""
    monkeypatch.chdir(tmp_path)
    rows = training_rows(90)
    for name, part in (("a", rows.iloc[:40]), ("b", rows.iloc[40:])):
        Path("data", name).mkdir(parents=True)
        part.to_parquet(f"data/{name}/x.parquet")
    run = run_batch(
        version.folder, input="data/*/x.parquet", output="scores/", logical_time=TIME, ordered=TIME, run_id="r-1"
    )
    assert (run.rows, run.output) == (90, "scores/")
    assert run.report.name == "scores-r-1.report.html"
    found = pd.read_parquet("scores/")
    assert found["tenure"].tolist() == rows["tenure"].tolist()
    assert found["logical_date"].astype(str).unique().tolist() == ["2026-11-19"]
    assert [path.name for path in Path("scores").rglob("*")] == ["logical_date=2026-11-19", "20261119T060000Z.parquet"]
    with pytest.raises(TableError, match="is among the files of the input `scores/`"):
        run_batch(version.folder, input="scores/", output="scores/x.parquet")


@pytest.mark.e2e
@pytest.mark.skipif(POSTGRES is None, reason="PostgreSQL is not installed")
def test_a_secret_address_is_written_nowhere(version, postgres, tmp_path, monkeypatch):
    """It is in a file of its own, with the end of its line; rows come by a query in a file, and results go to a table.

    No file of the run has the password: not the ledger, not the notebook, not the report, nor what a run says that
    fails.
    """
    monkeypatch.chdir(tmp_path)
    secret, work = tmp_path / "secrets" / "url", tmp_path / "work"
    secret.parent.mkdir()
    work.mkdir()
    secret.write_text(f"{postgres.address}\n")
    write_table(training_rows(60).assign(day=["2026-11-18", "2026-11-19"] * 30), f"file:{secret}::customers")
    (work / "rows.sql").write_text(
        "SELECT *, tenure::int % 7 AS week\nFROM customers WHERE day = '{{ logical_date }}';\n"
    )
    order = Order(
        service=str(version.folder),
        store=str(version.folder.parent),
        input=f"file:{secret}::@rows.sql",
        output=f"file:{secret}::scores",
        folder=str(work),
        timezone="UTC",
        report="report.html",
    )
    check_order(order, version.folder, is_kept=True)
    ledger = Ledger(work / ".batch")
    run = perform(ledger, ledger.begin(order, time=TIME, now=datetime.now(UTC)))
    assert run.rows == 30
    found = read_table(f"file:{secret}::scores")
    assert found["day"].unique().tolist() == ["2026-11-19"]
    assert found["week"].tolist() == (found["tenure"] % 7).tolist()
    (work / "rows.sql").write_text("SELECT * FROM nowhere")
    told = ledger.begin(order, time=TIME, now=datetime.now(UTC))
    with pytest.raises(TableError, match=f"the database `file:{secret}` refuses"):
        perform(ledger, told)
    written = [path for path in work.rglob("*") if path.is_file()]
    assert {"report.html", "report.run.ipynb", "ledger.db"} <= {path.name for path in written}
    for path in written:
        assert b"s3cret-word" not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the file `url` cannot be read: No such file or directory; it is to hold the address of the database, "),
        ("\n", "the file `url` is empty; it is to hold the address of the database, "),
        ("hunter2", "`file:url` is no database that SQLAlchemy knows: write `sqlite:///file.db`"),
    ],
    ids=["missing", "empty", "nonsense"],
)
def test_a_secret_that_is_none_is_told(content, message, tmp_path, monkeypatch):
    """By the file that was to hold it, and without what it holds."""
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("url").write_text(content)
    with pytest.raises(TableError) as caught:
        read_table("file:url::t")
    assert caught.value.message == (f"{message}`file:url`" if message.endswith(", ") else message)
