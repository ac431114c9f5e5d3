"""Folders and globs: many files are one table, or the one that does not fit is named."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.reading import open_source
from nb2svc.batch.tables.whole import TableError, read_table, write_table
from nb2svc.manifest import Field

FIELDS = (
    Field(name="tenure", kind="integer", dtype="int64"),
    Field(name="charge", kind="number", dtype="float64", nullable=True),
    Field(name="plan", kind="string", dtype="str", nullable=True),
)
ROWS = pd.DataFrame(
    {"tenure": range(10), "charge": [0.1 * i for i in range(10)], "plan": ["a", None, "b,c", "d", "e"] * 2}
)
MIXED = (
    "`mixed/` holds files of several forms, `mixed/a.csv` and `mixed/b.parquet`: name those of one form, "
    "`mixed/*.parquet`"
)
NO_TABLE = (
    "`other/notes.txt` has the ending `.txt`, so its form is unknown: a table is a .csv, .parquet, .json or .jsonl "
    "file, a folder of them, `data/`, or a database table, `sqlite:///results.db::answers`"
)
ENDINGS = ["csv", "parquet", "json", "jsonl"]


def write_pieces(folder, ending, *, names=("a", "b", "c")):
    folder.mkdir(parents=True, exist_ok=True)
    for name, start in zip(names, (0, 4, 7), strict=True):
        stop = {0: 4, 4: 7, 7: 10}[start]
        write_table(ROWS.iloc[start:stop], f"{folder}/{name}.{ending}")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_folder_is_its_files_by_name(ending, tmp_path):
    """All of them as one table, sorted; files that are hidden or begin with `_` are no data."""
    write_pieces(tmp_path / "rows", ending)
    (tmp_path / "rows" / "_SUCCESS").touch()
    (tmp_path / "rows" / ".crc").touch()
    pd.testing.assert_frame_equal(read_table(f"{tmp_path}/rows/", fields=FIELDS), ROWS)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("pattern", ["2026-11-*/x.{}", "**/x.{}", "2026-11-[01]?/*"])
def test_a_glob_is_the_files_that_it_names(pattern, ending, tmp_path):
    """Sorted by name, also over folders; what it does not name is not read."""
    for day, start in (("2026-11-01", 0), ("2026-11-02", 5)):
        (tmp_path / day).mkdir()
        write_table(ROWS.iloc[start : start + 5], f"{tmp_path}/{day}/x.{ending}")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "y.txt").touch()
    pd.testing.assert_frame_equal(read_table(f"{tmp_path}/{pattern.format(ending)}", fields=FIELDS), ROWS)


def test_small_files_are_answered_together(tmp_path):
    """Chunks have as many rows as were asked for, wherever one file ends and the next begins, as far as they fit."""
    for number in range(10):
        write_table(ROWS.iloc[[number]], f"{tmp_path}/{number}.parquet")
    chunks = list(open_source(parse_address(f"{tmp_path}/"), FIELDS).chunks(4))
    assert [len(chunk) for chunk in chunks] == [4, 4, 2]
    pd.testing.assert_frame_equal(pd.concat(chunks, ignore_index=True), ROWS)


def test_the_order_of_columns_may_differ(tmp_path):
    """The first file's counts."""
    write_table(ROWS.iloc[:5], f"{tmp_path}/a.csv")
    write_table(ROWS.iloc[5:][["plan", "charge", "tenure"]], f"{tmp_path}/b.csv")
    pd.testing.assert_frame_equal(read_table(f"{tmp_path}/", fields=FIELDS), ROWS)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_missing_column_is_told_with_its_file(ending, tmp_path):
    """Whichever of them lacks it."""
    write_table(ROWS, f"{tmp_path}/a.{ending}")
    write_table(ROWS.drop(columns=["plan"]), f"{tmp_path}/b.{ending}")
    with pytest.raises(TableError) as caught:
        read_table(f"{tmp_path}/[ab].{ending}", fields=FIELDS)
    assert caught.value.message == (
        f"`{tmp_path}/b.{ending}` has no column `plan`, which `{tmp_path}/a.{ending}` has: files that are read as one "
        "table have the same columns"
    )
    (tmp_path / f"a.{ending}").rename(tmp_path / f"c.{ending}")
    with pytest.raises(TableError, match=f"b.{ending}` has no column `plan`, which `.*c.{ending}` has"):
        read_table(f"{tmp_path}/", fields=FIELDS)


def test_types_of_files_that_fit_each_other_are_one(tmp_path):
    """Whole numbers are fractions where another file has missing ones; a column without any value is of any type."""
    for name, values in (("a", [1, 2]), ("b", [3.5, None]), ("c", [None, None])):
        pd.DataFrame({"x": values, "id": [2**60, 2**60 + 1]}).to_parquet(tmp_path / f"{name}.parquet")
    source = open_source(parse_address(f"{tmp_path}/"), ())
    assert dict(source.columns) == {"x": pa.float64(), "id": pa.int64()}
    assert read_table(f"{tmp_path}/")["id"].tolist() == [2**60, 2**60 + 1] * 3


