"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .modules import dates
from .state import State


def preprocess(boilers: pd.DataFrame, state: State) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return boilers and X for the rows of boilers, one output row per input row.

    boilers needs the columns built, kw, service.
    """
    # %% notebook.py #features
    boilers = dates.add_age(boilers)
    boilers["serviced"] = boilers["service"].map({"yearly": 1, "never": 0})
    X = boilers[["kw", "age", "is_old", "serviced"]]
    return boilers, X
