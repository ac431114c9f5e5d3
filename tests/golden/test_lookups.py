"""What is said of look-up cells that cannot be done for each request, and what of them is never kept."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from golden.harness import Outcome, build

LOAD = """\
# %% [load] #load
import os, sqlite3
import pandas as pd
rows = pd.DataFrame({"key": [i % 7 for i in range(40)], "x": [float(i) for i in range(40)]})
address = os.environ["ITEMS"]
"""
LOOK_UP = """\
known = dict(items.execute("select key, weight from items").fetchall())
rows["weight"] = rows["key"].map(known)
"""
OPEN = "items = sqlite3.connect(address)\n"
ANSWER = '# %% [predict] #ask\nanswer = rows["x"] * rows["weight"].fillna(0.5)\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table of weights, which the environment names."""
    with sqlite3.connect(tmp_path / "items.db") as made:
        made.execute("create table items (key integer, weight real)")
        made.executemany("insert into items values (?, ?)", [(i, 1.5 * i) for i in range(6)])
    made.close()
    monkeypatch.setenv("ITEMS", str(tmp_path / "items.db"))
    return tmp_path


def built(
    folder: Path, lookup: str, *, before: str = "items = sqlite3.connect(address)\n", answer: str = ""
) -> Outcome:
    text = f"{LOAD}{before}\n# %% [lookup] #weights\n{lookup}\n{answer or ANSWER}"
    (folder / "work").mkdir()
    return build(text, folder / "work")


def codes(outcome: Outcome) -> list[str]:
    return sorted({d.code for d in outcome.errors})


def test_look_up_follows_the_data_and_not_the_training(folder: Path) -> None:
    """What changes in the table changes the next answer; nothing of it is in the state, nor is the address."""
    outcome = built(folder, LOOK_UP)
    assert outcome.service is not None, outcome.rendered()
    row = {"key": 2, "x": 10.0}
    before = outcome.service.predict([row])
    with sqlite3.connect(folder / "items.db") as changed:
        changed.execute("update items set weight = 7 where key = 2")
    changed.close()

    assert before == [{"answer": 30.0}]
    assert outcome.service.predict([row]) == [{"answer": 70.0}]
    assert outcome.service.manifest.state == ()
    assert [d.code for d in outcome.diagnostics] == ["NB225"]


def test_address_from_the_environment_is_never_stored(folder: Path) -> None:
    """It may hold a password: the service reads it where it runs."""
    lookup = LOOK_UP.replace("items.execute", "sqlite3.connect(address).execute")
    outcome = built(folder, lookup, before="")

    assert outcome.package is not None, outcome.rendered()
    assert "\"address\": os.environ['ITEMS']" in outcome.package.files["lookup.py"]
    assert outcome.results is not None
    assert outcome.results.state == ()
    assert str(folder / "items.db") not in str(outcome.results.previews)


def test_connection_that_cannot_be_made_anew_is_refused(folder: Path) -> None:
    """It cannot be stored either: the finding says what to write."""
    outcome = built(
        folder,
        LOOK_UP,
        before="class Pool:\n    pass\npool = Pool()\npool.items = sqlite3.connect(address)\nitems = pool.items\n",
    )

    assert codes(outcome) == ["NB228"]


@pytest.mark.parametrize(
    ("lookup", "words"),
    [
        ('weights = dict(items.execute("select key, weight from items").fetchall())\n', "gives nothing that a later"),
        (f"# on failure: the mean\n{LOOK_UP}", "in words that are not known"),
        (f"# cache: key\n{LOOK_UP}", "in words that are not known"),
        (f'# cache for 9 s: key\n{LOOK_UP}rows["weight"] *= rows["x"]\n', "does not depend on `key` alone"),
        (f'# on failure: missing values\n{LOOK_UP}rows["x"] = rows["x"] + 1\n', "does more than to add columns"),
        (f"%time\n{LOOK_UP}", "no plain Python"),
    ],
    ids=["nothing-given", "unknown-words", "unknown-cache", "more-than-the-key", "changes-more", "magic"],
)
def test_cell_that_is_no_look_up_is_refused(folder: Path, lookup: str, words: str) -> None:
    """Each with its reason."""
    outcome = built(folder, lookup)

    assert "NB227" in codes(outcome)
    assert words in outcome.rendered()


