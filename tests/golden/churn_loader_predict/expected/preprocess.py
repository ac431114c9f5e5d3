"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
import torch

from .library import features
from .state import State


def preprocess(customers: pd.DataFrame, state: State) -> tuple[torch.Tensor, object]:
    """Return Xt and customers for the rows of customers, one output row per input row.

    customers needs the columns tenure, monthly, contract, calls.
    A value may be missing in monthly.
    """
    # %% notebook.py #pre
    customers["monthly"] = customers["monthly"].fillna(state.monthly_median)
    X = pd.get_dummies(customers[features], columns=["contract"]).reindex(columns=state.X_columns, fill_value=False).astype("float32")
    X = (X - state.X_mean) / state.X_std
    # %% notebook.py #t
    Xt = torch.from_numpy(X.values)
    return Xt, customers
