"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(hire: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of hire, one output row per input row.

    hire needs the columns when, temp, humidity, weather, holiday.
    """
    # %% notebook.py #p
    hire = hire.reset_index(drop=True)
    hire["month"] = hire["when"].dt.month
    hire["weekday"] = hire["when"].dt.weekday
    hire = pd.concat([hire, pd.get_dummies(hire["weather"], prefix="w").reindex(columns=state.hire_columns, fill_value=False)], axis=1)
    hire["temp"] = (hire["temp"] - state.temp_mean) / state.temp_std
    hire = hire.drop(["weather", "count", "when"], axis=1, errors="ignore")
    # %% notebook.py #s
    test = hire
    X_test = test.drop("target", axis=1, errors="ignore")
    return X_test
