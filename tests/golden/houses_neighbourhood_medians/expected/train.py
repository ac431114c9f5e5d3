"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

from .library import features
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(21)
    train = pd.DataFrame({
        "Id": np.arange(1, 261),
        "Neighborhood": rng.choice(["NAmes", "CollgCr", "OldTown", "Edwards"], 260),
        "Zone": rng.choice(["RL", "RM"], 260),
        "LotFrontage": np.where(rng.random(260) < 0.2, np.nan, rng.normal(70, 20, 260).round()),
        "GarageArea": np.where(rng.random(260) < 0.1, np.nan, rng.normal(480, 200, 260).round()),
        "KitchenQual": rng.choice(["TA", "Gd", "Ex", None], 260, p=[.5, .35, .1, .05]),
        "OverallQual": rng.integers(1, 10, 260),
        "YearBuilt": rng.integers(1900, 2010, 260),
        "PoolQC": np.where(rng.random(260) < 0.97, None, "Gd"),
    })
    train["SalePrice"] = (train.OverallQual * 25_000 + train.YearBuilt * 30 + rng.normal(0, 9000, 260)).round()
    return train


def train(train: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #fill
    # LotFrontage is much the same within a neighborhood
    LotFrontage_median_by_Neighborhood = train.groupby("Neighborhood")["LotFrontage"].agg('median')
    train["LotFrontage"] = train.groupby("Neighborhood")["LotFrontage"].transform(lambda x: x.fillna(x.median()))
    GarageArea_mean_by_Neighborhood_Zone = train.groupby(["Neighborhood", "Zone"])["GarageArea"].agg("mean")
    train["GarageArea"] = train["GarageArea"].fillna(train.groupby(["Neighborhood", "Zone"])["GarageArea"].transform("mean"))
    KitchenQual_mode_0 = train["KitchenQual"].mode()[0]
    train["KitchenQual"] = train["KitchenQual"].fillna(KitchenQual_mode_0)
    # columns that are nearly empty
    empty = train.columns[train.isnull().mean() > 0.5]
    train = train.drop(columns=empty)
    QualityOfArea_mean_by_Neighborhood = train.groupby("Neighborhood")["OverallQual"].agg("mean")
    train["QualityOfArea"] = train.groupby("Neighborhood")["OverallQual"].transform("mean")
    train["Age"] = 2010 - train["YearBuilt"]
    # %% notebook.py #features
    train["KitchenQual"] = train["KitchenQual"].map({"TA": 1, "Gd": 2, "Ex": 3})
    Neighborhood_dtype_result = train["Neighborhood"].astype("category")
    Neighborhood_dtype = Neighborhood_dtype_result.dtype
    train["Neighborhood"] = Neighborhood_dtype_result.cat.codes
    X = train[features]
    y = np.log1p(train["SalePrice"])
    # %% notebook.py #fit
    rf = RandomForestRegressor(n_estimators=12, random_state=3)
    rf.fit(X, y)
    state = State(
        GarageArea_mean_by_Neighborhood_Zone=GarageArea_mean_by_Neighborhood_Zone,
        KitchenQual_mode_0=KitchenQual_mode_0,
        LotFrontage_median_by_Neighborhood=LotFrontage_median_by_Neighborhood,
        Neighborhood_dtype=Neighborhood_dtype,
        QualityOfArea_mean_by_Neighborhood=QualityOfArea_mean_by_Neighborhood,
        empty=empty,
        rf=rf,
    )
    return state, {}
