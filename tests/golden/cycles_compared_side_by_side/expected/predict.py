"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return temp (float), humidity (float), windspeed (float), workingday (int), weather (int), windy (int), pred (float): one value for each row of X_test."""
    # %% notebook.py #side_by_side
    comparison = pd.concat(
        [
            X_test.reset_index(drop=True),
            pd.DataFrame(state.lr.predict(X_test), columns=["pred"]),
        ],
        axis=1,
    )
    comparison["pred"] = comparison["pred"].clip(lower=0).round()
    return {"temp": comparison["temp"], "humidity": comparison["humidity"], "windspeed": comparison["windspeed"], "workingday": comparison["workingday"], "weather": comparison["weather"], "windy": comparison["windy"], "pred": comparison["pred"]}
