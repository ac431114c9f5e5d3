"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #l
    rng = np.random.default_rng(13)
    stalls = pd.DataFrame({"area": rng.gamma(3, 6, 240).round(1), "market": rng.choice(["north", "south", "harbour"], 240), "years": rng.integers(0, 30, 240).astype(float)})
    stalls.loc[::9, "years"] = np.nan
    stalls["rent"] = (40 + 9 * stalls.area + 25 * (stalls.market == "harbour") + rng.normal(0, 8, 240)).round(0)
    return stalls


def train(stalls: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    train, test = train_test_split(stalls, test_size=0.25, random_state=3)
    data = {"train": train, "test": test}
    years_median = data["train"]["years"].median()
    data["train"] = data["train"].fillna({"years": years_median})
    years_median_2 = data["train"]["years"].median()
    data["test"] = data["test"].fillna({"years": years_median_2})
    for name, frame in data.items():
        print(name, frame.shape, frame.isna().sum().sum())
        frame["log_area"] = np.log(frame["area"])
        frame["is_new"] = (frame["years"] < 2).astype(int)
    data_columns = {}
    data_known = {}
    for part in data:
        data_known[part] = seen_values(data[part], ["market"])
        data[part] = pd.get_dummies(data[part], columns=["market"], dtype=int)
        data_columns[part] = data[part].columns
    features = [c for c in data["train"].columns if c != "rent"]
    # %% notebook.py #t
    forest = RandomForestRegressor(n_estimators=25, random_state=0)
    forest.fit(data["train"][features], data["train"]["rent"])
    state = State(
        data_columns=data_columns,
        data_known=data_known,
        features=features,
        forest=forest,
        years_median=years_median,
        years_median_2=years_median_2,
    )
    return state, {}
