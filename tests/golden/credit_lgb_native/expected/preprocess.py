"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(loans: pd.DataFrame, state: State) -> object:
    """Return loans for the rows of loans, one output row per input row.

    loans needs the columns income, amount, term, purpose, late.
    """
    # %% notebook.py #p
    loans["ratio"] = loans["amount"] / loans["income"]
    loans["purpose"] = loans["purpose"].astype(state.purpose_dtype)
    return loans
