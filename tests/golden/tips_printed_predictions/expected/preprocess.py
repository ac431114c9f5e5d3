"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(tips: pd.DataFrame, state: State) -> np.ndarray:
    """Return y_pred for the rows of tips, one output row per input row.

    tips needs the columns total_bill, size, day, smoker.
    """
    # %% notebook.py #clean
    for c in ["day", "smoker"]:
        tips[c] = state.le[c].transform(tips[c])
    tips["per_head"] = tips["total_bill"] / tips["size"]
    X = tips.drop("tip", axis=1, errors="ignore")
    # %% notebook.py #split
    X_test = X
    # %% notebook.py #forest
    y_pred = state.tree.predict(X_test).round(2)
    return y_pred
