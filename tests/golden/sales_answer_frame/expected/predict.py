"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(X: np.ndarray, state: State) -> dict[str, object]:
    """Return sold (float), stock up (bool): one value for each row of X."""
    # %% notebook.py #ask
    answer = pd.DataFrame({"sold": state.model.predict(X).round(3)})
    answer["stock up"] = answer["sold"] > 10
    return {"sold": answer["sold"], "stock up": answer["stock up"]}
