"""Tables by address: what goes in comes out, and nothing is ever half there."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa
from pandas._libs.parsers import STR_NA_VALUES

from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.publishing import publish
from nb2svc.batch.tables.reading import open_source
from nb2svc.batch.tables.stamp import Stamp
from nb2svc.batch.tables.whole import TableError, read_table, write_table
from nb2svc.batch.tables.writing import open_writer
from nb2svc.manifest import Field
from nb2svc.runtime.formats.csv_rows import null_words

FIELDS = (
    Field(name="tenure", kind="integer", dtype="int64"),
    Field(name="charge", kind="number", dtype="float64", nullable=True),
    Field(name="plan", kind="string", dtype="str", nullable=True),
    Field(name="active", kind="boolean", dtype="bool"),
)
MIDNIGHT = pd.Timestamp("2024-01-02").to_pydatetime()
FRAME = pd.DataFrame(
    {
        "tenure": [1, 2, 3],
        "charge": [0.1, None, 1e-300],
        "plan": ["a,b", 'say "x"', None],
        "active": [True, False, True],
    }
)


def addresses(folder):
    return [
        f"{folder}/t.csv",
        f"{folder}/t.parquet",
        f"{folder}/t.json",
        f"{folder}/t.jsonl",
        f"sqlite:///{folder}/t.db::t",
    ]


@pytest.mark.parametrize("form", range(5), ids=["csv", "parquet", "json", "jsonl", "sqlite"])
def test_table_comes_back_as_it_was(form, tmp_path):
    """Every form returns the values, the missing ones and the dtypes that were written."""
    address = addresses(tmp_path)[form]
    write_table(FRAME, address)
    pd.testing.assert_frame_equal(read_table(address, fields=FIELDS), FRAME)


@pytest.mark.parametrize("form", range(5), ids=["csv", "parquet", "json", "jsonl", "sqlite"])
def test_table_without_fields_is_read_plainly(form, tmp_path):
    """Without knowing a service, a table is read with the types it has by itself."""
    address = addresses(tmp_path)[form]
    write_table(FRAME, address)
    pd.testing.assert_frame_equal(read_table(address), FRAME)


@pytest.mark.parametrize("form", range(5), ids=["csv", "parquet", "json", "jsonl", "sqlite"])
def test_chunks_are_the_table_cut_into_pieces(form, tmp_path):
    """Reading in pieces gives the same rows in the same order, none twice, with the same dtypes."""
    address = addresses(tmp_path)[form]
    rows = pd.concat([FRAME] * 5, ignore_index=True)
    write_table(rows, address)
    chunks = list(open_source(parse_address(address), FIELDS).chunks(4))
    assert [len(chunk) for chunk in chunks] == [4, 4, 4, 3]
    pd.testing.assert_frame_equal(pd.concat(chunks, ignore_index=True), rows)


def test_null_words_are_those_of_read_csv():
    """The words for a missing value are pandas' own: the notebook's `read_csv` knew these."""
    assert set(STR_NA_VALUES) == null_words(FIELDS[2])


def test_csv_text_stays_text(tmp_path):
    """Leading zeros stay in text columns and in columns that the service does not know; words for null are null."""
    (tmp_path / "t.csv").write_text("zip,region,id,note\n01234,NA,007,NA\n04321,EU,008,\n")
    fields = (
        Field(name="zip", kind="string", dtype="str"),
        Field(name="region", kind="string", dtype="str", categories=("EU", "NA")),
        Field(name="note", kind="string", dtype="str", nullable=True),
    )
    frame = read_table(f"{tmp_path}/t.csv", fields=fields)
    assert frame["zip"].tolist() == ["01234", "04321"]
    assert frame["region"].tolist() == ["NA", "EU"]
    assert frame["id"].tolist() == ["007", "008"]
    assert frame["note"].isna().all()


def test_csv_numbers_are_those_of_read_csv(tmp_path):
    """Numbers have the bits that the notebook's `read_csv` gives, also where its parser rounds its own way."""
    text = "charge\n0.1\n1e-5\n123456789.123456789\n2.2250738585072014e-308\n9007199254740993\n"
    (tmp_path / "t.csv").write_text(text)
    expected = pd.read_csv(tmp_path / "t.csv")["charge"].tolist()
    assert read_table(f"{tmp_path}/t.csv", fields=FIELDS)["charge"].tolist() == expected


