"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import features
from .state import State


def preprocess(train: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of train, one output row per input row.

    train needs the columns Neighborhood, Zone, LotFrontage, GarageArea, KitchenQual, OverallQual, YearBuilt.
    A value may be missing in LotFrontage, GarageArea, KitchenQual.
    """
    # %% notebook.py #fill
    # LotFrontage is much the same within a neighborhood
    train["LotFrontage"] = train["LotFrontage"].fillna(train["Neighborhood"].map(state.LotFrontage_median_by_Neighborhood))
    train["GarageArea"] = train["GarageArea"].fillna(train[["Neighborhood", "Zone"]].join(state.GarageArea_mean_by_Neighborhood_Zone, on=["Neighborhood", "Zone"])["GarageArea"])
    train["KitchenQual"] = train["KitchenQual"].fillna(state.KitchenQual_mode_0)
    train = train.drop(columns=state.empty, errors="ignore")
    train["QualityOfArea"] = train["Neighborhood"].map(state.QualityOfArea_mean_by_Neighborhood)
    train["Age"] = 2010 - train["YearBuilt"]
    # %% notebook.py #features
    train["KitchenQual"] = train["KitchenQual"].map({"TA": 1, "Gd": 2, "Ex": 3})
    train["Neighborhood"] = train["Neighborhood"].astype(state.Neighborhood_dtype).cat.codes
    X = train[features]
    return X
