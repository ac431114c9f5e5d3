"""Results in a folder by logical date: pandas and pyarrow read all of them as one table, whole, each time once."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.publishing import check_folder, publish, work_place
from nb2svc.batch.tables.reading import check_apart
from nb2svc.batch.tables.stamp import Stamp
from nb2svc.batch.tables.whole import TableError, read_table, write_table
from nb2svc.batch.tables.writing import open_writer

ROWS = 1000


def write_run(folder, staged, *, time, number=0, rows=ROWS, overwrites=False):
    """Publish the result of a run as a run does."""
    stamp = Stamp(run_id=f"20261120T0600{number:02}-a", time=time, version="churn@7", ordered=datetime.now(UTC))
    frame = pd.DataFrame({"tenure": range(rows), "proba": 0.5, "name": "x"})
    table = pa.Table.from_pandas(frame.assign(**stamp.columns), preserve_index=False)
    target = parse_address(folder)
    check_folder(target)
    with open_writer(target.form, staged, table.schema) as writer:
        writer.write_table(table)
    publish(staged, target, stamp=stamp, overwrites=overwrites)


def at(day, hour=6, zone=UTC):
    return datetime(2026, 11, day, hour, tzinfo=zone)


@pytest.fixture
def scores(tmp_path):
    return f"{tmp_path}/scores/"


def test_a_folder_is_the_history(scores, tmp_path):
    """Each logical time has its file in the folder of its date; several times of a day are beside each other."""
    for day, hour in ((19, 6), (20, 6), (20, 7)):
        write_run(scores, tmp_path / "staged", time=at(day, hour))
    files = [str(path.relative_to(scores)) for path in sorted((tmp_path / "scores").rglob("*.parquet"))]
    assert files == [
        "logical_date=2026-11-19/20261119T060000Z.parquet",
        "logical_date=2026-11-20/20261120T060000Z.parquet",
        "logical_date=2026-11-20/20261120T070000Z.parquet",
    ]
    found = pd.read_parquet(scores)
    assert found["logical_date"].astype(str).value_counts().to_dict() == {"2026-11-19": ROWS, "2026-11-20": 2 * ROWS}
    assert found["logical_time"].nunique() == 3


def test_pandas_and_pyarrow_read_the_right_types(scores, tmp_path):
    """The date is a column once: pandas makes it a category, pyarrow text, and all others are as a single file has."""
    write_run(scores, tmp_path / "staged", time=at(19))
    found = pd.read_parquet(scores)
    kinds = {"tenure": "int64", "proba": "float64", "name": "str", "run_id": "str", "logical_time": "str"}
    assert found.dtypes.astype(str).to_dict() == {**kinds, "version": "str", "logical_date": "category"}
    table = ds.dataset(scores, partitioning="hive").to_table(filter=ds.field("logical_date") == "2026-11-19")
    assert table.num_rows == ROWS
    assert str(table.schema.field("logical_date").type) == "string"
    assert read_table(scores)["logical_date"].tolist() == ["2026-11-19"] * ROWS


def test_a_rerun_replaces_its_own_file(scores, tmp_path):
    """In one rename; an older run for the same time does not, unless it is told to."""
    for number, rows in ((10, 3), (20, 4)):
        write_run(scores, tmp_path / "staged", time=at(19), number=number, rows=rows)
    write_run(scores, tmp_path / "staged", time=at(20), number=5, rows=7)
    with pytest.raises(TableError) as caught:
        write_run(scores, tmp_path / "staged", time=at(19), number=15)
    assert caught.value.message == (
        f"`{scores}logical_date=2026-11-19/20261119T060000Z.parquet` holds the result of the same time, by the run "
        "20261120T060020-a, which was started later: it stays, or is replaced with --overwrite"
    )
    assert len(pd.read_parquet(scores)) == 4 + 7
    write_run(scores, tmp_path / "staged", time=at(19), number=15, rows=2, overwrites=True)
    assert len(pd.read_parquet(scores)) == 2 + 7


def test_one_time_is_not_there_for_two_dates(scores, tmp_path):
    """Six in Seoul is the evening before in London: a rerun in another time zone would double the rows."""
    write_run(scores, tmp_path / "staged", time=at(19, 6, ZoneInfo("Asia/Seoul")))
    with pytest.raises(TableError) as caught:
        write_run(scores, tmp_path / "staged", time=at(18, 21, ZoneInfo("Europe/London")), number=1)
    assert caught.value.message == (
        f"`{scores}` holds the result of 2026-11-18T21:00:00+00:00 for 2026-11-19, and this run is for 2026-11-18, in "
        "another time zone: the rows would be there twice. Run it in the first one's time zone, or remove "
        f"`{scores}logical_date=2026-11-19/20261118T210000Z.parquet`"
    )


def test_nothing_half_written_is_seen(scores, tmp_path):
    """While results are replaced again and again, a reader sees whole ones; what is staged there is hidden."""
    write_run(scores, tmp_path / "staged", time=at(19))
    place = work_place(parse_address(scores))
    hidden = place / ".nb2svc-abc"
    hidden.mkdir()
    (hidden / "rows").write_bytes(b"PAR1 half")
    done = threading.Event()

    def rewrite():
        for number in range(1, 60):
            write_run(scores, hidden / "staged", time=at(19), number=number)
        done.set()

    thread = threading.Thread(target=rewrite)
    thread.start()
    seen = set()
    while not done.is_set():
        seen |= {len(pd.read_parquet(scores)), ds.dataset(scores, partitioning="hive").count_rows()}
        seen.add(len(read_table(scores)))
    thread.join()
    assert seen == {ROWS}


def test_only_runs_have_a_date(scores):
    """A table without one goes to a file."""
    with pytest.raises(TableError) as caught:
        write_table(pd.DataFrame({"a": [1]}), scores)
    assert caught.value.message == (
        f"`{scores}` is a folder of results by logical date, which only a run has: name a file"
    )


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("none/scores/", "there is no folder `{here}/none` for `scores`: make it, or name another"),
        ("file.csv/", "`file.csv` is a file; a folder of results is to have this name"),
        ("x/*.csv", "`x/*.csv` may be many files: results go to one file, or to a folder, `scores/`"),
        (
            "https://host/x.csv?sig=abc",
            "`https://host/x.csv?sig=***` can be read, not written: results go to a file, a store or a database",
        ),
        ("rows.parquet", "`rows.parquet` is a folder; name a file, or write `rows.parquet/` for results by date"),
    ],
    ids=["no-folder", "file", "glob", "web", "folder"],
)
def test_where_no_result_can_go_is_explained(address, message, tmp_path, monkeypatch):
    """Before the work."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.csv").touch()
    (tmp_path / "rows.parquet").mkdir()
    with pytest.raises(TableError) as caught:
        check_folder(parse_address(address))
    assert caught.value.message == message.format(here=os.path.realpath(tmp_path))


@pytest.mark.parametrize(
    ("source", "target", "is_apart"),
    [
        ("data/", "data/out.csv", False),
        ("data/*.csv", "data/out.csv", False),
        ("data/**/*.csv", "data/a/b/out.csv", False),
        ("data/*.csv", "data/out.parquet", True),
        ("data/", "scores/", True),
        ("data/", "./data/", False),
        ("s3://b/data/", "s3://b/data/out.csv", False),
        ("s3://b/data/*.csv", "s3://b/out/x.csv", True),
        ("sqlite:///t.db::t", "data/out.csv", True),
    ],
)
def test_answers_are_not_among_the_rows(source, target, is_apart, tmp_path, monkeypatch):
    """Or the next run would read them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    rows = parse_address(source)
    if is_apart:
        check_apart(rows, parse_address(target))
    else:
        with pytest.raises(TableError, match="the answers"):
            check_apart(rows, parse_address(target))
