"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
import torch

from .state import State


def preprocess(data: pd.DataFrame, state: State) -> tuple[torch.Tensor, object]:
    """Return X_all and data for the rows of data, one output row per input row.

    data needs the columns h00, h01, h02, h03, h04, h05, h06, h07, h08, h09, h10, h11.
    """
    # %% notebook.py #3
    windows = data[state.feature_cols].values.astype(np.float32)
    windows = (windows - state.mu) / state.sigma
    X_all = torch.tensor(windows).unsqueeze(-1)      # (rows, steps, 1)
    return X_all, data
