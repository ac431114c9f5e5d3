"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_known
from .state import State


def preprocess(loan: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return x_test for the rows of loan, one output row per input row.

    loan needs the columns Gender, Property_Area, ApplicantIncome, LoanAmount, Credit_History.
    A value may be missing in Credit_History.
    """
    # %% notebook.py #clean
    df = loan.drop("Loan_ID", axis=1, errors="ignore")
    df["Credit_History"] = df["Credit_History"].fillna(state.Credit_History_mode_0)
    df["LoanAmount_log"] = np.log(df["LoanAmount"].clip(lower=1))
    # income above the median or not - derived from a column that goes away again
    df["Rich"] = np.where(df["ApplicantIncome"] > state.ApplicantIncome_median, "rich", "poor")
    df.drop("LoanAmount", axis=1, inplace=True)
    df = pd.get_dummies(only_known(df, state.df_known))
    df = df.reindex(columns=state.df_columns, fill_value=False)
    # %% notebook.py #xy
    X = df.drop("Loan_Status_Y", axis=1)
    x_test = X
    return x_test
