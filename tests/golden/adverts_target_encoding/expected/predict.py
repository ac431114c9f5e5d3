"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import cols
from .state import State


def predict(adverts: pd.DataFrame, state: State) -> dict[str, object]:
    """Return p (float): one value for each row of adverts."""
    # %% notebook.py #ask
    adverts["p"] = state.gbc.predict_proba(adverts[cols])[:, 1]
    return {"p": adverts["p"]}
