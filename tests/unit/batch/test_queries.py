"""What a query gives is a table like any other: its types, its values, and nothing changed in the database."""

from __future__ import annotations

import sqlite3
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa
from postgres import POSTGRES

from nb2svc.batch.errors import BatchError
from nb2svc.batch.orders.moments import Moment
from nb2svc.batch.orders.order import Order, check_order, fill_order
from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.reading import open_source
from nb2svc.batch.tables.whole import TableError, read_table, write_table
from nb2svc.manifest import Field

FIELDS = (
    Field(name="tenure", kind="integer", dtype="int64"),
    Field(name="charge", kind="number", dtype="float64", nullable=True),
    Field(name="plan", kind="string", dtype="str", nullable=True),
    Field(name="active", kind="boolean", dtype="bool"),
)
ROWS = pd.DataFrame(
    {
        "tenure": [1, 2, 3],
        "charge": [0.1, None, 2.5],
        "plan": ["a", None, "50% :off"],
        "active": [True, False, True],
    }
)
COLUMNS = "tenure, charge, plan, active"
TWICE = (
    "the query gives two columns `tenure`: write which one you mean, or call one of them otherwise with AS, in "
    "`sqlite:///shop.db::SELECT tenure, charge AS tenure FROM orders`"
)
BRACES = (
    "the query in `sqlite:///shop.db::SELECT * FROM orders WHERE day = '{{ yesterday }}'` holds `{{ }}`, which is "
    "filled in by `nb2svc batch run`, and not here"
)
NO_NAME = (
    "`sqlite:///shop.db` names a database but no table: write `sqlite:///shop.db::<table>`, "
    "`sqlite:///shop.db::SELECT ...` or `sqlite:///shop.db::@query.sql`"
)
needs_postgres = pytest.mark.skipif(POSTGRES is None, reason="PostgreSQL is not installed")


@pytest.fixture
def shop(tmp_path):
    """A SQLite database with the rows."""
    url = f"sqlite:///{tmp_path}/shop.db"
    write_table(ROWS, f"{url}::orders")
    return url


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT {COLUMNS} FROM orders",
        f"select {COLUMNS} from orders order by tenure;",
        f"WITH rows AS (SELECT * FROM orders) SELECT {COLUMNS} FROM rows",
        f"\n  SELECT {COLUMNS}\n  FROM orders -- all of them\n",
        f"/* the orders */ SELECT {COLUMNS} FROM orders",
    ],
    ids=["select", "semicolon", "with", "lines", "comment"],
)
def test_a_query_gives_what_a_table_gives(query, shop):
    """The same values with the same types, whatever a query begins and ends with."""
    pd.testing.assert_frame_equal(read_table(f"{shop}::{query}", fields=FIELDS), ROWS)


def test_marks_of_other_languages_stay_text(shop):
    """`:name` and `%` are the user's; nothing is filled in for them, and `::` in a text is no end of an address."""
    found = read_table(f"{shop}::SELECT plan, ':x %s a::b' AS \"%(note)s\" FROM orders WHERE plan LIKE '50%:o%'")
    assert found.to_dict("list") == {"plan": ["50% :off"], "%(note)s": [":x %s a::b"]}


def test_types_are_those_of_all_values(shop, tmp_path):
    """SQLite tells no types of what is computed: the first rows do not decide."""
    query = (
        "SELECT tenure * 1.0 / 2 AS half, CASE WHEN tenure > 2 THEN 7 END AS late, count(*) OVER () AS n FROM orders"
    )
    assert dict(open_source(parse_address(f"{shop}::{query}"), ()).columns) == {
        "half": pa.float64(),
        "late": pa.int64(),
        "n": pa.int64(),
    }


