"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(y_test: pd.Series, X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return estimates (float): one value for each row of y_test."""
    # %% notebook.py #one_by_one
    # go through the test rides one by one and see how far off we are
    estimates = []
    errors = []
    too_far = 0
    for x, actual in zip(X_test.values, y_test):
        guess = state.gbr.predict(x.reshape(1, -1))[0]
        estimates.append(round(guess, 2))
        errors.append(abs(guess - actual))
        if abs(guess - actual) > 3:
            too_far += 1
    return {"estimates": estimates}
