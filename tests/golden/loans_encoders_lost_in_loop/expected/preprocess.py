"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import cat
from .state import State


def preprocess(data: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return x_test for the rows of data, one output row per input row.

    data needs the columns Gender, Education, Area, Income, Loan.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    data.insert(5, "Loan_Status", "Y")
    # %% notebook.py #enc
    for col in cat:
        data[col] = state.le[col].transform(data[col])
    data["Income"] = state.scaler.transform(data[["Income"]])
    data["Loan"] = state.scaler_2.transform(data[["Loan"]])
    # %% notebook.py #split
    X = data[["Gender", "Education", "Area", "Income", "Loan"]]
    x_test = X
    return x_test
