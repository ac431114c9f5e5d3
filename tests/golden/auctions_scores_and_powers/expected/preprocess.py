"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from scipy import stats

from .library import features
from .state import State


def preprocess(lots: pd.DataFrame, state: State) -> np.ndarray:
    """Return X for the rows of lots, one output row per input row.

    lots needs the columns estimate, width, height, bidders, year.
    A value may be missing in width.
    """
    # %% notebook.py #scores
    lots["estimate"], lam = (stats.boxcox(lots["estimate"], state.estimate_lambda), state.estimate_lambda)      # far too skewed
    lots["bidders"] = stats.yeojohnson(lots["bidders"], state.bidders_lambda)
    lots["width_z"] = ((lots["width"] - state.width_z_mean) / state.width_z_std).to_numpy()
    lots["width_z"] = lots["width_z"].fillna(0)
    for col in ["height", "bidders"]:
        lots[col + "_z"] = (((lots[col] - state.lots_mean[col]) / state.lots_std[col]).to_numpy())
    lots["age"] = (((2024 - lots["year"]) - state.age_min) / state.age_range).to_numpy()

    # throw out the monsters
    z = np.abs(((lots[["height", "estimate"]] - state.z_mean) / state.z_std).to_numpy())
    keep = (z < 2.6).all(axis=1)

    lots[["height_z", "bidders_z"]] = (lots[["height_z", "bidders_z"]] - state.lots_mean_2) / state.lots_std_2
    X = (lots[features].values - state.X_mean) / state.X_std
    return X
