"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #data
    np.random.seed(4)
    n = 260
    loan = pd.DataFrame({
        "Loan_ID": [f"LP{1000 + i}" for i in range(n)],
        "Gender": np.random.choice(["Male", "Female"], n, p=[0.7, 0.3]),
        "Property_Area": np.random.choice(["Rural", "Semiurban", "Urban"], n),
        "ApplicantIncome": np.random.gamma(4, 1200, n).round(),
        "LoanAmount": np.random.normal(140, 45, n).round(),
        "Credit_History": np.random.choice([1.0, 0.0, np.nan], n, p=[0.75, 0.17, 0.08]),
    })
    good = (loan["Credit_History"].fillna(1) * 2 + loan["ApplicantIncome"] / 9000 + np.random.normal(0, 0.6, n)) > 1.9
    loan["Loan_Status"] = np.where(good, "Y", "N")
    return loan


def train(loan: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clean
    df = loan.drop("Loan_ID", axis=1)
    Credit_History_mode_0 = df["Credit_History"].mode()[0]
    df["Credit_History"] = df["Credit_History"].fillna(Credit_History_mode_0)
    df["LoanAmount_log"] = np.log(df["LoanAmount"].clip(lower=1))
    # income above the median or not - derived from a column that goes away again
    ApplicantIncome_median = df["ApplicantIncome"].median()
    df["Rich"] = np.where(df["ApplicantIncome"] > ApplicantIncome_median, "rich", "poor")
    df.drop("LoanAmount", axis=1, inplace=True)
    df_known = seen_values(df)
    df = pd.get_dummies(df, drop_first=True)
    df_columns = df.columns
    # %% notebook.py #xy
    X = df.drop("Loan_Status_Y", axis=1)
    y = df["Loan_Status_Y"]
    x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=3)
    # %% notebook.py #fit
    rf = RandomForestClassifier(n_estimators=25, max_depth=5, random_state=0)
    rf.fit(x_train, y_train)
    # %% notebook.py #score
    acc = accuracy_score(y_test, rf.predict(x_test))
    state = State(
        ApplicantIncome_median=ApplicantIncome_median,
        Credit_History_mode_0=Credit_History_mode_0,
        df_columns=df_columns,
        df_known=df_known,
        rf=rf,
    )
    return state, {"acc": acc}
