"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(tyres: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of tyres, one output row per input row.

    tyres needs the columns profile_mm, load_kg, km_year, season.
    """
    # %% notebook.py #helpers
    scale_km_top = state.scale_km_top
    scale_km_low = state.scale_km_low
    # Kilometer auf 0..1; die Grenzen stehen beim ersten Lauf fest
    def scale_km(km, top=scale_km_top, low=scale_km_low):
        """Between 0 and 1."""
        return (km - low) / (top - low)
    # %% notebook.py #features
    tyres["km_scaled"] = tyres["km_year"].apply(scale_km)
    # %% notebook.py #helpers
    load_scale_mean = state.load_scale_mean
    load_scale_std = state.load_scale_std
    class LoadScale:
        """z-scores, by hand."""

        mean = load_scale_mean
        std = load_scale_std
        limit = 3

        def __call__(self, kg):
            z = (kg - self.mean) / self.std
            return z.clip(-self.limit, self.limit)
    # %% notebook.py #features
    tyres["load_z"] = LoadScale()(tyres["load_kg"])
    # %% notebook.py #helpers
    is_worn_q = state.is_worn_q
    is_worn = lambda mm, q=is_worn_q: int(mm < q)
    # %% notebook.py #features
    tyres["worn"] = tyres["profile_mm"].map(is_worn)
    # %% notebook.py #helpers
    wear_typical = state.wear_typical
    def wear(row, *, typical=wear_typical):
        return row["km_year"] / typical[row["season"]]
    # %% notebook.py #features
    tyres["wear"] = tyres.apply(wear, axis=1)
    tyres["rest"] = tyres["profile_mm"].apply(lambda mm, mid=state.profile_mm_mean: mm - mid)

    limit = state.limit
    def above(kg):
        return (kg > limit) * 1

    tyres["heavy"] = above(tyres["load_kg"])
    limit = state.limit_2
    tyres["rather_heavy"] = above(tyres["load_kg"])

    X = tyres[["km_scaled", "load_z", "worn", "wear", "rest", "heavy", "rather_heavy"]]
    # %% notebook.py #train
    X_test = X
    return X_test
