"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(41)
    n = 180
    tyres = pd.DataFrame(
        {
            "profile_mm": rng.uniform(3, 9, n).round(1),
            "load_kg": rng.integers(300, 900, n),
            "km_year": rng.gamma(4, 4000, n).round(-2),
            "season": rng.choice(["summer", "winter", "all"], n),
        }
    )
    tyres["months"] = (
        9 * tyres["profile_mm"] - tyres["km_year"] / 1500 - tyres["load_kg"] / 90 + rng.normal(0, 2, n)
    ).round(1)
    return tyres


def train(tyres: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #helpers
    scale_km_top = tyres["km_year"].max()
    scale_km_low = tyres["km_year"].min()
    # Kilometer auf 0..1; die Grenzen stehen beim ersten Lauf fest
    def scale_km(km, top=scale_km_top, low=scale_km_low):
        """Between 0 and 1."""
        return (km - low) / (top - low)

    load_scale_mean = tyres.load_kg.mean()
    load_scale_std = tyres["load_kg"].std()
    class LoadScale:
        """z-scores, by hand."""

        mean = load_scale_mean
        std = load_scale_std
        limit = 3

        def __call__(self, kg):
            z = (kg - self.mean) / self.std
            return z.clip(-self.limit, self.limit)

    is_worn_q = tyres["profile_mm"].quantile(0.25)
    is_worn = lambda mm, q=is_worn_q: int(mm < q)

    wear_typical = tyres.groupby("season")["km_year"].median().to_dict()
    def wear(row, *, typical=wear_typical):
        return row["km_year"] / typical[row["season"]]
    # %% notebook.py #features
    tyres["km_scaled"] = tyres["km_year"].apply(scale_km)
    tyres["load_z"] = LoadScale()(tyres["load_kg"])
    tyres["worn"] = tyres["profile_mm"].map(is_worn)
    tyres["wear"] = tyres.apply(wear, axis=1)
    profile_mm_mean = tyres["profile_mm"].mean()
    tyres["rest"] = tyres["profile_mm"].apply(lambda mm, mid=profile_mm_mean: mm - mid)
    # the same function twice, for two limits
    limit = tyres["load_kg"].quantile(0.9)
    frozen_limit = copy.deepcopy(limit)
    def above(kg):
        return (kg > limit) * 1

    tyres["heavy"] = above(tyres["load_kg"])
    limit = tyres["load_kg"].quantile(0.5)
    tyres["rather_heavy"] = above(tyres["load_kg"])

    X = tyres[["km_scaled", "load_z", "worn", "wear", "rest", "heavy", "rather_heavy"]]
    y = tyres["months"]
    # %% notebook.py #train
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=7)
    forest = RandomForestRegressor(n_estimators=25, max_depth=6, random_state=0)
    forest.fit(X_train, y_train)
    # %% notebook.py #predict
    months_left = forest.predict(X_test)
    # %% notebook.py #evaluate
    mae = mean_absolute_error(y_test, months_left)
    state = State(
        forest=forest,
        is_worn_q=is_worn_q,
        limit=frozen_limit,
        limit_2=limit,
        load_scale_mean=load_scale_mean,
        load_scale_std=load_scale_std,
        profile_mm_mean=profile_mm_mean,
        scale_km_low=scale_km_low,
        scale_km_top=scale_km_top,
        wear_typical=wear_typical,
    )
    return state, {"mae": mae}
