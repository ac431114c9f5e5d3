"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from scipy import stats
from scipy.stats import zscore
from sklearn.linear_model import Ridge
from sklearn.preprocessing import minmax_scale, scale

from .library import features
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #lots
    rng = np.random.default_rng(33)
    n = 190
    lots = pd.DataFrame({
        "estimate": rng.lognormal(7, 0.8, n).round(0),
        "width": rng.normal(60, 18, n).round(1),
        "height": rng.normal(75, 20, n).round(1),
        "bidders": rng.integers(1, 25, n).astype(float),
        "year": rng.integers(1850, 2010, n),
    })
    lots.loc[rng.random(n) < 0.06, "width"] = np.nan
    lots["hammer"] = (lots.estimate * rng.uniform(0.6, 1.6, n) + 40 * lots.bidders).round(0)
    return lots


def train(lots: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #scores
    estimate_lambda_result = stats.boxcox(lots["estimate"])
    estimate_lambda = estimate_lambda_result[1]
    lots["estimate"], lam = estimate_lambda_result      # far too skewed
    bidders_lambda_result = stats.yeojohnson(lots["bidders"])
    bidders_lambda = bidders_lambda_result[1]
    lots["bidders"] = bidders_lambda_result[0]
    width_z_mean = lots["width"].mean()
    width_z_std = lots["width"].std(ddof=0)
    lots["width_z"] = zscore(lots["width"], nan_policy="omit")
    lots["width_z"] = lots["width_z"].fillna(0)
    lots_mean = {}
    lots_std = {}
    for col in ["height", "bidders"]:
        lots_mean[col] = lots[col].mean()
        lots_std[col] = lots[col].std(ddof=1)
        lots[col + "_z"] = (stats.zscore(lots[col], ddof=1))
    age_min = (2024 - lots["year"]).min()
    age_range = (2024 - lots["year"]).max() - (2024 - lots["year"]).min()
    lots["age"] = minmax_scale(2024 - lots["year"])
    # throw out the monsters
    z_mean = lots[["height", "estimate"]].mean()
    z_std = lots[["height", "estimate"]].std(ddof=0)
    z = np.abs(stats.zscore(lots[["height", "estimate"]]))
    keep = (z < 2.6).all(axis=1)
    lots = lots[keep]  # training only

    lots_mean_2 = lots[["height_z", "bidders_z"]].mean()
    lots_std_2 = lots[["height_z", "bidders_z"]].std(ddof=0)
    lots[["height_z", "bidders_z"]] = lots[["height_z", "bidders_z"]].apply(zscore)
    X_mean = lots[features].values.mean(axis=0)
    X_std = lots[features].values.std(axis=0, ddof=0)
    X = scale(lots[features].values)
    y = np.log(lots["hammer"])
    # %% notebook.py #ridge
    model = Ridge(alpha=0.5)
    model.fit(X, y)
    # %% notebook.py #r2
    r2 = model.score(X, y)
    state = State(
        X_mean=X_mean,
        X_std=X_std,
        age_min=age_min,
        age_range=age_range,
        bidders_lambda=bidders_lambda,
        estimate_lambda=estimate_lambda,
        lots_mean=lots_mean,
        lots_mean_2=lots_mean_2,
        lots_std=lots_std,
        lots_std_2=lots_std_2,
        model=model,
        width_z_mean=width_z_mean,
        width_z_std=width_z_std,
        z_mean=z_mean,
        z_std=z_std,
    )
    return state, {"r2": r2}
