"""Which literals stand for a request: data that models and functions are given, and nothing that only chooses."""

from __future__ import annotations

import ast

import pytest

from nb2svc.compiler import plan
from nb2svc.compiler.branches import is_plain_branch
from nb2svc.diagnostics import Report

LOAD = """\
# %% [load] #load
import numpy as np
import pandas as pd
df = pd.DataFrame({"x": [1.0, 2.0], "y": [1, 2]})
# %% [train] #fit
from sklearn.linear_model import LinearRegression
model = LinearRegression().fit(df[["x"]], df["y"])
def price(size, rooms=2):
    return model.predict([[size]])[0] * rooms
# %% [predict] #ask
"""


def names(text: str) -> list[str]:
    """Return the names of the literals that stand for a request, tables with a star."""
    planned = plan(LOAD + text, path="notebook.py", parameters={}, report=Report())
    assert planned is not None
    return [f"{asked.name}{'*' if asked.is_table else ''}" for asked in planned.code.asked.values()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p = model.predict([[5.1]])", ["value"]),
        ("p = model.predict([[5.1, 3.5]])", ["row"]),
        ("flower = [5.1, 3.5]\np = model.predict([flower])", ["flower"]),
        ("flower = np.array([5.1, 3.5]).reshape(1, -1)\np = model.predict(flower)", ["flower"]),
        ('new = pd.DataFrame({"x": [2.0], "kind": ["a"]})\np = model.predict(new)', ["x", "kind"]),
        ('new = pd.DataFrame({"x": [2.0, 3.0]})\np = model.predict(new)', ["x*"]),
        ("p = model.predict([[1.0, 2.0], [3.0, 4.0]])", ["row*"]),
        ("x = 2.5\np = model.predict([[x]])", ["x"]),
        ("row = np.zeros(2)\nrow[0] = 3.5\np = model.predict([row])", ["row_0"]),
        ("p = price(100)", ["size"]),
        ("p = price(100, rooms=3)", ["size", "rooms"]),
        ("steps = 12\np = model.forecast(steps)", ["steps"]),
        ("h = 3\nt = np.arange(len(df), len(df) + h).reshape(-1, 1)\np = model.predict(t)", ["h"]),
        ("t = np.arange(len(df), len(df) + 3).reshape(-1, 1)\np = model.predict(t)", ["steps"]),
        ("t = np.arange(len(df) + 1, len(df) + 4).reshape(-1, 1)\np = model.predict(t)", ["t_stop"]),
    ],
)
def test_literal_given_as_data_is_asked_for(text: str, expected: list[str]) -> None:
    """A caller sends what the notebook writes as an example: rows, records, arguments, a horizon."""
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "p = model.predict(df[['x']])",
        "p = (model.predict(df[['x']]) > 0.5).astype(int)",
        "p = model.predict(df[['x']].fillna(0.0))",
        "p = model.predict(df[['x']][:10])",
        "data = df[['x']].copy()\ndata['intercept'] = 1.0\np = model.predict(data)",
        "words = {0: 'no', 1: 'yes'}\np = pd.Series(model.predict(df[['x']])).map(words)",
        "p = np.round(model.predict(df[['x']]), 2)",
    ],
)
def test_literal_that_only_chooses_is_left_alone(text: str) -> None:
    """Thresholds, labels, numbers of digits and what all rows get are part of the service, not of a request."""
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("if p > 1:\n    v = 'a'\nelse:\n    v = 'b'", True),
        (
            "if p > 1:\n    v = f'{p:.1f}'\n    print(v, p)\nelif p > 0:\n    v = str(p)\nelse:\n    v = round(p, 1)",
            True,
        ),
        ("if p > 1:\n    v = model.predict([[p]])", False),
        ("if p > 1:\n    v = other", False),
        ("if p > 1:\n    del p", False),
    ],
)
def test_branch_is_plain_where_all_its_ways_can_be_read(text: str, *, plain: bool) -> None:
    """Only what is made of literals and of what is known can be served in a way that the run has not gone."""
    assert is_plain_branch(ast.parse(text).body[0], frozenset({"p"})) is plain
