"""Tables that are not on this machine: read as those that are, published in one step, and told by what is missing."""

from __future__ import annotations

import http.server
import threading
from datetime import UTC, datetime
from functools import partial

import fsspec
import pandas as pd
import pyarrow as pa
import pytest

from nb2svc.batch.errors import BatchError
from nb2svc.batch.orders.order import Order, check_order
from nb2svc.batch.tables import stores
from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.publishing import check_folder, publish
from nb2svc.batch.tables.reading import open_source
from nb2svc.batch.tables.stamp import Stamp
from nb2svc.batch.tables.whole import TableError, read_table, write_table
from nb2svc.batch.tables.writing import open_writer
from nb2svc.manifest import Field

FIELDS = (
    Field(name="tenure", kind="integer", dtype="int64"),
    Field(name="charge", kind="number", dtype="float64", nullable=True),
    Field(name="plan", kind="string", dtype="str", nullable=True),
)
ROWS = pd.DataFrame({"tenure": [1, 2, 3], "charge": [0.1, None, 2.5], "plan": ["a,b", None, "007"]})
ENDINGS = ["csv", "parquet", "json", "jsonl"]


@pytest.fixture(autouse=True)
def memory():
    """The store of this process, empty."""
    store = fsspec.filesystem("memory")
    yield store
    store.store.clear()
    store.pseudo_dirs[:] = [""]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("folder", ["memory://lake", "file://{here}"])
def test_a_table_in_a_store_comes_back_as_it_was(folder, ending, tmp_path):
    """Every form; `file://` is this machine."""
    address = f"{folder.format(here=tmp_path)}/t.{ending}"
    write_table(ROWS, address)
    pd.testing.assert_frame_equal(read_table(address, fields=FIELDS), ROWS)


@pytest.mark.parametrize("ending", ENDINGS)
def test_folders_and_globs_of_a_store_are_tables(ending):
    """As those of this machine, with their Hive folders."""
    for region in "NS":
        write_table(ROWS, f"memory://lake/rows/region={region}/part-0.{ending}")
    address = "memory://lake/rows/"
    twice = pd.concat([ROWS, ROWS], ignore_index=True)
    found = read_table(address, fields=FIELDS)
    pd.testing.assert_frame_equal(found[list(ROWS)], twice)
    if ending == "parquet":
        assert found["region"].tolist() == ["N"] * 3 + ["S"] * 3
    found = read_table(f"memory://lake/rows/*/*.{ending}", fields=FIELDS)
    pd.testing.assert_frame_equal(found, twice)


def write_run(address, staged, *, day=19, number=0):
    stamp = Stamp(
        run_id=f"20261120T0600{number:02}-a",
        time=datetime(2026, 11, day, 6, tzinfo=UTC),
        version="churn@7",
        ordered=datetime(2026, 11, 20, 6, tzinfo=UTC),
    )
    target = parse_address(address)
    check_folder(target)
    table = pa.Table.from_pandas(ROWS.assign(number=number, **stamp.columns), preserve_index=False)
    with open_writer(target.form, staged, table.schema) as writer:
        writer.write_table(table)
    publish(staged, target, stamp=stamp)
    assert not staged.exists()


@pytest.mark.parametrize("ending", ENDINGS)
def test_runs_take_turns_in_a_store(ending, tmp_path):
    """A rerun replaces the file of its time, a run that was overtaken does not, nor one of an earlier time."""
    address = f"memory://lake/scores.{ending}"
    for number in (10, 20):
        write_run(address, tmp_path / "staged", number=number)
    with pytest.raises(TableError, match="holds the result of the same time, by the run 20261120T060020-a"):
        write_run(address, tmp_path / "late", number=15)
    with pytest.raises(TableError, match=r"Name another file, as in `scores-\{\{ logical_date \}\}"):
        write_run(address, tmp_path / "early", day=18, number=30)
    assert read_table(address)["number"].astype(int).tolist() == [20] * 3


def test_results_by_date_in_a_store(tmp_path):
    """A folder of a store is the history, and pandas reads it."""
    for day in (19, 20):
        write_run("memory://lake/scores/", tmp_path / "staged", day=day)
    found = pd.read_parquet("memory://lake/scores/")
    assert found["logical_date"].astype(str).tolist() == ["2026-11-19"] * 3 + ["2026-11-20"] * 3
    assert read_table("memory://lake/scores/")["logical_date"].tolist() == ["2026-11-19"] * 3 + ["2026-11-20"] * 3


