"""Hints for errors of libraries: each is found by an error that the installed version really raises."""

from __future__ import annotations

import importlib

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression

from nb2svc.build.execution import Execution
from nb2svc.build.failures import hint_for
from nb2svc.build.findings import report_run
from nb2svc.compiler import plan
from nb2svc.diagnostics import Report

DF = pd.DataFrame({"a": [1, 2], "b": [0.5, np.nan], "c": ["x", "y"]})


def assign(column, value):
    df = DF.copy()
    df.loc[df["a"] > 1, column] = value


FAILURES = [
    (DF.mean, "numeric_only=True"),
    (lambda: DF.groupby("a").mean(), "numeric_only=True"),
    (DF.corr, "encode it"),
    (lambda: SimpleImputer().fit(DF[["c"]]), "encode it"),
    (lambda: LinearRegression().fit(DF[["b"]], DF["a"]), "fillna"),
    (lambda: assign("a", "text"), "keeps its dtype"),
    (lambda: assign("c", 1), "keeps its dtype"),
    (lambda: pd.get_dummies(DF["c"])["x"] - pd.get_dummies(DF["c"])["y"], "dtype=int"),
    (lambda: torch.tensor(pd.get_dummies(DF).values), "dtype=float"),
    (lambda: np.issubdtype(DF["c"].dtype, np.number), "is_numeric_dtype"),
    (lambda: DF["c"].values.reshape(-1, 1), "to_numpy()"),  # noqa: PD011 - that is the fault
    (lambda: DF.groupby("a")["b", "c"], "[[a, b]]"),
    (lambda: DF.lookup([0], ["a"]), "list of changes"),
    (lambda: DF["A"], "compare its spelling"),
    (lambda: pd.read_csv("/kaggle/input/nowhere.csv"), "runs in its own folder"),
    (lambda: importlib.import_module("package_that_is_not_there"), "install the package"),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("fail", "words"), FAILURES)
def test_error_of_a_library_has_a_hint(fail, words):
    """The hint says what to do about an error whose message does not."""
    with pytest.raises(Exception) as failure:  # noqa: PT011 - any error: its text is what the test is about
        fail()
    assert words in hint_for(type(failure.value).__name__, str(failure.value))


@pytest.mark.parametrize(
    ("exception", "message"),
    [("NameError", "name 'x' is not defined"), ("ValueError", "rows differ"), ("AssertionError", "contains NaN")],
)
def test_other_errors_have_none(exception, message):
    """What the message says itself, or what only the author knows, is not explained."""
    assert hint_for(exception, message) == ""


TEXT = """\
# %% [load] #load
import pandas as pd
df = pd.read_csv("rows.csv")
# %% [preprocess] #fill
df["age"].fillna(0, inplace=True)
# %% [train] #fit
model = Model().fit(df)
# %% [predict] #ask
answer = model.predict(df)
"""


def test_failure_names_the_silent_traps_above_it():
    """Three cells later the cause is still told: the statement that does nothing."""
    report = Report()
    planned = plan(
        TEXT.replace("Model()", "pd.Model()"), path="n.py", parameters={}, report=report, installed=lambda _: "3.1"
    )
    message = "Input X contains NaN."
    execution = Execution(status="failed", cell_id="fit", line=1, exception="ValueError", message=message, seconds=1.0)
    report_run(planned, execution, report)
    (failure,) = [d for d in report.sorted() if d.code == "NB403"]
    assert [(place.cell, place.line) for place, _ in failure.related] == [(2, 1)]
    assert failure.hint.startswith("mend first what does something else than it says, in cell 2; then there are gaps")
