"""`nb2svc check --fix` and `nb2svc codes`, run as a person runs them."""

from __future__ import annotations

import json

import pytest
from unit.cli.terminal import run

from nb2svc.codes import CODES

# written by hand: other programs indent, escape and order in other ways, and a notebook stays as it was written
NOTEBOOK = """\
{
  "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "x": 1.50, "note": "caf\\u00e9"},
 "nbformat": 4, "nbformat_minor": 5,
 "cells": [
  {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# caf\\u00e9 \\u2014 ages"},
  {"id": "load", "cell_type": "code", "metadata": {"tags": ["load"]}, "execution_count": 7,
   "source": ["import pandas as pd\\n", "df = pd.read_csv('ages.csv')  # \\u00e9"], "outputs": [ ]},
  {"id": "fill", "cell_type": "code", "metadata": {"tags": ["preprocess"], "collapsed":false}, "execution_count": null,
   "source": [
     "# gaps \\u2192 median\\n",
     "df['age'].fillna(df['age'].median(), inplace=True)\\n",
     "X = df[['age']]"
   ],
   "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1e3\\n"]}]},
  {"id": "ask", "cell_type": "code", "metadata": {"tags": ["predict"]}, "execution_count": null, "outputs": [],
   "source": "answer = X.applymap(abs)['age']"}
 ]
}
"""
DIFF = """\
--- ages.ipynb cell 3 #fill
+++ ages.ipynb cell 3 #fill
@@ -1,3 +1,3 @@
 # gaps → median
-df['age'].fillna(df['age'].median(), inplace=True)
+df['age'] = df['age'].fillna(df['age'].median())
 X = df[['age']]
--- ages.ipynb cell 4 #ask
+++ ages.ipynb cell 4 #ask
@@ -1 +1 @@
-answer = X.applymap(abs)['age']
+answer = X.map(abs)['age']
"""
OLD = "df['age'].fillna(df['age'].median(), inplace=True)"
NEW = "df['age'] = df['age'].fillna(df['age'].median())"


@pytest.fixture
def folder(tmp_path):
    """A folder with a notebook that was written for older libraries."""
    (tmp_path / "ages.ipynb").write_bytes(NOTEBOOK.encode())
    return tmp_path


def test_check_offers_fixes(folder):
    """A plain check says how many findings `--fix` mends."""
    done = run("check", "ages.ipynb", cwd=folder)
    assert done.stdout == "ages.ipynb: 1 error, 1 warning; `--fix` mends 2 of them\n"


def test_fix_shows_a_diff_of_each_cell_and_writes_nothing(folder):
    """The diff is the result, the file stays as it is, and what fixes leave is told as by a plain check."""
    done = run("check", "ages.ipynb", "--fix", cwd=folder)
    summary = "ages.ipynb: 2 fixes in 2 cells, no findings; add `--write` to write them\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, DIFF + summary, "")
    assert (folder / "ages.ipynb").read_bytes() == NOTEBOOK.encode()


def test_fix_changes_nothing_but_the_lines(folder):
    """Metadata, outputs, ids, escapes and white space stay byte for byte; a second time there is nothing to do."""
    done = run("check", "ages.ipynb", "--fix", "--write", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "ages.ipynb: 2 fixes in 2 cells written, no findings\n")
    assert (folder / "ages.ipynb").read_text() == NOTEBOOK.replace(OLD, NEW).replace("applymap", "map")
    again = run("check", "ages.ipynb", "--fix", "--write", cwd=folder)
    assert again.stdout == "ages.ipynb: nothing to fix, no findings\n"


def test_fix_of_a_script(folder):
    """A percent script is mended in its lines; its header, magics and line ends stay."""
    script = (
        "# ---\n# jupyter: {}\n# ---\n# %% [load]\nimport pandas as pd\ndf = pd.read_csv('a.csv')\n\n"
        f"# %% [preprocess, predict]\n# %matplotlib inline\n{OLD}\nanswer = df['age']\n\n\n# %% [markdown]\n# done\n"
    ).replace("\n", "\r\n")
    (folder / "ages.py").write_bytes(script.encode())
    done = run("check", "ages.py", "--fix", "--write", cwd=folder)
    assert done.stdout == "ages.py: 1 fix in 1 cell written, no findings\n"
    assert (folder / "ages.py").read_bytes() == script.replace(OLD, NEW).encode()


def test_fix_as_json(folder):
    """Fixes are data: cell, place and replacement, so that an editor can offer each of them."""
    shown = json.loads(run("check", "ages.ipynb", "--json", cwd=folder).stdout)
    (edit, removal) = shown["diagnostics"][0]["fix"]["edits"]
    assert (edit["cell_id"], edit["line"], edit["column"], edit["end_column"]) == ("fill", 2, 1, 1)
    assert (edit["replacement"], removal["replacement"]) == ("df['age'] = ", "")
    assert shown["diagnostics"][1]["fix"]["title"] == "use .map"
    mended = json.loads(run("check", "ages.ipynb", "--fix", "--json", cwd=folder).stdout)
    assert (mended["errors"], mended["written"], len(mended["fixed"])) == (0, False, 2)
    assert mended["cells"][1] == {
        "cell": 4, "cell_id": "ask", "before": "answer = X.applymap(abs)['age']", "after": "answer = X.map(abs)['age']",
    }  # fmt: skip


def test_write_needs_fix(folder):
    """`--write` alone would have nothing to write, and says so."""
    done = run("check", "ages.ipynb", "--write", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "error: `--write` goes with `--fix`: alone it has nothing to write\n")


def test_codes_lists_every_finding(tmp_path):
    """The reference has a line for each kind of finding, by phase."""
    done = run("codes", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    listed = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("NB")]
    assert listed == sorted(CODES)
    as_json = json.loads(run("codes", "--json", cwd=tmp_path).stdout)
    assert [one["code"] for one in as_json] == sorted(CODES)


PAGE = """\
NB220 lost-change (warning)

A statement changes a copy of a part of a frame: the frame stays as it is.
The statement does nothing and nothing fails: gaps stay gaps, and all that follows is computed from them.

instead of:
    df['age'].fillna(0, inplace=True)

write:
    df['age'] = df['age'].fillna(0)
"""


@pytest.mark.parametrize("name", ["NB220", "nb220", "lost-change"])
def test_codes_explains_one(name, tmp_path):
    """A code or its name gives what it means, why it matters, and what to write instead."""
    done = run("codes", name, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, PAGE, "")


def test_codes_of_a_mistyped_name(tmp_path):
    """A name that nothing has is answered with the nearest."""
    done = run("codes", "lost-chage", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "error: there is no finding `lost-chage`: did you mean `NB220`?\n")
