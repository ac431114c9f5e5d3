"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor

from .library import features
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(17)
    n = 240
    parks = pd.DataFrame({
        "park": rng.choice(["Elm", "Oak", "Pine", "Willow"], n),
        "season": rng.choice(["spring", "summer", "autumn"], n),
        "weather": rng.choice(["sun", "rain", "fog"], n, p=[0.5, 0.3, 0.2]),
        "temp": rng.normal(17, 6, n).round(1),
    })
    parks["visitors"] = (parks.temp * 9 + (parks.weather == "sun") * 80 + (parks.park == "Oak") * 50 + rng.normal(0, 15, n)).round()
    return parks


def train(parks: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #encode
    weather_uniques_result = pd.factorize(parks["weather"].values)
    weather_uniques = pd.Index(weather_uniques_result[1])
    codes, uniques = weather_uniques_result
    parks["weather_id"] = codes
    park_values_result = np.unique(parks["park"], return_inverse=True)
    park_values = park_values_result[0]
    names, park_id = park_values_result
    parks["park_id"] = park_id
    # one number for each pair
    place_id_number_by_park_season = parks.assign(number=parks.groupby(["park", "season"]).ngroup()).groupby(["park", "season"])['number'].first()
    parks["place_id"] = parks.groupby(["park", "season"]).ngroup()
    season_id_number_by_season = parks.assign(number=parks.groupby("season").ngroup()).groupby("season")['number'].first()
    parks["season_id"] = parks.groupby("season").ngroup()
    # %% notebook.py #features
    X, y = parks[features], parks["visitors"]
    # %% notebook.py #fit
    gbr = GradientBoostingRegressor(n_estimators=40, max_depth=3, random_state=2)
    gbr.fit(X, y)
    state = State(
        gbr=gbr,
        park_values=park_values,
        place_id_number_by_park_season=place_id_number_by_park_season,
        season_id_number_by_season=season_id_number_by_season,
        weather_uniques=weather_uniques,
    )
    return state, {}
