"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
import torch

from .library import cat_cols
from .state import State


def predict(test_df: pd.DataFrame, Xn_test: np.ndarray, state: State) -> dict[str, object]:
    """Return proba (float), pred (int): one value for each row of test_df."""
    # %% notebook.py #ask
    with torch.no_grad():
        xc = torch.tensor(test_df[cat_cols].values, dtype=torch.long).to(state.device)
        xn = torch.tensor(Xn_test, dtype=torch.float32).to(state.device)
        proba = torch.sigmoid(state.model(xc, xn)).cpu().numpy()
    pred = (proba > 0.5).astype(int)
    return {"proba": proba, "pred": pred}
