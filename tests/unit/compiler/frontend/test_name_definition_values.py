"""What definitions compute of data once gets a statement of its own; whatever else stays as it is."""

from __future__ import annotations

import pytest

from nb2svc.compiler.frontend import read_program
from nb2svc.diagnostics import Report

DATA = "df = load()\n"


def named(text: str) -> str:
    """Return the Python text of a notebook of one cell."""
    program = read_program(f"# %% #c\n{DATA}{text}", path="notebook.py", report=Report())
    return program.notebook.cells[-1].python.removeprefix(DATA)


NAMED = {
    "a default": (
        "def f(v, top=df.a.max()):\n    return v / top",
        "f_top = df.a.max()\ndef f(v, top=f_top):\n    return v / top",
    ),
    "several, by name and by position": (
        "def f(v, a=df.a.min(), *, b=2, c=len(df)): return v",
        "f_a = df.a.min()\nf_c = len(df)\ndef f(v, a=f_a, *, b=2, c=f_c): return v",
    ),
    "on lines of their own": (
        "# it\ndef f(\n    v,\n    top=df.a\n    .max(),  # top\n    low=len(df),\n): pass",
        "f_top = df.a.max()\nf_low = len(df)\n# it\ndef f(\n    v,\n    top=f_top,  # top\n    low=f_low,\n): pass",
    ),
    "of a decorated function": (
        "@cache\ndef f(v, top=df.a.max()):\n    return v",
        "f_top = df.a.max()\n@cache\ndef f(v, top=f_top):\n    return v",
    ),
    "of a lambda with a name": (
        "f = lambda v, top=df.a.max(): v / top",
        "f_top = df.a.max()\nf = lambda v, top=f_top: v / top",
    ),
    "an attribute of a class": (
        "class K:\n    m = df.a.mean()\n    half = m / 2\n    def of(self, b=len(df)): ...",
        "k_m = df.a.mean()\nk_of_b = len(df)\nclass K:\n    m = k_m\n    half = m / 2\n    def of(self, b=k_of_b): ...",
    ),
    "in a block": (
        "if df.size:\n    def f(v, top=df.a.max()):\n        return v",
        "if df.size:\n    f_top = df.a.max()\n    def f(v, top=f_top):\n        return v",
    ),
    "a class of several words": (
        "class KmScale:\n    mean = df.a.mean()",
        "km_scale_mean = df.a.mean()\nclass KmScale:\n    mean = km_scale_mean",
    ),
    "a name that is taken": (
        "f_top = 3\ndef f(v, top=df.a.max()):\n    return v",
        "f_top = 3\nf_top_2 = df.a.max()\ndef f(v, top=f_top_2):\n    return v",
    ),
}


@pytest.mark.parametrize(("text", "wanted"), NAMED.values(), ids=NAMED)
def test_name_definition_values_names_what_is_computed_once(text: str, wanted: str) -> None:
    """The value is computed in front of the definition, which reads its name."""
    assert named(text) == wanted


LEFT_ALONE = {
    "constants": "def f(v, top=100, name='a', *, flag=None):\n    return v",
    "names": "top = 3\ndef f(v, top=top, frame=df):\n    return v",
    "nothing of data": "def f(v, cache=dict(), act=nn.ReLU()):\n    return v",
    "what is computed at each call": "def f(v):\n    return v / df.a.max()",
    "what is computed later": "def f(v, key=lambda r: df.a.max()):\n    return v",
    "of a function inside of a function": "def f(v):\n    def g(w, top=v.max()):\n        return w\n    return g(v)",
    "what stands on the class itself": "class K:\n    df = 3\n    half = df.real\n",
}


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_name_definition_values_leaves_other_definitions_alone(text: str) -> None:
    """Neither literals nor what is computed when it is called get a name."""
    assert named(text).rstrip() == text.rstrip()


def test_name_definition_values_tells_lines_of_the_source() -> None:
    """A finding about the value points at the line where the user wrote it."""
    program = read_program(
        f"# %% #c\n{DATA}def f(\n    v,\n    top=df.a.max(),\n):\n    return v\n", path="notebook.py", report=Report()
    )
    assert [s.span.line for s in program.statements] == [1, 4, 2]
