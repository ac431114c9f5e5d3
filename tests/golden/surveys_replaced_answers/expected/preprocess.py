"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known
from .state import State


def preprocess(survey: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of survey, one output row per input row.

    survey needs the columns satisfied, visits, shop, since.
    """
    # %% notebook.py #prepare
    # yes/no answers become numbers, then dummies for what is left
    survey["satisfied"] = survey["satisfied"].replace({"yes": 1, "no": 0})
    seconds = pd.to_datetime(survey["since"]).astype("int64") // 10**9
    survey["years"] = (pd.Timestamp("2024-01-01").timestamp() - seconds) / (365 * 24 * 3600)
    X = pd.get_dummies(only_known(survey.drop(columns=["returns", "since"], errors="ignore"), state.X_known))
    X = X.reindex(columns=state.X_columns, fill_value=False)
    return X
