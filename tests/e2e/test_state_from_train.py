"""`nb2svc build --state-from train`: what was learned from the answered rows is learned from the training rows."""

from __future__ import annotations

from pathlib import Path

import pytest

import nb2svc
from nb2svc.diagnostics import BuildError

NOTEBOOK = """\
# %% [load] #load
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
rng = np.random.default_rng(4)
train = pd.DataFrame({"km": rng.gamma(2, 4, 120)})
train["fare"] = train["km"] * 2
test = pd.DataFrame({"km": np.where(np.arange(20) % 4, 5.0, np.nan) + np.arange(20)})
# %% [preprocess] #prepare
train["km"] = train["km"].fillna(train["km"].median())
test["km"] = test["km"].fillna(test["km"].median())
# %% [train] #fit
model = LinearRegression().fit(train[["km"]], train["fare"])
# %% [predict] #ask
fare = model.predict(test[["km"]])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the notebook."""
    made = tmp_path_factory.mktemp("trips")
    (made / "trips.py").write_text(NOTEBOOK)
    return made


def test_version_answers_with_the_statistic_of_the_training_rows_and_says_so(folder: Path) -> None:
    """The answers differ from the saved notebook's in the gaps only; the version holds the notebook that gives them."""
    version = nb2svc.build(folder / "trips.py", store=folder / "services", state_from="train")

    assert all(check.passed for check in version.manifest.checks)
    told = [f["message"] for f in version.manifest.findings if f["code"] == "NB230"]
    assert "`test['km'].median()` is taken from the training rows, as `train['km'].median()`" in told
    assert any("5 of 20 answers differ" in message for message in told)
    held = (version.path / "notebook.py").read_text()
    assert 'test["km"] = test["km"].fillna(km_median_of_train)' in held
    assert (folder / "trips.py").read_text() == NOTEBOOK
    service = nb2svc.load("trips", store=folder / "services")
    (gap, known) = service.predict([{"km": None}, {"km": 10.0}])
    assert known["fare"] == pytest.approx(20)
    assert gap["fare"] == pytest.approx(2 * _median_of_training())


def test_statistic_that_the_training_has_not_stops_the_build(folder: Path) -> None:
    """Nothing is published: which value of the training it would be is not guessed."""
    text = NOTEBOOK.replace('train["km"] = train["km"].fillna(train["km"].median())\n', "")
    (folder / "other.py").write_text(text)

    with pytest.raises(BuildError) as stopped:
        nb2svc.build(folder / "other.py", store=folder / "services", state_from="train")

    assert [d.code for d in stopped.value.diagnostics if d.severity == "error"] == ["NB231"]


def _median_of_training() -> float:
    variables: dict[str, object] = {}
    load = NOTEBOOK.partition("# %% [preprocess]")[0].replace("# %% [load] #load", "")
    exec(compile(load + 'median = float(train["km"].median())', "<load>", "exec"), variables)
    median = variables["median"]
    assert isinstance(median, float)
    return median
