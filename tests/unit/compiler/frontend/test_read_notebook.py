"""Reading notebook files: JSON and percent scripts become the same cells; what is no notebook says why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nb2svc.compiler.frontend.read_notebook import read_notebook
from nb2svc.diagnostics import NotebookReadError, Report


def notebook(*cells: dict[str, Any], **fields: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **fields})


def code(source: Any, **fields: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], **fields}


def read(text: str, path: str = "churn.ipynb") -> tuple[Any, Report]:
    report = Report()
    return read_notebook(text, path=path, report=report), report


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "`churn.ipynb` is empty"),
        ("  \n", "`churn.ipynb` is empty"),
        ("{", r"not valid JSON \(line 1, column 2"),
        ("[1]", "holds a list, not an object"),
        ("3.5", "holds a number"),
        ("null", "holds null"),
        ('{"nbformat": 4}', "has no `cells`, expected a list"),
        ('{"nbformat": 4, "cells": {}}', "`cells` holding an object"),
        ('{"nbformat": 3, "worksheets": []}', "notebook format 3, nb2svc reads format 4.*nbconvert"),
        ('{"nbformat": 5, "cells": []}', "notebook format 5"),
        (notebook("text"), "cell 1 is a text, expected an object"),
        (notebook({"cell_type": "heading"}), "cell 1 has the cell_type 'heading'"),
        (notebook(code(source=3)), "source of cell 1 is a number"),
        (notebook(code(""), metadata={"language_info": {"name": "R"}}), "written in R"),
        (notebook(code(""), metadata={"kernelspec": {"language": "julia"}}), "written in julia"),
        ("[" * 100_000, "nested too deeply|not valid JSON"),
    ],
)
def test_text_that_is_no_notebook_says_what_was_found(text: str, message: str):
    """A file that is no Python notebook of format 4 is refused in words that name what was found."""
    with pytest.raises(NotebookReadError, match=message):
        read(text)


def test_cells_keep_source_number_and_tags():
    """Sources given as lists or texts, of all kinds of cells, are read alike; stages come from the tags."""
    found, report = read(
        notebook(
            {"cell_type": "markdown", "id": "m", "metadata": {"tags": ["train"]}, "source": ["# A\n", "b"]},
            code(["x = 1\n", "y = 2"], id="a", metadata={"tags": ["Train ", "slow", "load"]}),
            code("z = 1\r\nw = 2", id="b", metadata={"tags": "train"}),
        ),
        path="folder/churn.ipynb",
    )
    assert found.path == "churn.ipynb"
    assert [(c.number, c.id, c.kind, c.source, c.tags, c.stages) for c in found.cells] == [
        (1, "m", "markdown", "# A\nb", ("train",), ()),
        (2, "a", "code", "x = 1\ny = 2", ("Train ", "slow", "load"), ("load", "train")),
        (3, "b", "code", "z = 1\nw = 2", (), ()),
    ]
    assert report.diagnostics == []


def test_missing_and_repeated_ids_are_made_from_the_content():
    """Every cell has an id of its own; a made id depends on the content only, and the file's own ids stay."""
    cells = [code("x = 1"), code("x = 1"), code("y", id="dup"), code("z", id="dup"), code("w", id="no id!")]
    first = [cell.id for cell in read(notebook(*cells))[0].cells]
    moved = [cell.id for cell in read(notebook(code("new", id="n"), *cells))[0].cells]
    assert len(set(first)) == 5
    assert first[1] == f"{first[0]}-2"
    assert first[2] == "dup"
    assert moved[1:] == first


def test_a_made_id_never_takes_an_id_of_the_file():
    """A cell without id does not get the id that a later cell has."""
    made = read(notebook(code("x = 1")))[0].cells[0].id
    found = read(notebook(code("x = 1"), code("y", id=made)))[0]
    assert found.cells[1].id == made
    assert found.cells[0].id != made


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("preproces", "preprocess"),
        ("training", "train"),
        ("eval", "evaluate"),
        ("Predictions", "predict"),
        ("parameter", "parameters"),
    ],
)
def test_a_tag_that_is_almost_a_stage_is_a_finding(tag: str, hint: str):
    """A tag close to a stage is reported with the stage, at its cell."""
    _, report = read(notebook(code("x", id="a", metadata={"tags": [tag]})))
    (finding,) = report.diagnostics
    assert (finding.code, finding.hint) == ("NB102", f"did you mean `{hint}`?")
    assert (finding.span.cell, finding.span.cell_id, finding.span.line) == (1, "a", 0)


@pytest.mark.parametrize("tag", ["skip", "slow", "remove-input", "injected-parameters", "raises-exception", "", "pre"])
def test_other_tags_are_ignored(tag: str):
    """Tags that have nothing to do with stages mean nothing and are not reported."""
    found, report = read(notebook(code("x", metadata={"tags": [tag]})))
    assert report.diagnostics == []
    assert found.cells[0].stages == ()


@pytest.mark.parametrize("cells", [[], [code("")], [code(" \n")], [{"cell_type": "markdown", "source": "x = 1"}]])
def test_a_notebook_without_code_is_a_finding(cells: list[dict[str, Any]]):
    """A notebook in which no code cell holds anything is reported as empty."""
    assert [d.code for d in read(notebook(*cells))[1].diagnostics] == ["NB002"]


SCRIPT = """\
# ---
# jupyter:
#   jupytext: {}
# ---
import os

# %% tags=train
a = 1

# %% tags=["load", "slow"] #one
b = 2
# %% [load, train] #two-2
# %matplotlib inline
if c:
    # !ls
    pass
# plain comment
# %% Title [markdown]
# # Head
# text
#%%
%%time
d = 3
"""


def test_percent_script():
    """A percent script is read as its cells, whatever way the tags are written."""
    found, _ = read(SCRIPT, path="x.py")
    assert [(c.kind, c.source, c.tags) for c in found.cells] == [
        ("code", "import os", ()),
        ("code", "a = 1", ("train",)),
        ("code", "b = 2", ("load", "slow")),
        ("code", "%matplotlib inline\nif c:\n    !ls\n    pass\n# plain comment", ("load", "train")),
        ("markdown", "# Head\ntext", ()),
        ("code", "%%time\nd = 3", ()),
    ]
    assert [c.id for c in found.cells][2:4] == ["one", "two-2"]
