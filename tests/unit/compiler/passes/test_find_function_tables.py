"""Tables of functions are definitions, if there is no data in them and nothing changes them."""

from __future__ import annotations

import pytest

from nb2svc.compiler.frontend import read_program
from nb2svc.compiler.passes.bind_names import bind_names
from nb2svc.compiler.passes.find_function_tables import find_function_tables
from nb2svc.diagnostics import Report


def kinds(text: str) -> list[str]:
    """Return the kinds of the statements of a cell."""
    report = Report()
    program = bind_names(read_program(f"# %% #c\n{text}", path="notebook.py", report=report), report)
    return [s.kind for s in find_function_tables(program, report).statements]


@pytest.mark.parametrize(
    "text",
    [
        "import numpy as np\nmake = {'a': lambda d: d['x'], 'b': np.log}",
        "def f(v):\n    return v\nrules = [('a', f), ('b', lambda v: -v)]",
        "import math\nwords, = 1,\ntable = {'one': (1, lambda v: math.floor(v))}",
    ],
)
def test_table_of_functions_is_a_definition(text: str) -> None:
    """A service has it in its library, as it has functions."""
    assert kinds(text)[-1] == "function"


@pytest.mark.parametrize(
    "text",
    [
        "top = 3\nmake = {'a': lambda d: d / top}",
        "make = {'a': lambda d: d}\nmake['b'] = len",
        "make = {'a': lambda d: d}\nmake = {'b': lambda d: -d}",
        "names = {'a': 1}",
    ],
)
def test_table_with_data_in_it_is_none(text: str) -> None:
    """What reads data, is changed or is bound again is a value like any other."""
    assert "function" not in kinds(text)
