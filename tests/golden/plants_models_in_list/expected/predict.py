"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return y_hat (float), blend (float): one value for each row of X_test."""
    # %% notebook.py #ask
    y_hat = state.best_reg.predict(X_test)
    # blend of the linear ones
    blend = np.mean([r.predict(X_test) for r in state.regs[:3]], axis=0)
    return {"y_hat": y_hat, "blend": blend}
