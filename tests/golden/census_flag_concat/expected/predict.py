"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(test_part: pd.DataFrame, state: State) -> dict[str, object]:
    """Return rich (int): one value for each row of test_part."""
    # %% notebook.py #6
    rich = state.rf.predict(test_part)
    return {"rich": rich}
