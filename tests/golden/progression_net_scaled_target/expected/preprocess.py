"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
import torch

from .state import State


def preprocess(df: pd.DataFrame, state: State) -> torch.Tensor:
    """Return X_test_t for the rows of df, one output row per input row.

    df needs the columns age, sex, bmi, bp, s1, s2, s3, s4, s5, s6.
    """
    # %% notebook.py #c
    X = df.drop("target", axis=1, errors="ignore")
    X_test = X
    X_test_t = torch.tensor(state.scaler.transform(X_test), dtype=torch.float32)
    return X_test_t