def test_one_bad_word_spoils_only_its_row(tmp_path):
    """A word in a numeric column stays a word; its neighbours are still numbers."""
    (tmp_path / "t.csv").write_text("tenure,charge,active\n1,2.5,True\nmany,oops,perhaps\n3,,FALSE\n")
    frame = read_table(f"{tmp_path}/t.csv", fields=FIELDS)
    assert frame["tenure"].tolist() == [1, "many", 3]
    assert frame["charge"].tolist()[:2] == [2.5, "oops"]
    assert frame["active"].tolist() == [True, "perhaps", False]


def test_typed_sources_keep_text_in_number_columns(tmp_path):
    """Text where a number belongs is not guessed at in JSON: its row is at fault, as it is in a request."""
    (tmp_path / "t.jsonl").write_text('{"tenure": 1}\n\n{"tenure": "2"}\n')
    assert read_table(f"{tmp_path}/t.jsonl", fields=FIELDS)["tenure"].tolist() == [1, "2"]


def test_rows_of_json_lines_may_have_different_keys(tmp_path):
    """A key that only a late row has is a column, missing in the others."""
    (tmp_path / "t.jsonl").write_text('{"a": 1}\n{"a": 2.5, "b": "x"}\n')
    frame = read_table(f"{tmp_path}/t.jsonl")
    assert frame["a"].tolist() == [1.0, 2.5]
    assert frame["b"].isna().tolist() == [True, False]


def test_nested_values_survive(tmp_path):
    """Images and the like: lists in Parquet and JSON, JSON text in CSV and databases, and lists again when read."""
    images = [[[1.0, 2.0], [3.0, 4.5]], [[0.0, 0.0], [0.0, 1.0]]]
    field = Field(name="image", kind="array", dtype="float64", shape=(2, 2))
    for address in addresses(tmp_path):
        write_table(pd.DataFrame({"image": images}), address)
        assert read_table(address, fields=(field,))["image"].tolist() == images, address


def test_database_values_come_as_python_has_them(tmp_path):
    """Times stay times, exact decimals become numbers, SQLite's 0 and 1 become false and true."""
    url = f"sqlite:///{tmp_path}/t.db"
    columns = [sa.Column("tenure", sa.Integer), sa.Column("charge", sa.Numeric(10, 2)), sa.Column("at", sa.DateTime)]
    table = sa.Table("t", sa.MetaData(), *columns, sa.Column("active", sa.Integer))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(sa.insert(table).values(tenure=1, charge=Decimal("2.50"), at=MIDNIGHT, active=1))
    engine.dispose()
    row = read_table(f"{url}::t", fields=FIELDS).iloc[0].to_dict()
    assert row == {"tenure": 1, "charge": 2.5, "at": MIDNIGHT, "active": True}


def test_named_index_of_parquet_is_a_column(tmp_path):
    """An index that has a name is data and is read as a column; a plain one is not."""
    FRAME.set_index("plan").to_parquet(tmp_path / "a.parquet")
    FRAME.iloc[[2, 0]].to_parquet(tmp_path / "b.parquet")
    assert list(read_table(f"{tmp_path}/a.parquet").columns) == ["plan", "tenure", "charge", "active"]
    assert list(read_table(f"{tmp_path}/b.parquet").columns) == list(FRAME.columns)


def write_run(frame, address, folder, *, run_id, day=19, ordered=0, overwrites=False):
    """Publish rows as a run does that was started in some minute."""
    stamp = Stamp(
        run_id=run_id,
        time=datetime(2026, 11, day, 6, tzinfo=UTC),
        version="churn@7",
        ordered=datetime(2026, 11, 20, 6, ordered, tzinfo=UTC),
    )
    staged = folder / "staged"
    table = pa.Table.from_pandas(frame.assign(**stamp.columns), preserve_index=False)
    target = parse_address(address)
    with open_writer(target.form, staged, table.schema) as writer:
        writer.write_table(table)
    publish(staged, target, stamp=stamp, overwrites=overwrites)


