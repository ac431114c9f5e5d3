"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from .library import features
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #rows
    rng = np.random.default_rng(11)
    n = 260
    df = pd.DataFrame({
        "PassengerId": np.arange(1, n + 1),
        "Pclass": rng.integers(1, 4, n),
        "Sex": rng.choice(["male", "female"], n, p=[0.62, 0.38]),
        "Age": rng.normal(30, 13, n).clip(1, 80).round(1),
        "Fare": rng.gamma(2.0, 18.0, n).round(2),
        "Embarked": rng.choice(["S", "C", "Q"], n, p=[0.7, 0.2, 0.1]),
    })
    df.loc[rng.random(n) < 0.2, "Age"] = np.nan
    df.loc[rng.random(n) < 0.02, "Embarked"] = np.nan
    score = 1.6 * (df.Sex == "female") - 0.7 * (df.Pclass - 2) + rng.normal(0, 0.6, n)
    df["Survived"] = (score > 0.6).astype(int)
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clean
    # fill the gaps
    df['Age'].fillna(df['Age'].median(), inplace=True)
    df.Embarked.fillna(df.Embarked.mode()[0], inplace=True)
    df["Fare"][df["Fare"] > 150] = 150

    df['FamilyName'] = 'unknown'
    df['male'] = (df['Sex'] == 'male').astype(int)
    df['age_known'] = df['Age'].notnull().astype(int)
    df['southampton'] = np.where(df['Embarked'] == 'S', 1, 0)
    X = df[features]
    y = df['Survived']
    # %% notebook.py #fit
    model = HistGradientBoostingClassifier(max_iter=25, random_state=0)
    model.fit(X, y)
    state = State(model=model)
    return state, {}
