"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(concrete: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of concrete, one output row per input row.

    concrete needs the columns cement, water, slag, age, plant.
    """
    # %% notebook.py #features
    concrete["wc"] = concrete["water"] / concrete["cement"]   # water-cement ratio, the classic
    concrete["log_age"] = np.log(concrete["age"])
    data = pd.get_dummies(concrete.drop(columns=["age"]), columns=["plant"])
    data = data.reindex(columns=[column for column in state.data_columns if column != 'strength'], fill_value=False)
    X = data.drop("strength", axis=1, errors="ignore")
    X_test = X
    return X_test
