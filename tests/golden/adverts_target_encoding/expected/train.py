"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.preprocessing import LabelEncoder

from .library import cats, cols
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #raw
    rng = np.random.default_rng(2)
    n = 400
    adverts = pd.DataFrame({
        "site": rng.choice(["news", "mail", "shop", "blog", "wiki"], n, p=[.4, .3, .2, .07, .03]),
        "device": rng.choice(["phone", "tablet", "desktop", None], n, p=[.5, .2, .25, .05]),
        "hour": rng.integers(0, 24, n),
        "bid": rng.gamma(2, .5, n).round(3),
    })
    adverts["clicked"] = (rng.random(n) < .2 + .2 * (adverts.site == "shop")).astype(int)
    return adverts


def train(adverts: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #encode
    adverts["device"] = adverts["device"].fillna("unknown")
    # target encoding with smoothing
    prior = adverts["clicked"].mean()
    stats = adverts.groupby("site")["clicked"].agg(["mean", "count"])
    smooth = (stats["mean"] * stats["count"] + prior * 20) / (stats["count"] + 20)
    adverts["site_te"] = adverts["site"].map(smooth)
    clicked_mean = adverts.groupby("device")["clicked"].mean()
    adverts["device_te"] = adverts["device"].map(clicked_mean)
    rare = adverts["site"].value_counts()
    rare = rare[rare < 20].index
    adverts["site2"] = adverts["site"].replace(rare, "other")
    adverts_encoders = {name: LabelEncoder().fit(adverts[cats][name]) for name in adverts[cats]}
    adverts[cats] = adverts[cats].apply(LabelEncoder().fit_transform)
    table = pd.crosstab(adverts["site"], adverts["hour"] // 12, normalize="index")
    adverts["morning"] = adverts["site"].map(table[0])
    agg = adverts.groupby("device_te", as_index=False)["bid"].median().rename(columns={"bid": "bid_typical"})
    adverts = adverts.merge(agg, on="device_te", how="left")
    # %% notebook.py #fit
    gbc = GradientBoostingClassifier(n_estimators=10, random_state=4).fit(adverts[cols], adverts["clicked"])
    state = State(
        adverts_encoders=adverts_encoders,
        agg=agg,
        clicked_mean=clicked_mean,
        gbc=gbc,
        rare=rare,
        smooth=smooth,
        table=table,
    )
    return state, {}
