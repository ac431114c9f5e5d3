"""Which report cells a batch can run, and with what."""

import nbformat
import pytest

from nb2svc.batch.notebook.report_cells import choose_report_cells


def choose(*cells, available=("df", "X", "proba", "bins")):
    new = nbformat.v4
    made = [new.new_code_cell(source, metadata={"tags": tag.split()}) for tag, source in cells]
    return choose_report_cells(nbformat.writes(new.new_notebook(cells=made)), path="a.ipynb", available=set(available))


def test_cell_brings_what_it_needs():
    """Imports, helpers with their own imports, and constants come along, in their order; values are named."""
    chosen = choose(
        ("", "import numpy as np\nimport math, os\nLEVELS = [1, 2]\nUNUSED = 3"),
        ("", "@staticmethod\ndef root(x):\n    return math.sqrt(x) + LEVELS[0]"),
        ("load", "df = read()"),
        ("predict", "proba = df"),
        ("report", "print(root(proba.sum()), np.pi, len(df))"),
    )
    assert [cell.source for cell in chosen.cells] == ["print(root(proba.sum()), np.pi, len(df))"]
    assert chosen.names == ("df", "proba")
    assert chosen.setup == (
        "import numpy as np",
        "import math, os",
        "LEVELS = [1, 2]",
        "@staticmethod\ndef root(x):\n    return math.sqrt(x) + LEVELS[0]",
    )
    assert chosen.skipped == ()


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("print(y_test)", ("y_test",)),
        ("def f():\n    return y_test\nf()", ("y_test",)),
        ("[y for y in y_test if model]", ("model", "y_test")),
    ],
)
def test_cell_that_needs_training_values_is_left_out(source, missing):
    """A cell that reads what a batch does not have is skipped by name, also through a function."""
    chosen = choose(("train", "y_test = load()\nmodel = fit(y_test)"), ("report", source))
    assert chosen.cells == ()
    assert chosen.skipped[0][1] == missing


def test_later_cell_reads_what_an_earlier_one_made():
    """Report cells may build on each other; what one of them binds is not missing in the next."""
    chosen = choose(("report", "top = proba.max()"), ("report", "print(top)"))
    assert len(chosen.cells) == 2
    assert chosen.names == ("proba",)


def test_cell_after_a_skipped_one_is_skipped_too():
    """What only a skipped cell binds is missing."""
    chosen = choose(("", "y = load()"), ("report", "score = y.mean()"), ("report", "print(score)"))
    assert [names for _, names in chosen.skipped] == [("y",), ("score",)]


def test_own_names_hide_the_values_of_the_batch():
    """A name that the cell binds itself is not asked for; parameters are values, not the notebook's literals."""
    chosen = choose(
        ("parameters", "bins = 40"), ("report", "df = 1\nprint(df, bins, len('x'))"), available=("df", "bins")
    )
    assert chosen.names == ("bins",)
    assert chosen.setup == ()


def test_other_tags_and_empty_cells_are_not_report_cells():
    """Only cells tagged `report` are taken: what evaluates a model needs the target."""
    chosen = choose(("evaluate", "print(df)"), ("report", "  "), ("", "print(df)"))
    assert chosen.cells == chosen.skipped == ()
