"""Which subscripts may pick one row for a model: on the way to what a predict cell asks, and nowhere else."""

from __future__ import annotations

import ast

import pytest

from nb2svc.compiler import plan
from nb2svc.diagnostics import Report

START = """\
# %% [load] #load
import numpy as np
import pandas as pd
df = pd.DataFrame({"x": [1.0, 2.0], "y": [1, 2]})
# %% #prepare
X = df[["x"]]
first = df["y"].iloc[0]
shown = X.iloc[1]
# %% [train] #fit
from sklearn.linear_model import LinearRegression
model = LinearRegression().fit(X, df["y"] - first)
# %% [predict] #ask
"""


def picked(text: str) -> list[str]:
    """Return the subscripts that may pick one row."""
    planned = plan(START + text, path="notebook.py", parameters={}, report=Report())
    assert planned is not None
    return sorted(ast.unparse(planned.code.sites[site].node) for site in planned.code.lone_rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p = model.predict(X.iloc[0].values.reshape(1, -1))", ["X.iloc[0]"]),
        ("p = model.predict([X.iloc[-1]])", ["X.iloc[-1]"]),
        ("p = model.predict(X.values[0].reshape(1, -1) / 2)", ["X.values[0]"]),
        ("i = 1\np = model.predict(X.to_numpy()[i, :][None])", ["X.to_numpy()[i, :]"]),
        ("p = model.predict([shown])", ["X.iloc[1]"]),
        ("row = X.iloc[0]\nrow = row.to_numpy()\np = model.predict(np.array([row]))", ["X.iloc[0]"]),
    ],
)
def test_row_on_its_way_to_a_model_may_be_picked(text: str, expected: list[str]) -> None:
    """A row is followed through variables, arrays and lists to where it was picked."""
    assert picked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "p = model.predict(X)",
        "p = model.predict(X[:5])",
        "p = model.predict(X) - df['y'].iloc[0]",
        "p = model.predict(X.loc[[0]])",
        "p = model.predict([X.iloc[0], X.iloc[1]])",
    ],
)
def test_value_that_is_no_row_for_a_model_is_left_alone(text: str) -> None:
    """A date to count from, a slice, several rows: what is picked otherwise is what it is."""
    assert picked(text) == []
