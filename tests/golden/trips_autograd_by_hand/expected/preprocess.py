"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
import torch

from .state import State


def preprocess(trips: pd.DataFrame, state: State) -> torch.Tensor:
    """Return X for the rows of trips, one output row per input row.

    trips needs the columns km, hour, rain.
    """
    # %% notebook.py #p
    trips["rush"] = trips.hour.isin([7, 8, 16, 17]).astype(float)
    X = torch.tensor(trips[["km", "rain", "rush"]].to_numpy(), dtype=torch.float32)
    return X
