"""`# training only` on a filter: the mark decides whether a request row that it would drop is answered."""

from __future__ import annotations

from pathlib import Path

import harness
import pytest

from nb2svc.diagnostics import RequestError

NOTEBOOK = """\
# %% [load] #load
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
rng = np.random.default_rng(3)
cars = pd.DataFrame({{"km": rng.integers(1, 500, 60) * 1000.0, "doors": rng.integers(2, 6, 60)}})
cars["price"] = 30000 - cars.km / 25 + cars.doors * 100
# %% [preprocess] #clean
{filter}
# %% [train] #fit
model = LinearRegression().fit(cars[["km", "doors"]], cars["price"])
# %% [predict] #ask
price = model.predict(cars[["km", "doors"]])
"""
FAR, NEAR = {"km": 480_000.0, "doors": 4}, {"km": 50_000.0, "doors": 4}


def built(filter_: str, folder: Path) -> harness.Outcome:
    """Return what the notebook with this filter is built to."""
    outcome = harness.build(NOTEBOOK.format(filter=filter_), folder)
    assert outcome.service is not None, outcome.rendered()
    return outcome


@pytest.mark.parametrize(
    "marked",
    [
        'cars = cars[cars["km"] < 400_000]  # training only',
        '# outliers, Training only\ncars = cars[cars["km"] < 400_000]',
        'cars = cars.query("km < 400000")  # training only',
        "cars.drop(cars[cars.km >= 400_000].index, inplace=True)  # training only",
    ],
)
def test_row_that_a_marked_filter_would_drop_is_answered(marked: str, tmp_path: Path) -> None:
    """The model is fitted without such rows; a request for one gets the model's answer, and no finding is left."""
    outcome = built(marked, tmp_path)
    near, far = outcome.service.predict([NEAR, FAR])

    assert near["price"] == pytest.approx(30000 - 50_000 / 25 + 400)
    assert far["price"] == pytest.approx(30000 - 480_000 / 25 + 400)
    assert not outcome.diagnostics


def test_row_that_an_unmarked_filter_drops_is_an_error_of_its_own(tmp_path: Path) -> None:
    """Without the mark the build warns of the filter, and a row that it drops is told so; others have their answers."""
    outcome = built('cars = cars[cars["km"] < 400_000]  # outliers', tmp_path)

    assert [d.code for d in outcome.diagnostics] == ["NB501"]
    assert outcome.service.predict([NEAR])[0]["price"] == pytest.approx(30000 - 50_000 / 25 + 400)
    with pytest.raises(RequestError, match="row 1: the notebook's code drops this row"):
        outcome.service.predict([NEAR, FAR])
