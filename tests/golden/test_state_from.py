"""`--state-from train`: statistics of the answered rows are those of the training rows, where the notebook has them."""

from __future__ import annotations

from pathlib import Path

import harness
import pytest

from nb2svc.compiler.mend import apply_fixes
from nb2svc.compiler.passes.take_from_train import Taken, take_from_train

NOTEBOOK = """\
# %% #imports
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler
# %% [load] #load
rng = np.random.default_rng(4)
def table(n, more):
    d = pd.DataFrame({{"km": rng.gamma(2, 4, n) + more, "age": rng.normal(40, 9, n).round() + more}})
    d["wait"] = rng.gamma(2, 2, n).round(1)
    d["town"] = rng.choice(["Ulm", "Bonn"], n)
    return d.mask(rng.random(d.shape) < .1)
train, test = table(200, 0), table(60, 5)
train, test = train[train["km"].notna() & train["town"].notna()], test[test["km"].notna() & test["town"].notna()]
train = train.reset_index(drop=True)
test = test.reset_index(drop=True)
train["fare"] = train["km"] * 2 + rng.normal(0, 1, len(train))
# %% [preprocess] #prepare
{preparation}
# %% [train] #fit
columns = ["km", "age", "wait"]
model = LinearRegression().fit(train[columns].fillna(0), train["fare"])
# %% [predict] #ask
fare = model.predict(test[columns].fillna(0))
"""
MEDIANS = """\
train["age"] = train["age"].fillna(train["age"].median())
test["age"] = test["age"].fillna(test["age"].median())"""
LOOPS = """\
for c in ["age", "wait"]:
    train[c] = train[c].fillna(train[c].mean())
for c in ["age", "wait"]:
    test[c] = test[c].fillna(test[c].mean())"""
ONE_LOOP = """\
for c in ["age", "wait"]:
    train[c] = train[c].fillna(train[c].mean())  # as they are
    test[c] = test[c].fillna(test[c].mean())"""
SCALER = """\
scaler = StandardScaler()
train[["km", "age"]] = scaler.fit_transform(train[["km", "age"]])
test[["km", "age"]] = scaler.fit_transform(test[["km", "age"]])"""
NAMELESS = """\
train[["km", "age"]] = StandardScaler().fit_transform(train[["km", "age"]])
test[["km", "age"]] = StandardScaler().fit_transform(test[["km", "age"]])"""
BY_HAND = """\
train["km"] = (train["km"] - train["km"].mean()) / train["km"].std()
test["km"] = (test["km"] - test["km"].mean()) / test["km"].std()"""

TAKEN = {
    "a median": (
        MEDIANS,
        """\
age_median_of_train = train["age"].median()
train["age"] = train["age"].fillna(age_median_of_train)
test["age"] = test["age"].fillna(age_median_of_train)""",
    ),
    "means of a loop each": (
        LOOPS,
        """\
c_mean_of_train = {}
for c in ["age", "wait"]:
    c_mean_of_train[c] = train[c].mean()
    train[c] = train[c].fillna(c_mean_of_train[c])
for c in ["age", "wait"]:
    test[c] = test[c].fillna(c_mean_of_train[c])""",
    ),
    "means of one loop": (
        ONE_LOOP,
        """\
for c in ["age", "wait"]:
    c_mean_of_train = train[c].mean()
    train[c] = train[c].fillna(c_mean_of_train)  # as they are
    test[c] = test[c].fillna(c_mean_of_train)""",
    ),
    "a scaler fitted again": (
        SCALER,
        """\
scaler = StandardScaler()
train[["km", "age"]] = scaler.fit_transform(train[["km", "age"]])
test[["km", "age"]] = scaler.transform(test[["km", "age"]])""",
    ),
    "a scaler without a name": (
        NAMELESS,
        """\
standard_scaler_of_train = StandardScaler()
train[["km", "age"]] = standard_scaler_of_train.fit_transform(train[["km", "age"]])
test[["km", "age"]] = standard_scaler_of_train.transform(test[["km", "age"]])""",
    ),
    "mean and deviation": (
        BY_HAND,
        """\
km_mean_of_train = train["km"].mean()
km_std_of_train = train["km"].std()
train["km"] = (train["km"] - km_mean_of_train) / km_std_of_train
test["km"] = (test["km"] - km_mean_of_train) / km_std_of_train""",
    ),
}