def test_types_that_fit_no_column_are_told_with_their_file(tmp_path):
    """Numbers in one file and text in another are no column."""
    pd.DataFrame({"x": [1]}).to_parquet(tmp_path / "a.parquet")
    pd.DataFrame({"x": ["many"]}).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(TableError) as caught:
        read_table(f"{tmp_path}/*.parquet")
    assert caught.value.message == (
        f"the column `x` is large_string in `{tmp_path}/b.parquet` and int64 in the files before it, from "
        f"`{tmp_path}/a.parquet` on: files that are read as one table have the same types"
    )


def test_rows_of_json_lines_may_lack_a_column_file_by_file(tmp_path):
    """What a row has no value for may be left out, in all rows of a file too; a file without rows has none."""
    (tmp_path / "a.jsonl").write_text('{"tenure": 1, "plan": "x"}\n')
    (tmp_path / "b.jsonl").write_text("")
    (tmp_path / "c.jsonl").write_text('{"charge": 2.5, "tenure": 2}\n')
    frame = read_table(f"{tmp_path}/", fields=FIELDS)
    assert frame["tenure"].tolist() == [1, 2]
    assert frame["plan"].isna().tolist() == [False, True]
    assert frame["charge"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    "values", [("N", "S"), (1, 20), ("007", "8"), ("a b/c", "d=e"), (2**40, 1), ("2026-11-01", "1")]
)
def test_hive_folders_are_columns_as_pandas_reads_them(values, tmp_path):
    """The notebook read the folder with `read_parquet`, which took the names of folders for a column: so do we."""
    pd.concat([ROWS.assign(key=value) for value in values]).to_parquet(tmp_path / "rows", partition_cols=["key"])
    expected = pd.read_parquet(tmp_path / "rows")
    found = read_table(f"{tmp_path}/rows/", fields=FIELDS)
    assert list(found.columns) == list(expected.columns)
    assert found["key"].tolist() == expected["key"].tolist()
    assert found["tenure"].tolist() == expected["tenure"].tolist()


def test_hive_folders_may_have_no_value(tmp_path):
    """What pandas calls `__HIVE_DEFAULT_PARTITION__` is missing."""
    pq.write_to_dataset(pa.table({"x": [1, 2], "key": ["a", None]}), tmp_path / "rows", partition_cols=["key"])
    frame = read_table(f"{tmp_path}/rows/")
    assert dict(zip(frame["x"], frame["key"].isna(), strict=True)) == {1: False, 2: True}


def test_one_hive_folder_still_says_what_the_service_reads(tmp_path):
    """A service that was trained on the whole folder reads `region`; one folder of it is enough to know it."""
    pd.concat([ROWS.assign(region=r) for r in "NS"]).to_parquet(tmp_path / "rows", partition_cols=["region"])
    region = Field(name="region", kind="string", dtype="category", categories=("N", "S"))
    for address in (f"{tmp_path}/rows/region=S/", f"{tmp_path}/rows/region=S/*.parquet"):
        assert read_table(address, fields=(*FIELDS, region))["region"].tolist() == ["S"] * 10
        assert "region" not in read_table(address, fields=FIELDS).columns


def test_folders_called_as_files_are_read(tmp_path):
    """Spark writes `rows.parquet/part-0000.parquet`."""
    write_pieces(tmp_path / "rows.parquet", "parquet")
    pd.testing.assert_frame_equal(read_table(f"{tmp_path}/rows.parquet", fields=FIELDS), ROWS)


def test_a_file_may_be_called_as_a_glob(tmp_path):
    """A name with brackets is the file of this name, where there is one."""
    ROWS.to_csv(tmp_path / "rows[1].csv", index=False)
    pd.testing.assert_frame_equal(read_table(f"{tmp_path}/rows[1].csv", fields=FIELDS), ROWS)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("none/", "there is no folder `none`"),
        ("empty/", "there are no files in `empty/`"),
        ("2026-*/*.csv", "no file matches `2026-*/*.csv`"),
        (
            "mixed/",
            MIXED,
        ),
        (
            "other/",
            NO_TABLE,
        ),
    ],
)
def test_what_is_no_table_of_files_is_explained(address, message, tmp_path, monkeypatch):
    """By what was found, and what to name instead."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    for name in ("mixed/a.csv", "mixed/b.parquet", "other/a.csv", "other/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    with pytest.raises(TableError) as caught:
        read_table(address)
    assert caught.value.message == message


def test_memory_does_not_grow_with_files(tmp_path):
    """A piece of one file is held at a time, however many there are."""
    for number in range(12):
        pd.DataFrame({"tenure": np.arange(40_000), "charge": 0.5}).to_parquet(tmp_path / f"{number:02}.parquet")

    def peak(pattern):
        source = open_source(parse_address(f"{tmp_path}/{pattern}"), FIELDS)
        tracemalloc.start()
        try:
            assert sum(len(chunk) for chunk in source.chunks(10_000)) % 40_000 == 0
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak("*.parquet") < 1.5 * peak("0[012].parquet")
