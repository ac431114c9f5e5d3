"""Look-ups: connections that stay, a time limit, another try where a connection is old, and what a failure gives."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy

from nb2svc.manifest import Lookup
from nb2svc.runtime.lookups.connections import Connection
from nb2svc.runtime.lookups.errors import LookupFailedError, has_lost_connection, hide_passwords, is_about_values
from nb2svc.runtime.lookups.looker import Looker
from nb2svc.runtime.lookups.missing import without_found

ROWS = pd.DataFrame({"id": [3, 1, 9]})
FAILING = Lookup(name="look_up")
LENIENT = Lookup(
    name="look_up", on_failure="missing", added={"name": "object", "age": "float64"}, columns=("age", "id", "name")
)
ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A file of SQLite with three people."""
    file = tmp_path / "people.db"
    with sqlite3.connect(file) as made:
        made.execute("create table people (id integer, name text)")
        made.executemany("insert into people values (?, ?)", [(1, "Ada"), (2, "Bea"), (3, "Cem")])
    made.close()
    return file


class Opened:
    """Makes connections to the people, and counts them."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.made: list[sqlite3.Connection] = []

    def __call__(self) -> dict[str, Any]:
        self.made.append(sqlite3.connect(self.file, check_same_thread=False))
        return {"people": self.made[-1]}


def names(rows: pd.DataFrame, people: sqlite3.Connection) -> pd.DataFrame:
    """A look-up that changes the table it is given."""
    known = dict(people.execute("select id, name from people").fetchall())
    rows["name"] = rows["id"].map(known)
    return rows


def looking(opened: Any, function: Any, lookup: Lookup = FAILING, seconds: float = 30) -> Any:
    return Looker(opened, seconds=seconds).wrap(function, lookup)


def test_look_up_adds_what_is_found_and_leaves_its_argument_alone(people: Path) -> None:
    """What nobody knows is missing; the caller's table is as it was."""
    found = looking(Opened(people), names)(ROWS, Connection("people"))

    assert found["name"].fillna("-").tolist() == ["Cem", "Ada", "-"]
    assert list(ROWS) == ["id"]


def test_one_connection_serves_many_look_ups(people: Path) -> None:
    """One after another they share it; it is made with the first and not before."""
    opened = Opened(people)
    look_up = looking(opened, names)
    assert not opened.made

    for _ in range(20):
        look_up(ROWS, Connection("people"))

    assert len(opened.made) == 1


def test_connections_of_many_callers_are_few(people: Path) -> None:
    """There are at most as many as callers at the same time, and each stays with its thread."""
    opened = Opened(people)
    look_up = looking(opened, names)
    with ThreadPoolExecutor(4) as pool:
        found = [*pool.map(lambda _: look_up(ROWS, Connection("people"))["name"].iloc[0], range(100))]

    assert found == ["Cem"] * 100
    assert len(opened.made) <= 4


def test_old_connection_that_leads_nowhere_is_made_anew_for_the_same_request(people: Path) -> None:
    """The caller does not notice that the other end has closed it."""
    opened = Opened(people)
    look_up = looking(opened, names)
    look_up(ROWS, Connection("people"))
    opened.made[0].close()

    assert look_up(ROWS, Connection("people"))["name"].iloc[0] == "Cem"
    assert len(opened.made) == 2


def test_failure_on_a_new_connection_is_not_tried_again(people: Path) -> None:
    """It fails at once, with its cause; the next request tries anew."""
    opened = Opened(people.with_name("others.db"))
    look_up = looking(opened, names)

    with pytest.raises(LookupFailedError, match="no such table: people") as failed:
        look_up(ROWS, Connection("people"))

    assert isinstance(failed.value.__cause__, sqlite3.OperationalError)
    assert len(opened.made) == 1


def test_what_a_database_has_answered_is_not_asked_again(people: Path) -> None:
    """Not even over a connection from before: what the cell has written would be written twice."""

    def note(rows: pd.DataFrame, people: sqlite3.Connection) -> pd.DataFrame:
        people.execute("insert into people values (7, 'noted')")
        people.commit()
        people.execute("select wages from people")
        return rows

    opened = Opened(people)
    looker = Looker(opened, seconds=30)
    looker.wrap(names, FAILING)(ROWS, Connection("people"))
    with pytest.raises(LookupFailedError, match="no such column"):
        looker.wrap(note, FAILING)(ROWS, Connection("people"))
    with sqlite3.connect(people) as read:
        assert read.execute("select count(*) from people where id = 7").fetchall() == [(1,)]
    read.close()


def test_code_that_ends_its_thread_is_a_failure(people: Path) -> None:
    """`exit()` in a look-up, or a panic of a library: the caller does not wait for an answer that never comes."""

    def leave(rows: pd.DataFrame, people: sqlite3.Connection) -> pd.DataFrame:
        raise SystemExit(3)

    look_up = looking(Opened(people), leave)
    for _ in range(2):
        with pytest.raises(LookupFailedError, match="SystemExit: 3"):
            look_up(ROWS, Connection("people"))


def test_look_up_that_takes_too_long_is_told_to_stop(people: Path) -> None:
    """The caller gets an error in time, and the thread is free for the next one soon after."""
    engine = sqlalchemy.create_engine(f"sqlite:///{people}")
    ended = threading.Event()

    def count(rows: pd.DataFrame, people: Any) -> pd.DataFrame:
        try:
            with people.connect() as connection:
                connection.execute(sqlalchemy.text(ENDLESS))
        finally:
            ended.set()
        return rows

    look_up = looking(lambda: {"people": engine}, count, seconds=0.2)
    with pytest.raises(LookupFailedError, match="takes longer than"):
        look_up(ROWS, Connection("people"))

    assert ended.wait(30)
    engine.dispose()