def taken_from(outcome: harness.Outcome) -> Taken:
    """Return what takes the statistics of a notebook from its training rows."""
    assert outcome.planned is not None
    assert outcome.classified is not None, outcome.rendered()
    return take_from_train(outcome.planned.program, outcome.planned.code, outcome.classified)


@pytest.mark.parametrize(("preparation", "changed"), TAKEN.values(), ids=TAKEN)
def test_statistic_is_taken_from_the_statement_that_does_the_same_to_the_training_rows(
    preparation: str, changed: str, tmp_path: Path
) -> None:
    """The notebook is changed as a person would change it, and its service answers what the changed notebook does."""
    for folder in ("saved", "changed"):
        (tmp_path / folder).mkdir()
    outcome = harness.build(NOTEBOOK.format(preparation=preparation), tmp_path / "saved")

    taken = taken_from(outcome)
    text = apply_fixes(NOTEBOOK.format(preparation=preparation), taken.fixes, "notebook.py")

    assert not taken.missing
    assert {d.code for d in taken.notes} == {"NB230"}
    assert text == NOTEBOOK.format(preparation=changed)
    again = harness.build(text, tmp_path / "changed")
    assert again.service is not None, again.rendered()
    assert not any(d.code in {"NB216", "NB217"} for d in again.diagnostics), again.rendered()
    golden = again.results.golden if again.results is not None else {}
    assert again.service.predict(golden["rows"]) == [pytest.approx(answer) for answer in golden["answers"]]
    assert golden["answers"] != (outcome.results.golden["answers"] if outcome.results is not None else [])


NOT_TAKEN = {
    "nothing of the training": 'test["age"] = test["age"].fillna(test["age"].median())',
    "another statistic": 'train["age"] = train["age"].fillna(train["age"].mean())\n'
    'test["age"] = test["age"].fillna(test["age"].median())',
    "afterwards": 'test["age"] = test["age"].fillna(test["age"].median())\n'
    'train["age"] = train["age"].fillna(train["age"].median())',
    "twice": 'train["age"] = train["age"].fillna(train["age"].median())\n'
    'train["age"] = train["age"].clip(20, 60)\ntrain["age"] = train["age"].fillna(train["age"].median())\n'
    'test["age"] = test["age"].fillna(test["age"].median())',
    "a loop over both": "for d in [train, test]:\n    d['age'] = d['age'].fillna(d['age'].median())",
    "one for each group": 'train["age"] = train["age"].fillna(train.groupby("town")["age"].transform("mean"))\n'
    'test["age"] = test["age"].fillna(test.groupby("town")["age"].transform("mean"))',
    "fitted to something else in between": "scaler = StandardScaler()\n"
    'train[["km"]] = scaler.fit_transform(train[["km"]])\n'
    'train[["age"]] = scaler.fit_transform(train[["age"]])\n'
    'test[["km"]] = scaler.fit_transform(test[["km"]])',
}


@pytest.mark.parametrize("preparation", NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_statistic_that_the_training_has_not_is_refused(preparation: str, tmp_path: Path) -> None:
    """Which value of the training it would be is not guessed: a finding names what is missing and what to write."""
    outcome = harness.build(NOTEBOOK.format(preparation=preparation), tmp_path)

    taken = taken_from(outcome)

    assert [d.code for d in taken.missing] == ["NB231"]
    assert taken.missing[0].frame
    assert "train" in taken.missing[0].hint
    assert any(d.code == "NB217" for d in outcome.diagnostics), outcome.rendered()
