"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .library import grades
from .state import State


def preprocess(loans: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of loans, one output row per input row.

    loans needs the columns income, debt, years, grade.
    A value may be missing in income.
    """
    # %% notebook.py #p
    loans.income = loans.income.fillna(state.income_mean)
    loans.debt = loans.debt.clip(upper=state.debt_quantile_0_95)
    loans["ratio"] = ratio = loans.debt / loans.income
    loans.years += 1
    loans.ratio *= 100
    loans["tenure"] = loans.years / state.a
    loans.grade = loans.grade.map(grades)
    loans["risky"] = np.where(loans.ratio > state.ratio_mean, 1, 0)
    loans["rel"] = (loans["ratio"] - state.mu) / state.top
    X = loans[state.feats]
    return X
