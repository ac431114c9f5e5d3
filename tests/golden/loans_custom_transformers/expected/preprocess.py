"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(loans: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of loans, one output row per input row.

    loans needs the columns income, amount, job, city.
    A value may be missing in income.
    """
    # %% notebook.py #early
    loans["income"] = loans["income"].fillna(state.income_median)
    loans = state.ratios.transform(loans)
    loans[["job", "city"]] = state.rare.transform(loans[["job", "city"]])
    # %% notebook.py #fit
    X = loans.drop("bad", axis=1, errors="ignore")
    return X