def test_table_that_is_the_same_for_all_rows_is_refused(folder: Path) -> None:
    """It would be kept as the run had it, which the tag says it must not be."""
    answer = '# %% [predict] #ask\nanswer = rows["x"] * rows["key"].map(weights).fillna(0.5)\n'
    lookup = 'weights = pd.Series(dict(items.execute("select key, weight from items").fetchall()))\n'
    outcome = built(folder, lookup, answer=answer)

    assert codes(outcome) == ["NB227"]
    assert "does not belong to the rows one by one" in outcome.rendered()


def test_look_up_in_which_rows_see_each_other_is_refused(folder: Path) -> None:
    """One row alone would get another weight than among the others."""
    outcome = built(folder, f'{LOOK_UP}rows["weight"] = rows["weight"] - rows["weight"].mean()\n')

    assert outcome.errors, "a mean over all rows is no look-up"


def test_password_in_the_notebook_is_reported_and_not_repeated(folder: Path) -> None:
    """In an address or as an argument, in any cell."""
    secrets = 'other = "postgresql://reader:s3cret@db/shop"\nlogin = dict(password="pa55")\n'
    outcome = built(folder, LOOK_UP, before=OPEN + secrets)

    assert codes(outcome) == ["NB226"]
    assert len(outcome.errors) == 2
    assert "s3cret" not in outcome.rendered()
    assert "pa55" not in outcome.rendered()


def test_look_up_made_of_a_function_of_the_notebook_is_served(folder: Path) -> None:
    """The engine made by a helper, and a helper that the look-up calls."""
    before = """\
def open_items():
    return sqlite3.connect(os.environ["ITEMS"])
def weight_of(key, known):
    return known.get(key)
items = open_items()
"""
    outcome = built(folder, LOOK_UP.replace(".map(known)", ".map(lambda key: weight_of(key, known))"), before=before)

    assert outcome.service is not None, outcome.rendered()
    assert outcome.service.predict([{"key": 2, "x": 10.0}]) == [{"answer": 30.0}]


def test_what_was_found_is_used_again_where_the_cell_says_so(folder: Path) -> None:
    """A change in the table is not seen for a while; keys that are not known yet are asked for."""
    outcome = built(folder, f"# cache for 600 s: key\n{LOOK_UP}")
    assert outcome.service is not None, outcome.rendered()
    rows = [{"key": 2, "x": 10.0}, {"key": 3, "x": 10.0}, {"key": 6, "x": 10.0}]
    first = outcome.service.predict(rows[:1])
    with sqlite3.connect(folder / "items.db") as changed:
        changed.execute("update items set weight = 7")
    changed.close()

    assert first == [{"answer": 30.0}]
    assert [row["answer"] for row in outcome.service.predict(rows)] == [30.0, 70.0, 5.0]
    assert [row["answer"] for row in outcome.service.predict(rows[::-1])] == [5.0, 70.0, 30.0]


@pytest.mark.parametrize("opened", ['sqlite3.connect("items.db")', 'sqlite3.connect(database="items.db")'])
def test_file_relative_to_the_notebook_is_refused(folder: Path, opened: str) -> None:
    """Where the service runs it is another file: SQLite would make an empty one and say that it has no such table."""
    (folder / "work").mkdir()
    (folder / "items.db").rename(folder / "work" / "items.db")
    text = f"{LOAD}items = {opened}\n\n# %% [lookup] #weights\n{LOOK_UP}\n{ANSWER}"
    outcome = build(text, folder / "work")

    assert codes(outcome) == ["NB228"]
    assert "items.db" in outcome.rendered()
    assert 'os.environ["DATABASE_URL"]' in outcome.rendered()
