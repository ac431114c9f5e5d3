"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(leases: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of leases, one output row per input row.

    leases needs the columns town, kind, months.
    """
    # %% notebook.py #code
    for col in ["town", "kind"]:
    	leases[col] = state.le[col].transform(leases[col])	# one encoder for all
    X = leases.drop(columns="ends", errors="ignore")
    return X
