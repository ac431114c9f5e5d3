"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(visits: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of visits, one output row per input row.

    visits needs the columns age, bmi, pressure, smoker.
    A value may be missing in age.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    visits.insert(4, "risk", 0)
    # %% notebook.py #4
    visits = visits[visits["smoker"] != "?"]
    visits = visits.dropna(subset=["age", "risk"])
    visits = visits.reset_index(drop=True)
    visits["smoker"] = (visits["smoker"] == "yes").astype(int)
    visits["obese"] = np.where(visits["bmi"] >= 30, 1, 0)
    visits["pressure_z"] = (visits["pressure"] - state.pressure_mean) / state.pressure_std
    visits = visits.drop(columns=["pressure", "patient"], errors="ignore")
    # %% notebook.py #5
    X = visits.loc[:, state.value]
    return X
