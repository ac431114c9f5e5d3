"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
import torch
from torch.utils.data import DataLoader, TensorDataset

from .state import State


def preprocess(water: pd.DataFrame, state: State) -> DataLoader:
    """Return test_loader for the rows of water, one output row per input row.

    water needs the columns ph, Hardness, Sulfate, Turbidity.
    A value may be missing in Sulfate.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    water.insert(4, "Potability", "unsafe")
    # %% notebook.py #prep
    water["Sulfate"] = water["Sulfate"].fillna(state.Sulfate_mean)
    y = state.le.transform(water["Potability"])
    X = water.drop(["Potability"], axis=1)
    X_test = X
    y_test = y
    X_test_s = state.scaler.transform(X_test)
    test_ds = TensorDataset(torch.tensor(X_test_s, dtype=torch.float32), torch.tensor(y_test, dtype=torch.long))
    test_loader = DataLoader(test_ds, batch_size=64, shuffle=False)
    return test_loader
