"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return years (int), dept (text), level (int), years2 (int), log_pred (float), pred (float): one value for each row of test."""
    # %% notebook.py #q
    test = test.copy()
    test["log_pred"] = state.results.predict(test)
    test["pred"] = np.exp(test["log_pred"]).round(0)
    return {"years": test["years"], "dept": test["dept"], "level": test["level"], "years2": test["years2"], "log_pred": test["log_pred"], "pred": test["pred"]}