def test_look_ups_that_hang_cost_a_few_threads_and_no_more() -> None:
    """A database that never answers: beyond sixteen, callers are refused without waiting."""
    release = threading.Event()
    look_up = looking(dict, lambda _: release.wait(), seconds=0.01)
    said = []
    for _ in range(18):
        with pytest.raises(LookupFailedError) as failed:
            look_up(ROWS)
        said.append(str(failed.value))
    release.set()

    assert sum("16 look-ups are waiting" in words for words in said) == 2


def test_values_that_the_cell_cannot_take_are_no_failure_of_the_database(people: Path) -> None:
    """A KeyError is the row's own, and the connection stays."""
    opened = Opened(people)
    look_up = looking(opened, lambda rows, people: rows["nobody"])

    with pytest.raises(KeyError, match="nobody"):
        look_up(ROWS, Connection("people"))
    with pytest.raises(KeyError):
        look_up(ROWS, Connection("people"))

    assert len(opened.made) == 1


def test_missing_values_take_the_place_of_what_cannot_be_had(people: Path) -> None:
    """With the columns in their order and the dtypes that they have where something is missing."""
    looker = Looker(Opened(people.with_name("others.db")), seconds=30)
    found = looker.wrap(names, LENIENT)(ROWS, Connection("people"))

    assert list(found) == ["age", "id", "name"]
    assert found["id"].tolist() == [3, 1, 9]
    assert found[["age", "name"]].isna().all(axis=None)
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == {
        "age": "float64",
        "id": "int64",
        "name": "object",
    }
    counted = looker.count()
    assert counted.pop("seconds") > 0
    assert counted == {"ok": 0, "failed": 1}


@pytest.mark.parametrize("new_index", [False, True])
def test_rows_with_missing_values_have_the_labels_that_the_look_up_gives(new_index: bool) -> None:
    """A merge counts rows from 0, `map` leaves labels alone; a column that a request lacks is lacking."""
    lookup = Lookup(
        name="look_up", added={"when": "datetime64[ns]"}, columns=("id", "target", "when"), new_index=new_index
    )
    rows = ROWS.set_axis([7, 5, 2])

    found = without_found(rows, lookup)

    assert found.index.tolist() == ([0, 1, 2] if new_index else [7, 5, 2])
    assert list(found) == ["id", "when"]
    assert found["when"].isna().all()
    assert list(rows) == ["id"]


class DataError(Exception):
    """As drivers call it."""


@pytest.mark.parametrize(
    ("error", "is_so"),
    [
        (KeyError("x"), True),
        (ValueError("x"), True),
        (DataError("out of range"), True),
        (sqlalchemy.exc.DataError("select", {}, DataError("out of range")), True),
        (sqlalchemy.exc.OperationalError("select", {}, OSError("refused")), False),
        (pd.errors.DatabaseError("gone"), False),
        (ConnectionRefusedError(), False),
    ],
)
def test_errors_of_values_are_told_from_those_of_the_database(error: Exception, is_so: bool) -> None:
    """Only of the latter it helps to ask again."""
    assert is_about_values(error) is is_so


class OperationalError(Exception):
    """As drivers call it."""


class IntegrityError(Exception):
    """As drivers call it."""


class Open:
    """A connection that says so."""

    closed = False

    def __repr__(self):  # the name of a test is the same in every process
        return "Open()"


class Closed:
    """One that has noticed."""

    closed = 2

    def __repr__(self):
        return "Closed()"


GONE = sqlalchemy.exc.OperationalError("select", {}, OperationalError("gone"), connection_invalidated=True)
LOCKED = sqlalchemy.exc.OperationalError("select", {}, OperationalError("locked"))


@pytest.mark.parametrize(
    ("error", "made", "is_so"),
    [
        (GONE, (), True),
        (LOCKED, (), False),
        (OperationalError("gone"), (), True),
        (OperationalError("gone"), (Closed(),), True),
        (OperationalError("locked"), (Open(),), False),
        (IntegrityError("twice"), (Closed(),), False),
        (sqlite3.OperationalError("database is locked"), (), False),
        (sqlite3.ProgrammingError("Cannot operate on a closed database."), (), True),
        (sqlite3.ProgrammingError("no such column: closed"), (), False),
        (ConnectionResetError(), (), True),
        (RuntimeError("the connection is closed"), (Open(),), True),
    ],
    ids=repr,
)
def test_a_lost_connection_is_told_from_an_answer(error: Exception, made: tuple[Any, ...], is_so: bool) -> None:
    """Only over a new connection it helps to ask the same again."""
    assert has_lost_connection(error, made) is is_so
    wrapped = RuntimeError("a library wraps it")
    wrapped.__cause__ = error
    assert has_lost_connection(wrapped, made) is is_so


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at postgresql://reader:s3cret@db:5432/shop now", "at postgresql://reader:***@db:5432/shop now"),
        ("amqp://u:p:q@host", "amqp://u:***@host"),
        ("see https://example.org:8080/a@b", "see https://example.org:8080/a@b"),
        ("12:30@noon", "12:30@noon"),
    ],
)
def test_passwords_of_addresses_are_hidden(text: str, shown: str) -> None:
    """Everything else is shown as it is."""
    assert hide_passwords(text) == shown
