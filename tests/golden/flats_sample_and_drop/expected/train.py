"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

from .library import target
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(55)
    n = 280
    flats = pd.DataFrame({
        "m2": rng.normal(70, 25, n).clip(15).round(), "rooms": rng.integers(1, 6, n), "floor": rng.integers(0, 12, n),
        "district": rng.choice(["Mitte", "Nord", "Süd"], n), "built": rng.integers(1900, 2023, n),
    }, index=[f"f{i:04d}" for i in range(n)])
    flats["rent"] = (flats.m2 * 13 + (flats.district == "Mitte") * 250 + rng.normal(0, 60, n)).round()
    return flats


def train(flats: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #4
    flats["age"] = 2023 - flats["built"]
    district_dtype_result = flats["district"].astype("category")
    district_dtype = district_dtype_result.dtype
    flats["district"] = district_dtype_result.cat.codes
    flats.drop(columns="built", inplace=True)
    # %% notebook.py #5
    train = flats.sample(frac=0.8, random_state=200)
    test = flats.drop(train.index)
    predictors = [x for x in train.columns if x != target]
    tree = DecisionTreeRegressor(max_depth=5, random_state=0)
    tree.fit(train[predictors], train[target])
    # %% notebook.py #6
    rent_hat = tree.predict(test[predictors])
    # %% notebook.py #7
    rmse = float(np.sqrt(((rent_hat - test[target]) ** 2).mean()))
    state = State(district_dtype=district_dtype, predictors=predictors, tree=tree)
    return state, {"rmse": rmse}
