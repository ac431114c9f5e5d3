"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import RandomForestRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    GarageArea_mean_by_Neighborhood_Zone: pd.Series  # #fill, line 3: table of train.groupby(["Neighborhood", "Zone"])["...
    KitchenQual_mode_0: str                          # #fill, line 4: train["KitchenQual"].mode()[0]
    LotFrontage_median_by_Neighborhood: pd.Series    # #fill, line 2: table_0 of train.groupby("Neighborhood")["LotFront...
    Neighborhood_dtype: pd.CategoricalDtype          # #features, line 2: dtype of train["Neighborhood"].astype("category")
    QualityOfArea_mean_by_Neighborhood: pd.Series    # #fill, line 8: table of train.groupby("Neighborhood")["OverallQua...
    empty: pd.Index                                  # #fill, line 6
    rf: RandomForestRegressor                        # #fit, line 3
