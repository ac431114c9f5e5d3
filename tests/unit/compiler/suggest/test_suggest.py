"""Stages that are proposed, held against those that people gave."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from nb2svc.build.surroundings import find_surroundings
from nb2svc.compiler import analyse
from nb2svc.compiler.frontend.read_notebook import read_notebook
from nb2svc.compiler.ir import Notebook
from nb2svc.compiler.suggest import Suggestion, suggest
from nb2svc.diagnostics import Report

TESTS = Path(__file__).parents[3]
NOTEBOOKS = sorted([*(TESTS / "golden").glob("*/notebook.py"), *(TESTS.parent / "notebooks").glob("*.ipynb")])

IMPORTS = """
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler
model = LinearRegression()
"""


def _suggest(*cells: str, tags: dict[int, str] | None = None) -> dict[int, tuple[str, ...]]:
    """Return what each cell, counting from 0, is proposed; those that are proposed nothing are left out."""
    text = "".join(f"# %% [{(tags or {}).get(i, '')}]\n{cell}\n" for i, cell in enumerate(cells))
    found = suggest(analyse(text, path="case.py").program)
    return {each.cell - 1: each.stages for each in found}


def _untagged(notebook: Notebook) -> str:
    """Return a notebook as JSON without its tags."""
    more: dict[str, Any] = {"outputs": [], "execution_count": None}
    cells = [
        {"cell_type": c.kind, "id": c.id, "metadata": {}, "source": c.source, **(more if c.kind == "code" else {})}
        for c in notebook.cells
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _propose(file: Path, notebook: Notebook) -> dict[str, Suggestion]:
    text = _untagged(notebook)
    found = find_surroundings(text, file.with_suffix(".ipynb"), ask_libraries=False)
    program = analyse(text, path="notebook.ipynb", surroundings=found).program
    return {each.cell_id: each for each in suggest(program)}


def test_proposals_agree_with_what_people_tagged() -> None:
    """Of the cells of the golden notebooks and the examples, stripped of their tags, more than nine in ten agree.

    Where they do not, people mostly left tags out that the compiler does without.
    """
    right, proposed, given = Counter[str](), Counter[str](), Counter[str]()
    same = cells = 0
    for file in NOTEBOOKS:
        notebook = read_notebook(file.read_text(), path=file.name, report=Report())
        proposals = _propose(file, notebook)
        for cell in notebook.cells:
            if cell.kind != "code":
                continue
            stages = proposals[cell.id].stages if cell.id in proposals else ()
            cells, same = cells + 1, same + (stages == cell.stages)
            right.update(set(stages) & set(cell.stages))
            proposed.update(stages)
            given.update(cell.stages)
            assert cell.id not in proposals or proposals[cell.id].why
    assert len(NOTEBOOKS) > 150
    assert same / cells > 0.91
    for stage, precision, recall in (
        ("load", 0.97, 0.95),
        ("preprocess", 0.82, 0.95),
        ("train", 0.9, 0.92),
        ("predict", 0.97, 0.92),
        ("evaluate", 0.9, 0.85),
        ("parameters", 0.99, 0.99),
    ):
        assert right[stage] / proposed[stage] > precision, stage
        assert right[stage] / given[stage] > recall, stage


CASES = (
    (
        "what reads a file, what fits, what asks",
        ("df = pd.read_csv('a.csv')", "model.fit(df[['a']], df['y'])", "p = model.predict(df[['a']])"),
        {1: ("load",), 2: ("train",), 3: ("predict",)},
    ),
    (
        "what changes rows on their way to the model, and no look at them",
        ("df = pd.read_csv('a.csv')", "df['b'] = df['a'] * 2", "df.head()", "model.fit(df[['b']], df['y'])",
         "p = model.predict(df[['b']])"),
        {1: ("load",), 2: ("preprocess",), 4: ("train",), 5: ("predict",)},
    ),
    (
        "one cell that does all of it",
        ("df = pd.read_csv('a.csv')\nmodel.fit(df[['a']], df['y'])\np = model.predict(df[['a']])",),
        {1: ("load", "train", "predict")},
    ),
    (
        "literals that the cells below read, and none that nobody reads",
        ("path = 'a.csv'", "unused = 3", "df = pd.read_csv(path)", "model.fit(df[['a']], df['y'])",
         "p = model.predict(df[['a']])"),
        {1: ("parameters",), 3: ("load",), 4: ("train",), 5: ("predict",)},
    ),
    (
        "numbers after the answer, and pictures of it",
        ("df = pd.read_csv('a.csv')", "model.fit(df[['a']], df['y'])", "p = model.predict(df[['a']])",
         "error = abs(p - df['y']).mean()", "import matplotlib.pyplot as plt\nplt.hist(p)", "print(p)"),
        {1: ("load",), 2: ("train",), 3: ("predict",), 4: ("evaluate",), 5: ("report",)},
    ),
    (
        "a scaler is no model",
        ("df = pd.read_csv('a.csv')", "scaler = StandardScaler()\nX = scaler.fit_transform(df[['a']])",
         "model.fit(X, df['y'])", "p = model.predict(X)"),
        {1: ("load",), 2: ("preprocess",), 3: ("train",), 4: ("predict",)},
    ),
    (
        "the question about new rows, not the one inside a measure",
        ("df = pd.read_csv('a.csv')", "model.fit(df[['a']], df['y'])", "new = pd.read_csv('b.csv')",
         "p = model.predict(new)", "r2_score(df['y'], model.predict(df[['a']]))"),
        {1: ("load",), 2: ("train",), 3: ("load",), 4: ("predict",), 5: ("evaluate",)},
    ),
    ("no model at all", ("df = pd.read_csv('a.csv')", "df.describe()"), {}),
    ("nothing", (), {}),
)  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_suggest_cases(cells: tuple[str, ...], expected: dict[int, tuple[str, ...]]) -> None:
    """What each cell is proposed follows from what its statements do."""
    assert _suggest(IMPORTS, *cells) == expected


def test_tags_that_are_there_are_kept_and_followed() -> None:
    """A cell that has a stage is proposed nothing, and what it says decides about the others."""
    cells = ("df = pd.read_csv('a.csv')", "model.fit(df[['a']], df['y'])", "p = model.predict(df[['a']])", "q = p * 2")
    assert _suggest(IMPORTS, *cells, tags={4: "predict"}) == {1: ("load",), 2: ("train",)} | {3: ("preprocess",)}
