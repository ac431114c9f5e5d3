"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(insurance: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of insurance, one output row per input row.

    insurance needs the columns age, bmi, children, smoker.
    """
    # %% notebook.py #encode
    # encode every text column
    data = insurance.copy()

    # smoker matters most
    data['is_smoker'] = (insurance['smoker'] == 'yes').astype(int)
    X = data[['age', 'bmi', 'children', 'is_smoker']]
    # %% notebook.py #fit
    X_test = X
    return X_test
