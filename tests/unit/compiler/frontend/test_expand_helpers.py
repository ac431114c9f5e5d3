"""Helpers with statistics are written out where they are called; whatever else stays as it is."""

from __future__ import annotations

import textwrap

import pytest

from nb2svc.compiler.frontend import read_program
from nb2svc.diagnostics import Report

SCALE = "def scale(s):\n    return (s - s.mean()) / s.std()\n"
FILL = 'def fill(d):\n    m = d["a"].median()\n    d["a"] = d["a"].fillna(m)\n    return d, m\n'
ENCODE = "def encode(d, c):\n    d[c] = LabelEncoder().fit_transform(d[c])\n"


def expanded(text: str) -> str:
    """Return the Python text of a notebook of one cell."""
    program = read_program(f"# %% #c\n{text}", path="notebook.py", report=Report())
    return program.notebook.cells[-1].python


WRITTEN_OUT = {
    "a value of its own": (SCALE, 'df["z"] = scale(df["a"])', 's = df["a"]\ndf["z"] = (s - s.mean()) / s.std()'),
    "each call anew": (
        SCALE,
        "x = scale(a)\ny = scale(b)",
        "x = (a - a.mean()) / a.std()\ny = (b - b.mean()) / b.std()",
    ),
    "several results": (FILL, "df, m2 = fill(df)", 'm = df["a"].median()\ndf["a"] = df["a"].fillna(m)\ndf, m2 = df, m'),
    "names that are taken": (
        FILL,
        "m = 3\ndf, k = fill(df)\nprint(m)",
        'm = 3\nm_2 = df["a"].median()\ndf["a"] = df["a"].fillna(m_2)\ndf, k = df, m_2\nprint(m)',
    ),
    "in a loop": (
        ENCODE,
        'for k in ["a", "b"]:\n    encode(df, k)',
        'for k in ["a", "b"]:\n    df[k] = LabelEncoder().fit_transform(df[k])',
    ),
    "through pipe": (
        FILL.replace("return d, m", "return d"),
        "df = df.pipe(fill)",
        'm = df["a"].median()\ndf["a"] = df["a"].fillna(m)',
    ),
    "a split": (
        "def split(d):\n    return train_test_split(d.drop(columns='y'), d['y'])\n",
        "a, b, c, e = split(df)",
        "a, b, c, e = train_test_split(df.drop(columns='y'), df['y'])",
    ),
    "names that the statement binds": (
        "def split(d):\n    tr, te = train_test_split(d)\n    te['z'] = 0\n    return tr, te\n",
        "tr, te = split(df)\nprint(te)",
        "tr, te = train_test_split(df)\nte['z'] = 0\nprint(te)",
    ),
    "names that the statement binds and reads": (
        "def split(d):\n    tr = d.copy()\n    tr, te = train_test_split(d)\n    return tr, te\n",
        "tr, te = split(tr)\nprint(te)",
        "tr_2 = tr.copy()\ntr_2, te = train_test_split(tr)\ntr, te = tr_2, te\nprint(te)",
    ),
    "a name in an f-string that is taken": (
        'def f(d, c):\n    d[f"{c}_n"] = d[c].map(d[c].value_counts())\n    return d\n',
        'c = 1\nx = f(df, "a")\nprint(c)',
        "c = 1\nc_2 = \"a\"\ndf[f'{c_2}_n'] = df[c_2].map(df[c_2].value_counts())\nx = df\nprint(c)",
    ),
    "fits and predicts": (
        "def run(m, X, y, Xt):\n    m.fit(X, y)\n    return m.predict(Xt)\n",
        "p = run(Ridge(), X, y, Xt)",
        "m = Ridge()\nm.fit(X, y)\np = m.predict(Xt)",
    ),
    "fits, predicts and prints": (
        "def run(m, X, y, name):\n    m.fit(X, y)\n    p = m.predict(X)\n    print(f'{name}: {p}')\n    return p, 1\n",
        'p, one = run(m, X, y, "ridge")',
        "name = \"ridge\"\nm.fit(X, y)\np_2 = m.predict(X)\nprint(f'{name}: {p_2}')\np, one = p_2, 1",
    ),
    "part of an expression": (SCALE, "x = scale(a).clip(0)", "x = ((a - a.mean()) / a.std()).clip(0)"),
}


@pytest.mark.parametrize(("helper", "cell", "wanted"), WRITTEN_OUT.values(), ids=WRITTEN_OUT)
def test_expand_helpers_writes_a_helper_with_statistics_out(helper: str, cell: str, wanted: str) -> None:
    """A call becomes the helper's statements; names of the notebook keep their values."""
    assert expanded(helper + cell) == helper + wanted


LEFT_ALONE = {
    "works on a row": ("def ratio(a, b):\n    return a / b\n", "x = ratio(a, b)"),
    "uses what is fitted": ("def scaled(x):\n    return scaler.transform(x)\n", "x = scaled(a)"),
    "compares two values": ("def most(d):\n    d['m'] = max(1, 2)\n    return d\n", "x = most(a)"),
    "gives one number": ("def rmse(a, b):\n    return ((a - b) ** 2).mean()\n", "x = rmse(a, b)"),
    "trains": ("def train(X, y):\n    m = Ridge().fit(X, y)\n    return m\n", "m = train(X, y)"),
    "returns early": ("def f(d):\n    if d.empty:\n        return d\n    return d - d.mean()\n", "x = f(d)"),
    "calls itself": ("def f(d):\n    return f(d - d.mean())\n", "x = f(d)"),
    "is bound twice": (f"{SCALE}scale = len\n", "x = scale(a)"),
    "is not called at once": (SCALE, "f = lambda a: scale(a)"),
    "is called maybe": (SCALE, "x = scale(a) if a.any() else a"),
    "changes what stands before it": (FILL.replace("return d, m", "return d"), 'x = df["a"].sum() * fill(df)["a"]'),
    "a lambda binds the name again": ("def f(s):\n    return s.apply(lambda s: s + 1) - s.mean()\n", "x = f(a)"),
    "takes any arguments": ("def f(*parts):\n    return parts[0] - parts[0].mean()\n", "x = f(a)"),
    "fits and tells how good it is": (
        "def score(m, X, y):\n    m.fit(X, y)\n    p = m.predict(X)\n    return mean_squared_error(y, p)\n",
        "s = score(m, X, y)",
    ),
}


@pytest.mark.parametrize(("helper", "cell"), LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_expand_helpers_leaves_other_helpers_alone(helper: str, cell: str) -> None:
    """A helper stays a function where writing it out is needless, or could change what is computed."""
    assert expanded(helper + cell) == helper + cell


def test_expand_helpers_tells_lines_of_the_source() -> None:
    """What is said of a written-out line is said of the line that calls the helper."""
    text = textwrap.dedent(SCALE) + 'df["z"] = scale(df["a"])'
    program = read_program(f"# %% #c\n{text}", path="notebook.py", report=Report())
    assert [s.span.line for s in program.statements] == [1, 3, 3]
