"""Laws of reading: any text gives a notebook or a clear error, masking keeps lines, spans cover their own text."""

from __future__ import annotations

import ast
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nb2svc.compiler.dump import dump, verify
from nb2svc.compiler.frontend import read_program
from nb2svc.compiler.frontend.magics import mask_magics
from nb2svc.diagnostics import NotebookReadError, Report

pytestmark = pytest.mark.property

LINES = [
    "x = 1", "größe = 'ä'; y = 2", "def f(a):", "    return a", "if x:", "    pass", "%time x = f(1)",
    "    %time y = f(2)", "%matplotlib inline", "!ls", "files = !ls data", "x = %time f()", "df?", "?df", "!ls \\",
    "  more", "%%time", "%%capture out", "%%bash", "'''", "%sql select 1", "    !echo", "#", "", "@g", "/f x", ">>> x",
    "%pip install z", "x = (", ")", "for i in range(2):", "    %sql x", "%time", "é?", "%prun -s cumtime f()", "\t!ls",
    "text = '''%time'''", "print 'a'", "!!ls", "x = y ? 1", "% timeit 3", "%time é = 3  # ü",
]  # fmt: skip
KEYS = ["cells", "nbformat", "metadata", "source", "cell_type", "tags", "id", "language_info", "name"]
cells = st.lists(st.sampled_from(LINES), max_size=7).map("\n".join)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(cells)
@settings(max_examples=400, deadline=None)
def test_masking_keeps_lines(source):
    """Whatever magics a cell has, masked text has as many lines, and is Python or a described fault."""
    masked = mask_magics(source)
    if masked.error is None:
        assert masked.python.count("\n") == source.count("\n")
        assert ast.dump(ast.parse(masked.python)) == ast.dump(masked.tree)
    else:
        assert masked.python == ""


@given(st.lists(cells, max_size=4))
@settings(max_examples=200, deadline=None)
def test_any_cells_give_a_valid_program(sources):
    """Spans lie within their cells and cover their statements, and the same text gives the same program."""
    text = json.dumps(
        {"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": source} for source in sources]}
    )
    program = read_program(text, path="x.ipynb", report=Report())
    verify(program)
    assert dump(program) == dump(read_program(text, path="x.ipynb", report=Report()))


@given(json_values)
@settings(max_examples=300, deadline=None)
def test_any_json_is_read_or_refused(value):
    """Any JSON gives a program or a clear refusal, never a crash."""
    for content in (value, {"nbformat": 4, "cells": value}, {"nbformat": 4, "cells": [value]}):
        try:
            verify(read_program(json.dumps(content), path="x.ipynb", report=Report()))
        except NotebookReadError as error:
            refusal = error.message
        else:
            refusal = "`x.ipynb` was read"
        assert "`x.ipynb`" in refusal


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_script(text):
    """Any text is a percent script, be it of broken cells."""
    verify(read_program(text, path="x.py", report=Report()))
