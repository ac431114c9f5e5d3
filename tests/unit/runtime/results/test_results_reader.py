"""Results read from tables: the newest of a key, typed by its column, or a reason."""

from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
import sys

import orjson
import pandas as pd
import pyarrow as pa
import pytest
from published import source_of, write_results

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.results.desk import check_source
from nb2svc.runtime.results.errors import ResultError
from nb2svc.runtime.results.reader import Reader


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path}/results.db"


@pytest.fixture
def read(database):
    readers = []

    def make(**given):
        readers.append(Reader(source_of(database, **given), seconds=5, most=2))
        return readers[-1]

    yield make
    for reader in readers:
        reader.close()


def rows(**columns):
    return pd.DataFrame({"customer_id": [17, 42], "plan": ["basic", "plus"], "proba": [0.25, 0.5]} | columns)


def test_newest_result_of_a_key_is_found_and_says_whose_it_is(database, tmp_path, read):
    """A key that the newest run lacks has its result of before, and that says so."""
    write_results(database, tmp_path, rows())
    write_results(database, tmp_path, rows(proba=[0.3, 0.6]).head(1), day=1)
    reader = read()
    first, second = reader.find("17"), reader.find("42")
    assert (first.key, first.answer, first.stamp["logical_date"]) == (17, {"proba": 0.3}, "2026-11-20")
    assert (second.key, second.answer, second.stamp["logical_date"]) == (42, {"proba": 0.5}, "2026-11-19")
    assert second.stamp == {
        "run_id": "run-0",
        "logical_date": "2026-11-19",
        "logical_time": "2026-11-19T06:00:00+00:00",
        "version": "churn@7",
    }


def test_result_of_a_day_is_found(database, tmp_path, read):
    """An older result is asked for by its logical date; a day without one has none."""
    for day in (0, 1):
        write_results(database, tmp_path, rows(proba=[day / 10, 0.5]), day=day)
    reader = read()
    assert reader.find("17", "2026-11-19").answer == {"proba": 0.0}
    with pytest.raises(ResultError) as caught:
        reader.find("17", "2026-11-18")
    assert caught.value.message == "no result of `scores` has the customer_id '17' and the logical_date 2026-11-18"


@pytest.mark.parametrize("key", ["1", "017.0", "abc", "", "1e1", "9" * 30, "\0", "\uff11\uff17", "17 "])
def test_key_that_no_row_has_is_unknown(database, tmp_path, read, key):
    """Also one that no whole number is, and one that is too large for any."""
    write_results(database, tmp_path, rows())
    with pytest.raises(ResultError) as caught:
        read().find(key)
    assert (caught.value.type, caught.value.status) == ("unknown-key", 404)
    assert caught.value.message == f"no result of `scores` has the customer_id {key!r}"


def test_text_keys_stay_text(database, tmp_path, read):
    """`007` is not `7`, and a key may hold anything."""
    keys = ["007", "7", "a/b c", "O'Neil", "김", "100%"]
    write_results(database, tmp_path, pd.DataFrame({"customer_id": keys, "proba": range(len(keys))}))
    reader = read()
    assert [reader.find(key).answer["proba"] for key in keys] == [*range(len(keys))]


def test_values_are_what_the_run_wrote(database, tmp_path, read):
    """Truth values in SQLite, arrays, times, numbers to the last digit, and what is missing."""
    moment = dt.datetime.fromisoformat("2026-11-19T06:30:00.250000")
    table = pa.table(
        {
            "customer_id": pa.array(["a", "b"]),
            "yes": pa.array([True, None]),
            "number": pa.array([0.1 + 0.2, None]),
            "whole": pa.array([2**62, None]),
            "text": pa.array(["[1]", None]),
            "when": pa.array([moment, None], pa.timestamp("us")),
            "many": pa.array([[[0.5, None], []], None], pa.list_(pa.list_(pa.float64()))),
            "proba": pa.array([0.5, 0.5]),
        }
    )
    names = ("yes", "number", "whole", "text", "when", "many")
    write_results(database, tmp_path, table, answers=names)
    reader = read()
    found = orjson.loads(orjson.dumps(reader.find("a").answer))
    assert found == {
        "yes": True,
        "number": 0.1 + 0.2,
        "whole": 2**62,
        "text": "[1]",
        "when": "2026-11-19T06:30:00.250000",
        "many": [[0.5, None], []],
    }
    assert reader.find("b").answer == dict.fromkeys(names)
    assert {name: reader.describe().answers[name] for name in ("yes", "whole", "many", "when")} == {
        "yes": "boolean",
        "whole": "integer",
        "many": "array",
        "when": "datetime",
    }


def test_row_without_an_answer_tells_why(database, tmp_path, read):
    """The newest row counts, also where an older one had an answer."""
    write_results(database, tmp_path, rows())
    write_results(database, tmp_path, rows(proba=[None, 0.5], error=["`plan`: 'gold' is no known value", None]), day=1)
    with pytest.raises(ResultError) as caught:
        read().find("17")
    assert (caught.value.type, caught.value.status, caught.value.version) == ("no-answer", 422, "churn@7")
    assert caught.value.message == "this row had no answer in the run of 2026-11-20: `plan`: 'gold' is no known value"


def test_several_keys_are_answered_in_their_order(database, tmp_path, read):
    """Each has its result, or its own reason."""
    write_results(database, tmp_path, rows())
    found = read().find_each(["42", "x", "17", "42"])
    told = [each.type if isinstance(each, ResultError) else each.answer["proba"] for each in found]
    assert told == [0.5, "unknown-key", 0.25, 0.5]