def test_a_query_stands_in_a_file(shop, tmp_path, monkeypatch):
    """Long ones do; the file is named from the folder that the address is named from."""
    monkeypatch.chdir(tmp_path)
    Path("orders.sql").write_text(f"-- what is scored\nSELECT {COLUMNS}\nFROM orders;\n")
    pd.testing.assert_frame_equal(read_table(f"{shop}::@orders.sql", fields=FIELDS), ROWS)


def test_a_query_changes_nothing(shop):
    """Also where it says so: it is read only."""
    with pytest.raises(TableError, match="refuses: attempt to write a readonly database"):
        read_table(f"{shop}::/* tidy */ DELETE FROM orders")
    assert len(read_table(f"{shop}::orders")) == 3


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT tenure, charge AS tenure FROM orders", TWICE),
        ("SELECT no_column FROM orders", "the database `sqlite:///shop.db` refuses: no such column: no_column"),
        (
            "@none.sql",
            "the query `none.sql` of `sqlite:///shop.db::@none.sql` cannot be read: No such file or directory",
        ),
        ("@empty.sql", "the file `empty.sql` of `sqlite:///shop.db::@empty.sql` is empty; it is to hold a query"),
        ("SELECT * FROM orders WHERE day = '{{ yesterday }}'", BRACES),
        ("@", NO_NAME),
    ],
    ids=["twice", "refused", "no-file", "empty-file", "braces", "no-name"],
)
def test_a_query_that_gives_no_table_is_explained(query, message, shop, tmp_path, monkeypatch):
    """With what the database says of it."""
    monkeypatch.chdir(tmp_path)
    Path("empty.sql").write_text("\n")
    with pytest.raises(TableError) as caught:
        read_table(f"sqlite:///shop.db::{query}")
    assert caught.value.message == message


def test_results_do_not_go_to_a_query():
    """A table takes them."""
    with pytest.raises(TableError) as caught:
        write_table(ROWS, "sqlite:///shop.db::SELECT * FROM orders")
    assert caught.value.message == (
        "`sqlite:///shop.db::SELECT * FROM orders` is a query, which gives rows: results go to a table, "
        "`sqlite:///shop.db::answers`"
    )


MOMENT = Moment(time=datetime(2026, 11, 20, 6, tzinfo=UTC), run_id="r-1", service="churn", version=7)


@pytest.fixture
def order(version, tmp_path):
    return Order(
        service=str(version.folder),
        store=str(version.folder.parent),
        input="sqlite:///shop.db::@orders.sql",
        output="b.csv",
        folder=str(tmp_path),
    )


def test_words_in_a_query_are_filled_in(order, tmp_path):
    """In the address itself, and in the file that it names as it is when the run starts."""
    written = replace(order, input="env:SHOP::SELECT * FROM orders WHERE day = '{{ yesterday }}'")
    assert fill_order(written, MOMENT).input == "env:SHOP::SELECT * FROM orders WHERE day = '2026-11-19'"
    for word, day in (("yesterday", "2026-11-19"), ("logical_date - days(7)", "2026-11-13")):
        (tmp_path / "orders.sql").write_text(f"-- rows\nSELECT *\nFROM orders WHERE day = '{{{{ {word} }}}}';\n")
        assert fill_order(order, MOMENT).input == (
            f"sqlite:///shop.db::/* orders.sql */ -- rows\nSELECT *\nFROM orders WHERE day = '{day}'"
        )


def test_a_query_that_can_never_work_is_told_when_it_is_ordered(order, version, tmp_path):
    """Its file is missing, or a word in it is not known."""
    with pytest.raises(
        TableError, match=r"the query `.*orders\.sql` of `sqlite:///shop.db::@orders.sql` cannot be read"
    ):
        check_order(order, version.folder, is_kept=True)
    (tmp_path / "orders.sql").write_text("SELECT *\nFROM orders WHERE day = '{{ yesterdy }}'")
    with pytest.raises(BatchError) as caught:
        check_order(order, version.folder, is_kept=True)
    assert caught.value.message == (
        "the query `sqlite:///shop.db::/* orders.sql */ SELECT * FROM orders WHERE day = '{{ yesterdy }}' ...`: "
        "'yesterdy' is undefined; did you mean `yesterday`?"
    )


