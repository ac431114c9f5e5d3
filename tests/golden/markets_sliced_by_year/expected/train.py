"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(17)
    years = np.repeat(pd.to_datetime(["2001", "2002", "2003", "2004", "2005"]), 60)
    df = pd.DataFrame({"Lag1": rng.normal(0, 1.1, 300), "Lag2": rng.normal(0, 1.1, 300), "Volume": rng.gamma(9, 0.15, 300)}, index=pd.Index(years, name="Year")).round(3)
    df["Direction"] = np.where(0.7 * df.Lag1 - 0.4 * df.Lag2 + rng.normal(0, 0.8, 300) > 0, "Up", "Down")
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #lda
    X_train = df[:'2004'][['Lag1','Lag2']]
    y_train = df[:'2004']['Direction']

    X_test = df['2005':][['Lag1','Lag2']]
    y_test = df['2005':]['Direction']
    # %% notebook.py #qda
    qda = QuadraticDiscriminantAnalysis()
    qda_fit = qda.fit(X_train, y_train)
    pred = qda_fit.predict(X_test)
    # %% notebook.py #matrix
    accuracy = (pred == y_test).mean()
    state = State(qda_fit=qda_fit)
    return state, {"accuracy": accuracy}