def test_results_that_are_not_there_yet_are_found_when_they_are(database, tmp_path, read):
    """No file, no table, no rows; then the first run."""
    reader = read()

    def reason():
        with pytest.raises(ResultError) as caught:
            reader.find("17")
        return caught.value.type, caught.value.status, caught.value.message

    expected = ("no-results", 503, "there are no results of `scores` yet")
    assert reason() == expected
    assert not (tmp_path / "results.db").exists(), "whoever reads makes no file"
    with sqlite3.connect(tmp_path / "results.db") as connection:
        connection.execute("create table others (n integer)")
    assert reason() == expected
    write_results(database, tmp_path, rows().head(0))
    assert reason() == expected
    write_results(database, tmp_path, rows(), day=1)
    assert reader.find("17").answer == {"proba": 0.25}


def test_answers_of_another_version_are_followed(database, tmp_path, read):
    """A version that answers something else has its columns added to the table; old rows keep their own answers."""
    write_results(database, tmp_path, rows())
    reader = read()
    assert reader.describe().answers == {"proba": "number"}
    with sqlite3.connect(tmp_path / "results.db") as connection:
        connection.execute("alter table scores add column segment text")
    write_results(database, tmp_path, rows(segment=["x", "y"]).head(1), day=1, answers=("proba", "segment"))
    assert reader.describe().answers == {"proba": "number", "segment": "string"}
    assert reader.find("17").answer == {"proba": 0.25, "segment": "x"}
    assert reader.find("42").answer == {"proba": 0.5}


def test_table_of_which_nobody_told_the_answers_gives_all_columns(database, tmp_path, read):
    """As one that an older program has written: all but those that say whose a row is."""
    write_results(database, tmp_path, rows(), answers=())
    assert read().find("17").answer == {"plan": "basic", "proba": 0.25}


def test_file_that_takes_the_place_of_another_is_read(database, tmp_path, read):
    """A database that is copied over the old one by renaming: the open connections are left."""
    write_results(database, tmp_path, rows())
    reader = read()
    reader.describe()
    other = tmp_path / "other"
    other.mkdir()
    write_results(f"sqlite:///{other}/new.db", other, rows(proba=[0.9, 0.9]), day=1)
    (other / "new.db").replace(tmp_path / "results.db")
    assert reader.describe().stamp["logical_date"] == "2026-11-20"
    assert reader.find("17").answer == {"proba": 0.9}


def test_facts_tell_of_the_newest_results(database, tmp_path, read):
    """How many rows the newest logical time has, also after a rerun."""
    write_results(database, tmp_path, rows())
    reader = read()
    assert reader.describe().rows == 2
    write_results(database, tmp_path, rows().head(1), day=1)
    facts = reader.describe()
    assert (facts.rows, facts.stamp["run_id"], facts.shape.key_kind) == (1, "run-1", "integer")


def test_reader_changes_nothing(database, tmp_path, read):
    """The connections refuse to write, whatever they would be asked."""
    write_results(database, tmp_path, rows())
    reader = read()
    reader.find("17")
    with reader._connections.open() as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("delete from scores")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"key": "customerid"}, ("the table `scores` has no column `customerid` to ask for results by; did you mean "
         "`customer_id`?")),
        ({"table": "others"}, ("the table `others` has no column `run_id`, `logical_date`, `logical_time`, `version`: "
         "results are what `nb2svc batch run` writes")),
    ],
    ids=["key", "table"],
)  # fmt: skip
def test_what_can_never_work_is_said_before_a_server_starts(database, tmp_path, given, message):
    """A column that is not there, a table that no run has written."""
    write_results(database, tmp_path, rows())
    with sqlite3.connect(tmp_path / "results.db") as connection:
        connection.execute("create table others (n integer)")
    with pytest.raises(Nb2svcError) as caught:
        check_source(source_of(database, **given), seconds=1)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nosuch://reader:s3cret@db/shop", ("`nosuch://reader:***@db/shop` is no database that SQLAlchemy knows: write "
         "`sqlite:///file.db`")),
        ("mysql+pymysql://reader:s3cret@db/shop", "this database needs the driver `pymysql`: pip install pymysql"),
    ],
    ids=["unknown", "driver"],
)  # fmt: skip
def test_database_of_no_known_kind_is_said_without_its_password(url, message):
    """A word that is no database, and one whose driver is not installed."""
    with pytest.raises(Nb2svcError) as caught:
        Reader(source_of(url), seconds=1, most=1)
    assert caught.value.message == message


def test_table_without_an_index_is_warned_of(database, tmp_path, caplog):
    """With what makes one; a run with --key has made it, and nothing is said."""
    write_results(database, tmp_path, rows())
    check_source(source_of(database), seconds=1)
    assert caplog.messages == []
    write_results(database, tmp_path, rows(), table="plain", key="")
    check_source(source_of(database, table="plain"), seconds=1)
    assert caplog.messages == [
        (
            "`plain` has no index for `customer_id`, so each request reads the whole table: `nb2svc batch run --key "
            "customer_id` makes one, or `create index on plain (customer_id, logical_time)`"
        )
    ]


def test_server_without_sqlalchemy_says_what_to_install(database):
    """In one line, before anything is loaded; a server without results needs none of it."""
    words = f"""
import sys
sys.modules["sqlalchemy"] = None
from nb2svc.diagnostics import MissingExtraError
from nb2svc.runtime.results.desks import check_results, open_desks
from nb2svc.runtime.results.source import ResultsSource
from nb2svc.runtime.settings import Settings
assert open_desks([], Settings()) == []
source = ResultsSource(name="scores", path="/results", url={database!r}, table="scores", key="id")
try:
    check_results([source], Settings())
except MissingExtraError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout == (
        "serving the results of batch runs needs packages that are not installed: pip install 'nb2svc[results]'\n"
    )