def test_an_address_is_shown_in_one_line(shop):
    """However long its query is; the password of its database is not."""
    query = "SELECT *\nFROM orders\nWHERE mail = 'me:you@host' AND " + "column_1 > 0 AND " * 20
    shown = parse_address(f"postgresql://me:hunter2@host/shop::{query}").shown
    assert shown == (
        "postgresql://me:***@host/shop::SELECT * FROM orders WHERE mail = 'me:you@host' AND column_1 > 0 AND ..."
    )


@pytest.mark.e2e
@needs_postgres
def test_postgres_types_and_casts(postgres):
    """Casts with `::`, `%` and `:name` are PostgreSQL's own; types are those that it tells, exact decimals numbers."""
    query = (
        "SELECT tenure::int AS tenure, charge::numeric(10, 2) AS charge, plan, active::bool AS active, "
        "'2026-11-19'::date AS day, '2026-11-19 06:00'::timestamp AS at, '2026-11-19 06:00+09'::timestamptz AS since, "
        "':x 100%' AS note, 1::numeric AS exact FROM (VALUES (1, 2.50, 'a', true), (2, NULL, '5%x', false)) AS "
        "rows(tenure, charge, plan, active) WHERE plan LIKE '%x' OR plan = 'a' ORDER BY tenure"
    )
    source = open_source(parse_address(f"{postgres.address}::{query}"), FIELDS)
    assert {name: str(kind) for name, kind in source.columns.items()} == {
        "tenure": "int64",
        "charge": "double",
        "plan": "string",
        "active": "bool",
        "day": "date32[day]",
        "at": "timestamp[us]",
        "since": "timestamp[us, tz=UTC]",
        "note": "string",
        "exact": "double",
    }
    (frame,) = source.chunks(10)
    assert frame["charge"].tolist()[0] == 2.5
    assert frame.dtypes[["tenure", "charge", "active"]].tolist() == ["int64", "float64", "bool"]
    assert frame["note"].tolist() == [":x 100%"] * 2
    assert frame["day"].tolist() == [date(2026, 11, 19)] * 2
    assert frame["exact"].tolist() == [1.0, 1.0]


@pytest.mark.e2e
@needs_postgres
def test_a_query_is_streamed(postgres):
    """The first rows come long before the last ones exist: fifty million are not waited for."""
    address = parse_address(f"{postgres.address}::SELECT generate_series(1, 50000000) AS x")
    source = open_source(address, ())
    chunks = source.chunks(1000)
    assert next(chunks)["x"].tolist() == list(range(1, 1001))
    assert next(chunks)["x"].iloc[0] == 1001
    tracemalloc.start()
    assert sum(len(next(chunks)) for _ in range(50)) == 50_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    chunks.close()
    assert peak < 5_000_000


@pytest.mark.e2e
@needs_postgres
def test_postgres_is_only_read(postgres):
    """A query that changes rows on its way is refused, and no password is in what is told."""
    postgres.sql("create table kept (x int); insert into kept values (1)")
    with pytest.raises(TableError) as caught:
        read_table(f"{postgres.address}::WITH gone AS (DELETE FROM kept RETURNING x) SELECT x FROM gone")
    assert "s3cret-word" not in caught.value.message
    assert postgres.sql("select count(*) from kept") == "1"


def test_exact_decimals_of_a_table_stay_numbers(tmp_path):
    """Also in a column that the service does not know, which is passed on."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/t.db")
    table = sa.Table("t", sa.MetaData(), sa.Column("price", sa.Numeric(10, 2)))
    table.create(engine)
    engine.dispose()
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("insert into t values (2.5)")
    connection.close()
    assert read_table(f"sqlite:///{tmp_path}/t.db::t")["price"].tolist() == [2.5]
