"""`nb2svc check` and `nb2svc tags`, run as a person runs them."""

from __future__ import annotations

import json

import pytest
from unit.cli.terminal import run


@pytest.fixture
def folder(tmp_path):
    """A folder with a small tagged notebook and one that reads a name which nobody defines."""
    cells = [
        ("markdown", "title", [], "# Shops"),
        ("code", "load", ["load"], "import pandas as pd\ndf = pd.read_csv('shops.csv')"),
        ("code", "fit", ["slow", "train"], "model = Model().fit(df)"),
        ("code", "ask", [], "answer = model.predict(df)"),
    ]
    notebook = {
        "cells": [
            {
                "cell_type": kind,
                "id": name,
                "metadata": {"tags": tags} if tags else {},
                "source": source.splitlines(keepends=True),
                **({"execution_count": None, "outputs": []} if kind == "code" else {}),
            }
            for kind, name, tags, source in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (tmp_path / "shops.ipynb").write_text(json.dumps(notebook, indent=1) + "\n")
    return tmp_path


TABLE = """\
cell  id    tags        first line
   2  load  load        import pandas as pd
   3  fit   slow train  model = Model().fit(df)
   4  ask               answer = model.predict(df)
"""


def test_tags_shows_code_cells(folder):
    """Without options the table of code cells is shown and the file is left alone."""
    before = (folder / "shops.ipynb").read_bytes()
    done = run("tags", "shops.ipynb", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, TABLE, "")
    assert (folder / "shops.ipynb").read_bytes() == before


def test_tags_sets_and_removes(folder):
    """Cells are named by number or id, several changes are one command, and tags that are no stage stay."""
    done = run("tags", "shops.ipynb", "--set", "4=predict", "--remove", "fit", "--set", "2=load,preprocess", cwd=folder)
    assert done.stderr == ""
    cells = json.loads((folder / "shops.ipynb").read_text())["cells"]
    assert [cell["metadata"].get("tags", []) for cell in cells] == [[], ["load", "preprocess"], ["slow"], ["predict"]]


def test_tags_changes_only_the_tags(folder):
    """A tag that is set and removed again leaves the file byte for byte as it was."""
    before = (folder / "shops.ipynb").read_bytes()
    run("tags", "shops.ipynb", "--set", "4=predict", cwd=folder)
    assert (folder / "shops.ipynb").read_bytes() != before
    run("tags", "shops.ipynb", "--remove", "4=predict", cwd=folder)
    assert (folder / "shops.ipynb").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["shops.ipynb"]


def test_tags_as_json(folder):
    """`--json` says whether the file changed, and the cells after it."""
    shown = json.loads(run("tags", "shops.ipynb", "--set", "ask=predict", "--json", cwd=folder).stdout)
    assert (shown["notebook"], shown["changed"]) == ("shops.ipynb", True)
    assert shown["cells"][2] == {
        "cell": 4, "id": "ask", "first_line": "answer = model.predict(df)", "tags": ["predict"], "stages": ["predict"],
    }  # fmt: skip


NO_CELL_X = "`shops.ipynb` has no code cell `x`: `nb2svc tags shops.ipynb` shows numbers and ids"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--set", "4=predct"], "`predct` is no stage: did you mean `predict`?"),
        (["--set", "4"], "`--set 4` names no stage: write `--set 4=train`"),
        (["--set", "9=train"], "`shops.ipynb` has no cell 9; its cells are 1 to 4"),
        (["--set", "1=train"], "cell 1 of `shops.ipynb` is a markdown cell; only code cells have stages"),
        (
            ["--set", "x=train"],
            "`shops.ipynb` has no code cell `x`: `nb2svc tags shops.ipynb` shows numbers and ids",
        ),
        (["--remove", "9"], "`shops.ipynb` has no cell 9; its cells are 1 to 4"),
        (
            ["--set", "4=predict", "--set", "9=train"],
            "`shops.ipynb` has no cell 9; its cells are 1 to 4",
        ),
    ],
)
def test_tags_writes_all_changes_or_none(folder, options, message):
    """A wrong cell or stage is told, and the notebook is left as it was."""
    before = (folder / "shops.ipynb").read_bytes()
    done = run("tags", "shops.ipynb", *options, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"error: {message}\n")
    assert (folder / "shops.ipynb").read_bytes() == before


def test_check_reports_findings(folder):
    """Findings go to stderr with place, frame and hint, a count to stdout, and the exit code is 1."""
    done = run("check", "shops.ipynb", cwd=folder)
    assert done.returncode == 1
    assert done.stdout == "shops.ipynb: 1 error\n"
    assert done.stderr.startswith("shops.ipynb: error[NB103 missing-stage]: ")


def test_check_shows_the_line(folder):
    """A finding in a cell shows its line with the place marked."""
    run("tags", "shops.ipynb", "--set", "4=predict", cwd=folder)
    done = run("check", "shops.ipynb", cwd=folder)
    assert "shops.ipynb:cell 3:1:9: error[NB203 undefined-name]: " in done.stderr
    assert "  1 | model = Model().fit(df)\n    |         ^^^^^\n" in done.stderr


def test_check_as_json(folder):
    """`--json` has the findings as values on stdout and nothing on stderr."""
    done = run("check", "shops.ipynb", "--json", cwd=folder)
    shown = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert (shown["notebook"], shown["errors"]) == ("shops.ipynb", 1)
    assert [(each["code"], each["severity"]) for each in shown["diagnostics"]] == [("NB103", "error")]


def test_check_of_a_clean_notebook(tmp_path):
    """A clean notebook is one line and exit 0."""
    run("new", "flats", cwd=tmp_path)
    done = run("check", "flats/flats.ipynb", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "flats/flats.ipynb: no findings\n", "")


def test_check_of_a_missing_file(folder):
    """A mistyped name is answered with the one that exists."""
    done = run("check", "shop.ipynb", cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: `shop.ipynb` does not exist; did you mean `shops.ipynb`?\n"
