"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(Xv: np.ndarray, state: State) -> dict[str, object]:
    """Return preds (float), SalePrice (float): one value for each row of Xv."""
    # %% notebook.py #sub
    preds = np.expm1(state.xgb.predict(Xv))
    output = pd.DataFrame(data={"SalePrice": preds.round(0)})
    return {"preds": preds, "SalePrice": output["SalePrice"]}
