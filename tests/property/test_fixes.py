"""Writing cells back into a notebook's file changes these cells and nothing else, whatever the file looks like."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2svc.compiler.frontend.edit_cells import mend_source, select_fixes, write_cells
from nb2svc.compiler.frontend.read_notebook import read_notebook
from nb2svc.diagnostics import Edit, Fix, Report, Span

pytestmark = pytest.mark.property

LINES = st.lists(st.text(alphabet="ab \"\\'é→😀\t[]{},:", max_size=12), max_size=6)
METADATA = st.dictionaries(
    st.sampled_from(["cells", "source", 'a"b', "é"]), st.floats(allow_nan=False) | st.text(max_size=5)
)


def cell(lines, as_list, metadata):
    source = "\n".join(lines)
    parts = [part + "\n" for part in lines[:-1]] + lines[-1:]
    written = {"cell_type": "code", "id": "", "metadata": metadata, "outputs": [], "execution_count": None}
    return {**written, "source": [part for part in parts if part] if as_list else source}


CELLS = st.lists(st.builds(cell, LINES, st.booleans(), METADATA), min_size=1, max_size=5)


def sources(text):
    return [one.source for one in read_notebook(text, path="n.ipynb", report=Report()).cells]


@given(
    cells=CELLS,
    new=st.lists(LINES, min_size=5, max_size=5),
    indent=st.sampled_from([None, 1, 2]),
    ascii_only=st.booleans(),
)
def test_written_cells_are_those_that_were_given(cells, new, indent, ascii_only):
    """Every cell reads back as it was asked for, and all else is the same JSON."""
    text = json.dumps({"cells": cells, "nbformat": 4, "metadata": {}}, indent=indent, ensure_ascii=ascii_only)
    wanted = {number: "\n".join(new[number - 1]) for number in range(1, len(cells) + 1, 2)}
    written = write_cells(text, wanted, path="n.ipynb")
    assert sources(written) == [wanted.get(i, source) for i, source in enumerate(sources(text), 1)]
    before, after = json.loads(text), json.loads(written)
    for one in (*before["cells"], *after["cells"]):
        del one["source"]
    assert before == after


@given(cells=CELLS, indent=st.sampled_from([None, 1, 4]))
def test_cells_that_stay_keep_every_byte(cells, indent):
    """Writing what is there already changes nothing in a file whose lines are cut as JupyterLab cuts them."""
    text = json.dumps({"cells": cells, "nbformat": 4}, indent=indent)
    assert write_cells(text, dict(enumerate(sources(text), 1)), path="n.ipynb") == text


EDITS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 9), st.integers(0, 4), st.text("xy\n", max_size=3)), max_size=6
)


@given(edits=EDITS)
def test_fixes_that_are_made_together_do_not_disturb_each_other(edits):
    """What is replaced is what each edit names, in whatever order they were found."""
    source = "\n".join(["abcdefghijkl"] * 4)
    fixes = []
    for line, column, width, text in edits:
        span = Span(path="n", cell=1, line=line, column=column, end_line=line, end_column=column + width)
        fixes.append(Fix(title="", edits=(Edit(span=span, text=text),)))
    chosen = select_fixes(fixes)
    mended = mend_source(source, chosen)
    removed = sum(fix.edits[0].span.end_column - fix.edits[0].span.column for fix in chosen)
    added = sum(len(fix.edits[0].text) for fix in chosen)
    assert len(mended) == len(source) - removed + added
    assert mended == mend_source(source, reversed(chosen))
