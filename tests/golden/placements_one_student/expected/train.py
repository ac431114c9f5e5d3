"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #read
    rng = np.random.default_rng(9)
    cgpa = rng.uniform(4.5, 9.6, 200).round(2)
    df = pd.DataFrame({"cgpa": cgpa, "iq": rng.normal(105, 12, 200).round(), "package": (0.57 * cgpa - 0.9 + rng.normal(0, 0.3, 200)).round(2)})
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #xy
    X = df.iloc[:,0:2]
    y = df.iloc[:,-1]
    # %% notebook.py #split
    X_train,X_test,y_train,y_test = train_test_split(X,y,test_size=0.2,random_state=2)
    # %% notebook.py #fit
    lr = LinearRegression()
    lr.fit(X_train.values,y_train)
    state = State(lr=lr)
    return state, {}
