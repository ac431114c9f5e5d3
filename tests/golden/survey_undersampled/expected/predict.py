"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(survey: pd.DataFrame, state: State) -> dict[str, object]:
    """Return leaves (int): one value for each row of survey."""
    # %% notebook.py #6
    leaves = state.clf.predict(survey.drop("left", axis=1, errors="ignore"))
    return {"leaves": leaves}
