"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .library import feats
from .state import State


def predict(test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return p (float), id (int), rent_pred (float): one value for each row of test."""
    # %% notebook.py #ask
    p = np.expm1(state.reg.predict(test[feats])).round(2)
    submission = pd.DataFrame({"id": test.id, "rent_pred": p})
    return {"p": p, "id": submission["id"], "rent_pred": submission["rent_pred"]}
