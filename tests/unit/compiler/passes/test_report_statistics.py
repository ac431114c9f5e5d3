"""Frozen statistics of answered rows: which are reported, and what to write in their place."""

from __future__ import annotations

import pytest
from unit.compiler.programs import planned

from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.report_statistics import report_statistics
from nb2svc.compiler.trace import Capture
from nb2svc.diagnostics import Diagnostic, Report
from nb2svc.manifest import RequestSchema

HEAD = """\
# %% [load] #l
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
df = pd.read_csv("rows.csv")
train, test = train_test_split(df)
scaler = StandardScaler()
# %% [preprocess] #p
"""
TAIL = """
# %% [train] #t
model = max(train, train["y"])
# %% [predict] #q
answer = model.predict(test)
"""


def found(text: str) -> list[Diagnostic]:
    """Return the findings on preprocessing each of whose statements keeps what it computes."""
    plan = planned(HEAD + text + TAIL)
    places = [place for place in plan.code.places if place.startswith("p:")]
    captures = {place: Capture(key=place, hint="", place=place) for place in places}
    classified = Classified(
        live=frozenset(places), captures=captures,
        parts={}, all_rows={}, names={}, outputs=(), target=(),
        request=RequestSchema(input="frame", name="df", fields=()),
    )  # fmt: skip
    report = Report()
    report_statistics(plan.program, plan.code, classified, report)
    return list(report.diagnostics)


@pytest.mark.parametrize(
    "text",
    [
        'test["a"] = test["a"].fillna(train["a"].mean())',
        'm = df["a"].mean()\ntest["a"] = test["a"] - m',
        "scaler.fit(train)\ntest = scaler.transform(test)",
        "model = max(train, 1)\nscaler.fit(train, eval_set=[test])",
        'test["sum"] = test.sum(axis=1)',
        "test = test[train.columns]",
    ],
)
def test_report_statistics_says_nothing_of_what_training_rows_give(text: str) -> None:
    """What was learned from the training rows, or is of each row, is what a service is to keep."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('test["a"] = test["a"].fillna(test["a"].median())', "`train['a'].median()`"),
        ('s = test["a"]\nm = s.mean()\ntest["a"] = s - m', "compute it from `train` once"),
        ('m = pd.Series.mean(test["a"])\ntest["a"] = test["a"] - m', "`pd.Series.mean(train['a'])`"),
        ('test["b"] = pd.qcut(test["b"], 4)', "`pd.qcut(train['b'], 4)`"),
        ("test = scaler.fit_transform(test)", "fit it to `train` alone"),
        ('test["z"] = test.groupby("k")["a"].transform("mean")', "take the values of the groups from `train` once"),
    ],
)
def test_report_statistics_says_what_to_write(text: str, hint: str) -> None:
    """A statistic of answered rows is one finding at the call, with the training's in its place."""
    (finding,) = found(text)

    assert finding.code == "NB217"
    assert hint in finding.hint
