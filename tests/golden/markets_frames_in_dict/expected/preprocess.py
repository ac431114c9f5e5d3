"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_known
from .state import State


def preprocess(stalls: pd.DataFrame, state: State) -> dict:
    """Return data for the rows of stalls, one output row per input row.

    stalls needs the columns area, market, years.
    A value may be missing in years.
    """
    # %% notebook.py #p
    train = stalls.copy()
    test = stalls.copy()
    data = {"train": train, "test": test}
    data["train"] = data["train"].fillna({"years": state.years_median})
    data["test"] = data["test"].fillna({"years": state.years_median_2})
    for name, frame in data.items():
        frame["log_area"] = np.log(frame["area"])
        frame["is_new"] = (frame["years"] < 2).astype(int)
    for part in data:
        data[part] = pd.get_dummies(only_known(data[part], state.data_known[part]), columns=["market"], dtype=int).reindex(columns=[column for column in state.data_columns[part] if column != 'rent'], fill_value=0)
    return data
