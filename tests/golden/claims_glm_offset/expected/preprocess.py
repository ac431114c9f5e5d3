"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
import statsmodels.api as sm

from .state import State


def preprocess(policies: pd.DataFrame, state: State) -> tuple[pd.DataFrame, pd.Series]:
    """Return X_test and e_test for the rows of policies, one output row per input row.

    policies needs the columns age, power, urban, exposure.
    """
    # %% notebook.py #p
    policies["young"] = (policies.age < 25).astype(int)
    X = sm.add_constant(policies[["age", "power", "urban", "young"]], has_constant='add')
    X_test = X
    e_test = policies["exposure"]
    return X_test, e_test
