"""Functions in blocks: put in front of the block where nothing depends on where they are defined."""

from __future__ import annotations

import pytest

from nb2svc.compiler.frontend import read_program
from nb2svc.diagnostics import Report


def lifted(text: str) -> str:
    """Return the Python text of a cell after reading."""
    return read_program(f"# %% #c\n{text}", path="notebook.py", report=Report()).notebook.cells[-1].python


LIFTED = {
    "in an if": (
        "if ok:\n    def f(v):\n        return v + 1\n    df['a'] = df['a'].map(f)",
        "def f(v):\n    return v + 1\nif ok:\n    df['a'] = df['a'].map(f)",
    ),
    "with what is said of it": (
        "for c in names:\n    # half of it\n    def f(v):\n        return v / 2\n    df[c] = df[c].map(f)",
        "# half of it\ndef f(v):\n    return v / 2\nfor c in names:\n    df[c] = df[c].map(f)",
    ),
    "alone in its branch": (
        "if ok:\n    x = g(1)\nelse:\n    def f(v):\n        return v",
        "def f(v):\n    return v\nif ok:\n    x = g(1)\nelse:\n    pass",
    ),
}


@pytest.mark.parametrize(("text", "wanted"), LIFTED.values(), ids=LIFTED)
def test_lift_definitions_puts_functions_in_front_of_their_block(text: str, wanted: str) -> None:
    """A function of the notebook looks up what it reads when it is called: it may as well stand in front."""
    assert lifted(text) == wanted


LEFT = {
    "chosen": "if ok:\n    def f(v):\n        return v\nelse:\n    def f(v):\n        return -v",
    "bound twice": "f = len\nif ok:\n    x = 1\n    def f(v):\n        return v",
    "reads what the block binds": "if ok:\n    top = df.a.max()\n    def f(v):\n        return v / top",
    "computes a default": "if ok:\n    x = 1\n    def f(v, top=g()):\n        return v / top",
    "decorated": "if ok:\n    x = 1\n    @cache\n    def f(v):\n        return v",
    "a method": "class A:\n    def f(self):\n        return 1",
    "with a text over lines": 'if ok:\n    x = 1\n    def f(v):\n        return """a\n    b"""',
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_lift_definitions_leaves_others_where_they_are(text: str) -> None:
    """Where the place matters, or could matter, a function stays."""
    assert lifted(text) == text
