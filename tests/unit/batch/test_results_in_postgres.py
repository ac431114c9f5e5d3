"""Results in a real PostgreSQL: whoever reads sees whole results, once, whatever runs at the same time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pandas as pd
import pyarrow as pa
import pytest
from postgres import POSTGRES

from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.publishing import publish
from nb2svc.batch.tables.stamp import Stamp
from nb2svc.batch.tables.whole import TableError, read_table
from nb2svc.batch.tables.writing import open_writer

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(POSTGRES is None, reason="PostgreSQL is not installed")]

TIME = datetime(2026, 11, 19, 6, tzinfo=UTC)
ROWS = 3000


def write_run(address, folder, *, number, ordered=None):
    stamp = Stamp(
        run_id=f"run-{number}",
        time=TIME,
        version="churn@7",
        ordered=TIME + timedelta(minutes=number if ordered is None else ordered),
    )
    staged = folder / f"staged-{number}"
    table = pa.Table.from_pandas(pd.DataFrame({"proba": range(ROWS)}).assign(**stamp.columns), preserve_index=False)
    with open_writer("database", staged, table.schema) as writer:
        writer.write_table(table)
    publish(staged, parse_address(address), stamp=stamp)


def test_runs_at_once_leave_the_result_of_one(database, tmp_path):
    """Eight runs for the same time, published at the same moment: the rows of one of them, all of them, once."""
    address = f"{database}::written_at_once"
    write_run(address, tmp_path, number=0)
    refused = []

    def work(number):
        try:
            write_run(address, tmp_path, number=number)
        except TableError as error:
            refused.append(error.message)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    seen = {len(read_table(address)) for _ in range(20)}
    for thread in threads:
        thread.join()
    assert seen == {ROWS}, "a reader sees a whole result at any moment"
    found = read_table(address)
    assert len(found) == ROWS
    assert found["run_id"].unique().tolist() == ["run-8"]
    assert all("which was started later, has written the rows" in message for message in refused)


def test_the_first_results_of_a_table_at_once(database, tmp_path):
    """Where the table does not exist yet, one makes it, and nobody's rows are doubled."""
    address = f"{database}::fresh"
    failed = []

    def work(number):
        try:
            write_run(address, tmp_path, number=number, ordered=0)
        except TableError as error:
            failed.append(error.message)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) < 4
    assert len(read_table(address)) == ROWS
