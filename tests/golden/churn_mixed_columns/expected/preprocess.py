"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import NUM, ratio
from .state import State


def preprocess(df: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of df, one output row per input row.

    df needs the columns tenure, charge, age, plan, region.
    A value may be missing in age.
    """
    # %% notebook.py #e6f2
    df["age"] = df["age"].fillna(state.age_median)     # a few birthdays are missing
    df["per_month"] = ratio(df["charge"], df["tenure"])
    # %% notebook.py #e6f3
    # the id says nothing
    X = pd.get_dummies(df.drop(["churn", "customer_id"], axis=1, errors="ignore"), columns=["plan", "region"])
    X = X.reindex(columns=state.X_columns, fill_value=False)
    # %% notebook.py #f713
    X_test = X
    # %% notebook.py #f714
    X_test[NUM] = state.scaler.transform(X_test[NUM])
    return X_test