def test_an_upload_that_fails_leaves_what_was_there(memory, tmp_path, monkeypatch):
    """Where a store has no atomic upload, the file goes beside the old one first, and is then moved."""
    monkeypatch.setattr(stores, "_OBJECTS", frozenset())
    write_table(ROWS, "memory://lake/t.csv")
    before = memory.cat("/lake/t.csv")
    write_table(ROWS.head(1), "memory://lake/t.csv")
    assert memory.find("/lake") == ["/lake/t.csv"]
    assert memory.cat("/lake/t.csv") != before
    with pytest.raises(TableError):
        stores.upload(tmp_path / "none", "memory://lake/t.csv")
    assert memory.find("/lake") == ["/lake/t.csv"]


@pytest.fixture
def web(tmp_path):
    """A server of the files in a folder that answers no ranges, as Python's own."""
    (tmp_path / "web").mkdir()
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path / "web")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_of_a_web_server_is_read(ending, web, tmp_path):
    """Also Parquet, where the server only gives a file from its beginning; what follows `?` is no part of its name."""
    write_table(ROWS, f"{tmp_path}/web/t.{ending}")
    for address in (f"{web}/t.{ending}", f"{web}/t.{ending}?v=1.5"):
        pd.testing.assert_frame_equal(read_table(address, fields=FIELDS), ROWS)


def test_a_file_that_a_server_lacks_is_told(web):
    """By its address, without what is secret in it."""
    with pytest.raises(TableError) as caught:
        read_table(f"{web}/t.csv?token=hunter2")
    assert caught.value.message == f"there is no file `{web}/t.csv?token=***`"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("s3://b/t.parquet", "`s3://b/t.parquet` needs a driver that is not installed: pip install s3fs"),
        ("gs://b/t.csv", "`gs://b/t.csv` needs a driver that is not installed: pip install gcsfs"),
        ("abfs://c/data/", "`abfs://c/data/` needs a driver that is not installed: pip install adlfs"),
        (
            "nosuch://b/t.csv",
            "`nosuch://b/t.csv`: no store is known as `nosuch://`; a table of a database is `nosuch://b/t.csv::<table>`",
        ),
        ("memory://lake/none.csv", "there is no file `memory://lake/none.csv`"),
        ("memory://lake/none/", "there are no files in `memory://lake/none/`"),
        ("memory://lake/*.csv", "no file matches `memory://lake/*.csv`"),
    ],
    ids=["s3", "gs", "abfs", "unknown", "no-file", "no-folder", "no-match"],
)
def test_what_keeps_a_store_from_being_read_is_told(address, message):
    """And what to install."""
    with pytest.raises(TableError) as caught:
        open_source(parse_address(address), ())
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://host/x.csv?X-Amz-Signature=abc&v=1", "https://host/x.csv?X-Amz-Signature=***&v=1"),
        ("https://me:hunter2@host/x.csv", "https://me:***@host/x.csv"),
        (
            "https://acc.blob.core.windows.net/c/x.csv?sv=1&sig=a%2Fb",
            "https://acc.blob.core.windows.net/c/x.csv?sv=1&sig=***",
        ),
        ("postgresql://h/db?user=me&password=hunter2::t", "postgresql://h/db?user=me&password=***"),
        (
            "postgresql://h/db?sslmode=require&connect_timeout=3::t",
            "postgresql://h/db?sslmode=require&connect_timeout=3::t",
        ),
    ],
    ids=["signed", "basic", "sas", "option", "harmless"],
)
def test_secrets_in_addresses_are_not_shown(address, shown, version):
    """And no schedule keeps them."""
    assert parse_address(address).shown.startswith(shown)
    order = Order(
        service=str(version.folder), store=str(version.folder.parent), input=address, output="b.csv", folder="/f"
    )
    if "***" not in shown:
        check_order(order, version.folder, is_kept=True)
        return
    with pytest.raises(BatchError, match="holds a password, which a schedule does not write down"):
        check_order(order, version.folder, is_kept=True)