def test_rerun_replaces_the_rows_of_its_logical_time_and_no_others(tmp_path):
    """Whoever runs it again: the rows of a day are there once, and those of other days stay."""
    address = f"sqlite:///{tmp_path}/t.db::t"
    for run, day, rows in (("a", 19, FRAME), ("b", 20, FRAME), ("c", 20, FRAME.head(2))):
        write_run(rows, address, tmp_path, run_id=run, day=day)
    found = read_table(address)
    assert found["run_id"].value_counts().to_dict() == {"a": 3, "c": 2}
    assert found["logical_date"].tolist() == ["2026-11-19"] * 3 + ["2026-11-20"] * 2


def test_a_run_that_was_overtaken_does_not_replace_what_a_later_one_wrote(tmp_path):
    """It was started first and hung; its rows are older than those that are there."""
    address = f"sqlite:///{tmp_path}/t.db::t"
    write_run(FRAME, address, tmp_path, run_id="second", ordered=30)
    with pytest.raises(TableError, match="the run second, which was started later, has written the rows of 2026-11-19"):
        write_run(FRAME.head(1), address, tmp_path, run_id="first", ordered=10)
    assert read_table(address)["run_id"].tolist() == ["second"] * 3


@pytest.mark.parametrize("ending", ["csv", "parquet", "json", "jsonl"])
def test_a_file_of_a_later_time_is_not_replaced(ending, tmp_path):
    """A run that was late keeps its hands off what is newer; unless it is told to, and whoever's file it was before."""
    address = f"{tmp_path}/t.{ending}"
    write_table(FRAME, address)
    for day, ordered in ((20, 0), (20, 30), (21, 0)):
        write_run(FRAME.head(2), address, tmp_path, run_id=f"20261120T06{ordered:02}00-a", day=day, ordered=ordered)
    with pytest.raises(TableError) as caught:
        write_run(FRAME, address, tmp_path, run_id="20261120T064000-b", day=20, ordered=40)
    assert caught.value.message == (
        f"`{address}` holds the result of 2026-11-21T06:00:00+00:00, which is later than 2026-11-20T06:00:00+00:00, by "
        "the run 20261120T060000-a: it stays. Name another file, as in "
        f"`t-{{{{ logical_date }}}}.{ending}`, or replace it with --overwrite"
    )
    with pytest.raises(TableError, match="holds the result of the same time, by the run 20261120T060000-a"):
        write_run(FRAME, address, tmp_path, run_id="20261120T050000-b", day=21)
    assert len(read_table(address)) == 2
    write_run(FRAME, address, tmp_path, run_id="20261120T050000-b", day=19, overwrites=True)
    assert len(read_table(address)) == 3


def test_database_transaction_is_all_or_nothing(tmp_path):
    """When a late row is refused, the rows that were there before are still there, and no new one."""
    path = tmp_path / "t.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (tenure integer check (tenure < 6000))")
        connection.execute("insert into t values (1)")
    connection.close()
    with pytest.raises(TableError, match="refuses: CHECK constraint failed"):
        write_table(pd.DataFrame({"tenure": range(7000)}), f"sqlite:///{path}::t")
    assert read_table(f"sqlite:///{path}::t")["tenure"].tolist() == [1]


