"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(df: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of df, one output row per input row.

    df needs the columns tenure, Contract, MonthlyCharges, TotalCharges.
    """
    # %% notebook.py #prep
    df = df.drop("customerID", axis=1, errors="ignore")
    df["TotalCharges"] = pd.to_numeric(df["TotalCharges"], errors="coerce")
    df["TotalCharges"] = df["TotalCharges"].fillna(state.TotalCharges_mean)
    df = pd.get_dummies(df)
    df = df.reindex(columns=[column for column in state.df_columns if column != 'Churn'], fill_value=False)
    X = df.drop("Churn", axis=1, errors="ignore")
    X_test = X
    return X_test
