"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #parcels
    rng = np.random.default_rng(9)
    n = 260
    parcels = pd.DataFrame({
        "depot": rng.choice(["LEJ", "CGN", "HAM", "MUC", "BER"], n),
        "carrier": rng.choice(["dpd", "hermes", "dhl", "ups"], n),
        "zone": rng.choice([1010, 1020, 1045, 2001, 2010], n),
        "size": rng.choice(["s", "m", "l"], n),
        "kg": rng.gamma(2, 3, n).round(2),
    })
    parcels["days"] = (1 + (parcels["zone"] > 2000) * 2 + parcels["kg"] * .1 + rng.gamma(1, .3, n)).round(1)
    return parcels


def train(parcels: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #codes
    parcels["carrier"] = parcels["carrier"].str.upper()
    carriers = np.unique(parcels["carrier"].astype(object))
    parcels["carrier_code"] = np.searchsorted(carriers, parcels["carrier"].astype(object))
    depot_no = {d: i for i, d in enumerate(sorted(parcels["depot"].str.lower().unique()))}
    parcels["depot_code"] = parcels["depot"].str.lower().map(depot_no.get)
    # zones are numbers already, but there are only a few
    zones = parcels["zone"].value_counts()
    parcels["zone_rank"] = parcels["zone"].replace(dict(zip(zones.index, range(len(zones)))))
    sizes = pd.CategoricalDtype(parcels["size"].str.upper().unique())
    parcels["size_code"] = parcels["size"].str.upper().astype(sizes).cat.codes
    # %% notebook.py #lookups
    mean_kg = parcels.groupby("carrier")["kg"].mean()
    parcels["kg_of_carrier"] = mean_kg.reindex(parcels["carrier"]).to_numpy()
    heavy = (parcels["kg"] > 8).groupby(parcels["depot"]).mean().to_dict()
    parcels["heavy_share"] = [heavy.get(d) for d in parcels["depot"]]
    edges = parcels["kg"].quantile([0, .25, .5, .75, 1]).to_numpy()
    parcels["kg_band"] = pd.cut(parcels["kg"], edges, include_lowest=True, labels=False)
    # a carrier that is new counts as one that is seldom seen
    seen = parcels["carrier"].value_counts().to_dict()
    parcels["carrier_seen"] = parcels["carrier"].apply(lambda c: seen.get(c, 0))
    X = parcels.drop(columns=["days", "depot", "carrier", "size", "zone"])
    # %% notebook.py #fit
    clf = HistGradientBoostingRegressor(max_iter=20, random_state=0).fit(X, parcels["days"])
    state = State(
        carriers=carriers,
        clf=clf,
        depot_no=depot_no,
        edges=edges,
        heavy=heavy,
        mean_kg=mean_kg,
        seen=seen,
        sizes=sizes,
        zones=zones,
    )
    return state, {}
