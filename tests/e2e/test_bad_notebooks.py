"""What a bad notebook gets: one clear finding with its code and place, exit 1, and nothing in the store."""

import json

import nbformat
import pytest

LOAD = ("load", "import pandas as pd\ndf = pd.DataFrame({'a': range(40), 'y': range(40)})")
TRAIN = (
    "train",
    "from sklearn.linear_model import LinearRegression\nmodel = LinearRegression().fit(df[['a']], df['y'])",
)
PREDICT = ("predict", "answer = model.predict(df[['a']])")


def write_notebook(path, *cells):
    """Write a notebook of (tags, source) cells."""
    notebook = nbformat.v4.new_notebook()
    for position, (tags, source) in enumerate(cells):
        cell = nbformat.v4.new_code_cell(source, metadata={"tags": tags.split()})
        cell["id"] = f"cell{position}"
        notebook.cells.append(cell)
    nbformat.write(notebook, path)
    return path


# name: cells, code, cell number it points to, words of the message or hint
FOUND_BY_CHECK = {
    "empty": ([], "NB002", 0, ()),
    "no-tags": ([("", LOAD[1]), ("", PREDICT[1])], "NB101", 0, ("load", "predict")),
    "no-predict": ([LOAD, TRAIN], "NB103", 0, ("predict",)),
    "near-miss": ([LOAD, ("trian", TRAIN[1]), PREDICT], "NB102", 2, ("trian", "train")),
    "undefined-name": ([LOAD, PREDICT], "NB203", 2, ("model",)),
    "invalid-syntax": ([LOAD, ("train", "model = ("), PREDICT], "NB001", 2, ()),
    "magic": ([LOAD, TRAIN, ("predict", "answer = !ls")], "NB003", 3, ("`!`",)),
}


@pytest.mark.parametrize("name", FOUND_BY_CHECK)
def test_check_names_the_fault_and_its_cell(name, nb2svc, tmp_path):
    """Every fault that needs no run is found by `check`, with code, cell and what to do."""
    cells, code, number, words = FOUND_BY_CHECK[name]
    notebook = write_notebook(tmp_path / "bad.ipynb", *cells)
    only_warns = name == "near-miss"
    report = json.loads(nb2svc("check", notebook, "--json", code=0 if only_warns else 1).stdout)
    (finding,) = [finding for finding in report["diagnostics"] if finding["code"] == code]
    assert finding["severity"] == ("warning" if only_warns else "error")
    assert finding["cell"] == number
    assert finding["hint"]
    assert all(word in finding["message"] + finding["hint"] for word in words)


def test_the_same_finding_is_readable_in_the_terminal(nb2svc, tmp_path):
    """Findings go to stderr with notebook, cell, line and carets under the place."""
    notebook = write_notebook(tmp_path / "bad.ipynb", LOAD, PREDICT)
    done = nb2svc("check", notebook, code=1)
    assert "bad.ipynb:cell 2:1:10: error[NB203 undefined-name]" in done.stderr
    assert "  1 | answer = model.predict(df[['a']])\n    |          ^^^^^" in done.stderr


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 7}', "\x00\x01", '"a notebook"'], ids=repr)
def test_a_file_that_is_no_notebook_is_named(text, nb2svc, tmp_path):
    """A broken file is a finding about that file, never a traceback."""
    notebook = tmp_path / "broken.ipynb"
    notebook.write_text(text)
    done = nb2svc("check", notebook, code=1)
    assert "broken.ipynb" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_notebook_that_does_not_exist_is_named(nb2svc, tmp_path):
    """A mistyped path is said plainly."""
    done = nb2svc("build", tmp_path / "nowhere.ipynb", "--store", tmp_path / "services", code=1)
    assert "nowhere.ipynb" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failing_cell_is_reported_and_nothing_is_published(nb2svc, tmp_path):
    """A cell that fails in the clean run is named with number, source line and exception."""
    failing = ("train", "import math\nmodel = math.sqrt(-4)\n")
    notebook = write_notebook(tmp_path / "failing.ipynb", LOAD, failing, PREDICT)
    store = tmp_path / "services"
    done = nb2svc("build", notebook, "--store", store, code=1)
    assert "NB403" in done.stderr
    assert "cell 2:2" in done.stderr
    assert "model = math.sqrt(-4)" in done.stderr
    assert "ValueError" in done.stderr
    assert not list(store.glob("*/[0-9]*"))


def test_a_cell_that_nothing_needs_may_fail(nb2svc, tmp_path):
    """Exploration cells are neither run nor served."""
    failing = ("", "other = pd.read_csv('nowhere.csv')\nother.plto()")
    notebook = write_notebook(tmp_path / "explored.ipynb", LOAD, failing, TRAIN, PREDICT)
    nb2svc("build", notebook, "--store", tmp_path / "services")


def test_a_cell_without_text_changes_nothing(nb2svc, tmp_path):
    """Notebooks end in, and often hold, empty cells; what stands below one is watched like all else."""
    blank = ("", " \n")
    failing = ("", "raise SystemError('nobody needs this cell')")
    notebook = write_notebook(tmp_path / "blank.ipynb", blank, LOAD, ("", ""), failing, TRAIN, PREDICT, blank)
    nb2svc("build", notebook, "--store", tmp_path / "services")


def test_an_endless_cell_is_stopped(nb2svc, tmp_path):
    """The whole run has a time limit, and a notebook that exceeds it leaves nothing behind."""
    endless = ("train", "rounds = 0\nwhile rounds >= 0:\n    rounds += 1\ndf['a'] = df['a'] + rounds")
    notebook = write_notebook(tmp_path / "endless.ipynb", LOAD, endless, TRAIN, PREDICT)
    store = tmp_path / "services"
    done = nb2svc("build", notebook, "--store", store, "--timeout", 4, code=1)
    assert "NB405" in done.stderr
    assert not list(store.glob("*/[0-9]*"))


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("NB203", [LOAD, PREDICT]),
        ("NB403", [LOAD, ("train", "model = 1 / 0"), PREDICT]),
        ("NB211", [LOAD, TRAIN, ("predict", "answer = model.predict(df[['a']].cumsum())")]),
    ],
    ids=["before-the-run", "in-the-run", "after-the-run"],
)
def test_what_leaves_nothing_to_serve_cannot_be_allowed(code, cells, nb2svc, tmp_path):
    """`--allow` publishes in spite of a finding; where there is nothing to publish, the finding stops the build."""
    notebook = write_notebook(tmp_path / "allowed.ipynb", *cells)
    done = nb2svc("build", notebook, "--store", tmp_path / "services", "--allow", code, code=1)
    assert code in done.stderr
    assert "internal error" not in done.stderr


def test_an_unknown_parameter_is_refused(nb2svc, churn, tmp_path):
    """A mistyped `-p` would silently train with another value."""
    done = nb2svc("build", churn.notebook, "--store", tmp_path / "services", "-p", "n_tree=5", code=1)
    assert "n_tree" in done.stderr
    assert "n_trees" in done.stderr


def test_a_rank_over_all_rows_is_refused(nb2svc, tmp_path):
    """A value that depends on the other rows of the request cannot be served, and the statement is named."""
    rank = ("preprocess", "df['place'] = df['a'].rank()")
    train = ("train", TRAIN[1].replace("'a'", "'place'"))
    predict = ("predict", PREDICT[1].replace("'a'", "'place'"))
    notebook = write_notebook(tmp_path / "rank.ipynb", LOAD, rank, train, predict)
    done = nb2svc("build", notebook, "--store", tmp_path / "services", code=1)
    assert "NB211" in done.stderr
    assert "cell 2" in done.stderr
