"""Two copies of a preparation, in syntax: what is called different and what is not."""

from __future__ import annotations

import pytest
from unit.compiler.programs import planned

from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.report_copies import report_copies
from nb2svc.compiler.trace import Node, Trace
from nb2svc.diagnostics import Diagnostic, Report
from nb2svc.manifest import RequestSchema

HEAD = """\
# %% [load] #l
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
df = pd.read_csv("rows.csv")
train, test = train_test_split(df)
scaler = StandardScaler()
low, high = 0, 9
# %% [preprocess] #train
"""
BETWEEN = "\n# %% [preprocess] #test\n"
TAIL = """
# %% [train] #t
model = max(train, train["y"])
# %% [predict] #q
answer = model.predict(test)
"""


def found(training: str, served: str) -> list[Diagnostic]:
    """Return the findings on two copies, all of whose statements matter."""
    plan = planned(HEAD + training + BETWEEN + served + TAIL)
    places = plan.code.places
    nodes = tuple(Node(place=place) for place in places if place.startswith("train:"))
    classified = Classified(
        live=frozenset(place for place in places if place.startswith("test:")),
        parts={}, all_rows={}, captures={}, names={}, outputs=(), target=(),
        request=RequestSchema(input="frame", name="df", fields=()),
    )  # fmt: skip
    report = Report()
    report_copies(plan.program, classified, Trace(nodes=nodes, features=tuple(range(len(nodes)))), report)
    return list(report.diagnostics)


@pytest.mark.parametrize(
    ("training", "served"),
    [
        ('train["km"] = train["m"] / 1000', 'test["km"] = test["m"] / 1000'),
        ('train["km"] = train["m"] / 1000', 'test["km"] = test.m / 1000.0'),
        ('train["a"] = train["a"].fillna(train["a"].mean())', 'test["a"] = test["a"].fillna(train["a"].mean())'),
        ('train["a"] = train["a"].fillna(train["a"].mean())', 'test["a"] = test["a"].fillna(test["a"].mean())'),
        ('m = train["a"].mean()\ntrain["a"] = train["a"] - m', 'test["a"] = test["a"] - train["a"].mean()'),
        ('codes = {"x": 1}\ntrain["c"] = train["c"].map(codes)', 'test["c"] = test["c"].map({"x": 1})'),
        ('le = LabelEncoder()\ntrain["c"] = le.fit_transform(train["c"])', 'test["c"] = le.transform(test["c"])'),
        ("train = scaler.fit_transform(train)", "test = scaler.transform(test)"),
        ('train = train.drop(columns=["y", "id"])', 'test = test.drop(columns=["id"])'),
        ("train = train.dropna()\ntrain = train.sample(frac=1)", "test = test.fillna(0)"),
        ('train["km"] = train["m"] / 1000', 'test["fare"] = test["fare"].fillna(10)\ntest["km"] = test["m"] / 1000'),
        ('train = train[train["y"] < 9]\ntrain["b"] = train["a"] + 1', 'test["b"] = test["a"] + 1'),
        ('train["b"] = train["a"] + 1', 'test = test.assign(b=test["a"] + 1)'),
        (
            'for c in ["a", "b"]:\n    train[c] = train[c].clip(low, high)',
            'for c in ["a", "b"]:\n    test[c] = test[c].clip(low, high)',
        ),
        ('train.loc[train["a"] > 9, "a"] = 9', 'test.loc[test["a"] > 9, "a"] = 9'),
        ('train.index = range(9)\ntrain["b"] = train["a"] + 1', 'test.columns = list("ay")\ntest["b"] = test["a"] + 1'),
    ],
)
def test_report_copies_says_nothing_of_copies_that_agree(training: str, served: str) -> None:
    """Twins that compute the same in other words, and work that one side alone needs, are no findings."""
    assert [d.message for d in found(training, served)] == []


@pytest.mark.parametrize(
    ("training", "served", "words"),
    [
        ('train["km"] = train["m"] / 1000', 'test["km"] = test["m"] / 100', "`100` here, `1000` for the training"),
        (
            'train["c"] = train["c"].str.lower().map({"x": 1})',
            'test["c"] = test["c"].map({"x": 1})',
            "`test['c']` here, `train['c'].str.lower()` for the training in cell 2",
        ),
        (
            'codes = {"x": 1, "y": 2}\ntrain["c"] = train["c"].map(codes)',
            'other = {"x": 1, "y": 3}\ntest["c"] = test["c"].map(other)',
            "`3` here, `2` for the training",
        ),
        (
            'edge = 5\ntrain["big"] = train["a"] > edge\nedge = 6',
            'test["big"] = test["a"] > edge',
            "`6` here, `5` for the training",
        ),
        ("train = train.fillna(0)", "test = test.fillna(-1)", "`-1` here, `0` for the training"),
        (
            'train["a"] = train["a"].clip(0, 5)\ntrain["b"] = train["a"] + 1',
            'test["b"] = test["a"] + 1',
            '`train["a"]` is computed for the training only',
        ),
        (
            'train["b"] = train["a"] + 1',
            'test["b"] = test["a"] + 1\ntest["d"] = test["b"] * 2',
            '`test["d"]` is computed for the answer only',
        ),
        ('train.loc[train["a"] > 9, "a"] = 9', 'test.loc[test["a"] > 8, "a"] = 9', "`8` here, `9` for the training"),
        ('train["b"] = train["a"] + 1', 'test["b"] = test["a"] - 1', "is not computed as"),
    ],
)
def test_report_copies_names_both_places_and_what_differs(training: str, served: str, words: str) -> None:
    """Where two twins differ, one finding has both places and the parts that are not the same."""
    (finding,) = found(training, served)

    assert finding.code == "NB216"
    assert words in finding.message
    assert {finding.span.cell_id, finding.related[0][0].cell_id} == {"train", "test"}
