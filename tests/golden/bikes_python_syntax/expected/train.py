"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import contextlib
import io

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #bikes
    rng = np.random.default_rng(11)
    n = 280
    bikes = pd.DataFrame({"temp": rng.normal(16, 7, n).round(1), "humidity": rng.uniform(20, 100, n).round(0), "wind": rng.gamma(2, 4, n).round(1),
                          "season": rng.choice(["spring", "summer", "autumn", "winter"], n), "holiday": rng.choice([True, False], n, p=[.1, .9])})
    bikes["busy"] = ((bikes["temp"] > 14) & (bikes["humidity"] < 80) ^ (rng.random(n) < .08)).astype(int)
    bikes.loc[5::31, "wind"] = np.nan
    return bikes


def train(bikes: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prep
    first, *others = ["temp", "humidity", "wind"]
    lo, hi = bikes[first].quantile([.05, .95])
    bikes["mild"] = ((lo < bikes["temp"]) & (bikes["temp"] < hi)).astype(int)
    if (share := bikes["wind"].isna().mean()) > 0.01:
        wind_median = bikes["wind"].median()
        bikes["wind"] = bikes["wind"].fillna(wind_median)
    mode = "std"
    match mode:
        case "std":
            centre, spread = bikes["temp"].mean(), bikes["temp"].std()
        case "minmax":
            centre, spread = bikes["temp"].min(), bikes["temp"].max() - bikes["temp"].min()
        case _:
            raise ValueError(mode)
    bikes["temp_z"] = (bikes["temp"] - centre) \
        / spread
    codes: dict[str, int] = {s: i for i, s in enumerate(sorted(bikes["season"].unique()))}
    encode = lambda s, codes=codes, *, default=-1: codes.get(s, default)
    bikes["season_code"] = bikes["season"].map(encode)
    bikes["holiday"] = bikes["holiday"].astype(int)
    bikes["feels"] = bikes.temp - .1 * bikes.wind
    bikes["feels"] += 2
    bikes["feels"] *= 1.5
    try:
        humidity_max = bikes["humidity"].max()
        bikes["dry"] = (100 - bikes["humidity"]) / humidity_max
    except KeyError:
        print("no humidity")
    for k in range(2):
        bikes[f"temp_pow{k}"] = bikes["temp_z"] ** (k + 2)

    with contextlib.redirect_stdout(io.StringIO()) as buffer, np.errstate(all="ignore"):
        print("hidden")
        wind_mean = bikes["wind"].mean()
        bikes["log_wind"] = np.log(bikes["wind"] + wind_mean)
    features = [c for c in bikes.columns if c not in ("busy", "season")]
    X, y = bikes[features], bikes.busy
    # %% notebook.py #fit
    clf = LogisticRegression(max_iter=2000)
    clf.fit(X, y)
    state = State(
        centre=centre,
        clf=clf,
        codes=codes,
        features=features,
        hi=hi,
        humidity_max=humidity_max,
        lo=lo,
        share=share,
        spread=spread,
        wind_mean=wind_mean,
        wind_median=wind_median,
    )
    return state, {}
