"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .library import edu, num
from .state import State


def preprocess(loans: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of loans, one output row per input row.

    loans needs the columns Income, Coapplicant, LoanAmount, Education, Credit_History.
    A value may be missing in LoanAmount, Credit_History.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    loans.insert(5, "Loan_Status", "N")
    # %% notebook.py #3
    y = loans.pop("Loan_Status").map({"N": 0, "Y": 1})
    loans["Total"] = loans["Income"] + loans["Coapplicant"]
    del loans["Coapplicant"]
    # %% notebook.py #4
    X_test = loans
    # %% notebook.py #5
    X_test[num] = state.imp.transform(X_test[num])
    for part in [X_test]:
        part["Education"] = part["Education"].map(edu)
        part["Income"] = np.log(part["Income"])
    return X_test
