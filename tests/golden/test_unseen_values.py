"""A value that training never saw, where the service only knows those that it saw: an error that names it."""

from __future__ import annotations

from pathlib import Path

import harness
import pytest

from nb2svc.diagnostics import RowError

NOTEBOOK = """\
# %% [load] #load
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
rng = np.random.default_rng(3)
flats = pd.DataFrame({{"area": rng.integers(20, 120, 200), "street": [f"street {{i % 60}}" for i in range(200)]}})
flats["rent"] = flats.area * 9 + rng.normal(0, 20, 200)
# %% [preprocess] #clean
{encoding}
# %% [train] #fit
model = LinearRegression().fit(X, flats["rent"])
# %% [predict] #ask
rent = model.predict(X)
"""
ENCODINGS = {
    "dummies": 'X = pd.get_dummies(flats[["area", "street"]], columns=["street"])',
    "dummies without the first": 'X = pd.get_dummies(flats[["area", "street"]], drop_first=True, dtype=int)',
    "codes": 'flats["s"] = flats["street"].astype("category").cat.codes\nX = flats[["area", "s"]]',
    "factorized": 'flats["s"], _ = pd.factorize(flats["street"])\nX = flats[["area", "s"]]',
    "mean of its group": 'flats["m"] = flats.groupby("street")["area"].transform("mean")\nX = flats[["area", "m"]]',
    "mean of groups in a name": 'groups = flats.groupby("street")\nflats["m"] = groups["area"].transform("mean")\n'
    'X = flats[["area", "m"]]',
    "mean by a key apart": 'flats["m"] = flats["area"].groupby(flats["street"]).transform("mean")\n'
    'X = flats[["area", "m"]]',
    "mean of its group, put in gaps": 'flats["m"] = flats.groupby("street")["area"].transform("mean").fillna(0)\n'
    'X = flats[["area", "m"]]',
}


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
def test_value_that_no_encoding_knows_is_refused_by_name(encoding: str, tmp_path: Path) -> None:
    """Zeros everywhere, number -1 or no mean would be an answer about something else; the other rows are answered."""
    outcome = harness.build(NOTEBOOK.format(encoding=encoding), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    known, unknown = outcome.service.predict_each(
        [{"area": 50, "street": "street 7"}, {"area": 50, "street": "no such street"}]
    )

    assert set(known) == {"rent"}
    assert isinstance(unknown, RowError)
    assert (unknown.field, unknown.type) == ("street", "unknown-category")
    assert "no such street" in unknown.message


def test_value_that_the_notebook_itself_sorts_out_is_answered(tmp_path: Path) -> None:
    """Where the notebook says what becomes of a value that it does not know, that is what becomes of it."""
    encoding = 'flats["n"] = flats["street"].map(flats["street"].value_counts()).fillna(0)\nX = flats[["area", "n"]]'
    outcome = harness.build(NOTEBOOK.format(encoding=encoding), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    (answer,) = outcome.service.predict([{"area": 50, "street": "no such street"}])

    assert set(answer) == {"rent"}