def test_file_is_replaced_in_one_step(tmp_path):
    """A file that cannot be written to the end leaves the old one, and no rubbish beside it."""
    path = tmp_path / "t.csv"
    path.write_text("old")
    with pytest.raises(TableError, match="cannot be written"):
        write_table(pd.DataFrame({"a": [object()]}), str(path))
    assert path.read_text() == "old"
    write_table(FRAME, str(path))
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("rows.cvs", "did you mean `rows.csv`"),
        ("rows", "no ending"),
        ("sqlite:///t.db", "write `sqlite:///t.db::<table>`"),
        ("sqlite:///missing.db::t", "no database file `missing.db`"),
        ("nosuchdb://x/y::t", "no database that SQLAlchemy knows"),
        ("postgresql+asyncpg://u:secret@h/db::t", "needs the driver `asyncpg`"),
        ("missing.csv", "there is no file `missing.csv`"),
    ],
)
def test_bad_address_is_explained(address, message, tmp_path, monkeypatch):
    """An address that leads nowhere says what is wrong with it, and never shows a password."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TableError) as caught:
        read_table(address)
    assert message in caught.value.message
    assert "secret" not in caught.value.message


def test_a_database_may_be_named_by_a_variable(tmp_path, monkeypatch):
    """So that its password stands nowhere else; a variable that is not set is told by its name."""
    monkeypatch.setenv("RESULTS_URL", f"sqlite:///{tmp_path}/t.db")
    write_table(FRAME, "env:RESULTS_URL::t")
    assert len(read_table("env:RESULTS_URL::t")) == len(read_table(f"sqlite:///{tmp_path}/t.db::t")) == 3
    monkeypatch.delenv("RESULTS_URL")
    with pytest.raises(TableError) as caught:
        read_table("env:RESULTS_URL::t")
    assert caught.value.message == (
        "the variable `RESULTS_URL` is not set; it is to hold the address of the database, `env:RESULTS_URL`"
    )


def test_columns_of_a_table_are_nobodys_stamp(tmp_path):
    """A table of one's own may have a column that runs have too: its numbers stay numbers."""
    address = f"sqlite:///{tmp_path}/t.db::t"
    write_table(pd.DataFrame({"version": [1, 2], "run_id": [0.5, 1.5]}), address)
    assert read_table(address).to_dict("list") == {"version": [1, 2], "run_id": [0.5, 1.5]}


def test_missing_table_suggests_one(tmp_path):
    """A table's name that is almost right is answered with the right one."""
    write_table(FRAME, f"sqlite:///{tmp_path}/t.db::customers")
    with pytest.raises(TableError, match="did you mean `customers`"):
        read_table(f"sqlite:///{tmp_path}/t.db::custmers")


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.json", "t.jsonl"])
def test_broken_file_is_named(name, tmp_path):
    """A file that is not what its ending says is an error that names it."""
    (tmp_path / name).write_bytes(b'\x80\x81"')
    with pytest.raises(TableError, match=name):
        read_table(f"{tmp_path}/{name}", fields=FIELDS)


def test_other_columns_in_the_table_are_told(tmp_path):
    """A result that does not fit an existing table is refused by the names it lacks."""
    address = f"sqlite:///{tmp_path}/t.db::t"
    write_table(FRAME[["tenure"]], address)
    with pytest.raises(TableError, match="has no column `active`, `charge`, `plan`"):
        write_table(FRAME, address)


def test_missing_folder_is_told_before_the_work(tmp_path):
    """The folder of an output must be there."""
    with pytest.raises(TableError, match="no folder"):
        write_table(FRAME, f"{tmp_path}/no/t.csv")


def test_table_may_have_columns_of_its_own(tmp_path):
    """A table that someone made takes a result's rows; its other columns get their defaults."""
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("create table t (note text default 'new', tenure integer)")
    connection.close()
    address = f"sqlite:///{tmp_path}/t.db::t"
    write_table(FRAME[["tenure"]], address)
    assert read_table(address)["note"].tolist() == ["new"] * 3


def test_files_need_no_database_library(tmp_path):
    """Where SQLAlchemy is not installed, files are read and written, and a database says which extra it needs."""
    script = (
        "import sys\n"
        "sys.modules['sqlalchemy'] = None  # what an import finds where it is not installed\n"
        "from nb2svc.batch.tables.whole import read_table, write_table\n"
        "write_table(read_table('in.csv'), 'out.parquet')\n"
        "write_table(read_table('in.csv'), 'sqlite:///out.db::t')\n"
    )
    (tmp_path / "in.csv").write_text("a\n1\n")
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert pd.read_parquet(tmp_path / "out.parquet")["a"].tolist() == [1]
    assert "MissingExtraError: a table in a database needs packages" in done.stderr
    assert "nb2svc[build]" in done.stderr
