"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known_entries
from .state import State


def predict(df_val: pd.DataFrame, state: State) -> dict[str, object]:
    """Return y_pred (float): one value for each row of df_val."""
    # %% notebook.py #val
    X_val = state.dv.transform(only_known_entries(df_val.to_dict(orient="records"), state.dv))
    y_pred = state.dt.predict_proba(X_val)[:, 1]
    return {"y_pred": y_pred}
