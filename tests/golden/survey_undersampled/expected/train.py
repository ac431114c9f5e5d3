"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.utils import resample

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(38)
    n = 420
    survey = pd.DataFrame({
        "q1": rng.integers(1, 6, n), "q2": rng.integers(1, 6, n), "q3": rng.integers(1, 6, n), "tenure": rng.gamma(2, 3, n).round(1),
        "dept": rng.choice(["ops", "it", "hr"], n),
    })
    survey["left"] = (survey.q1 + survey.q2 - survey.tenure / 4 + rng.normal(0, 1, n) < 3.2).astype(int)
    return survey


def train(survey: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #4
    survey = pd.get_dummies(survey, columns=["dept"], dtype=int)
    survey_columns = survey.columns
    df_majority = survey[survey.left == 0]
    df_minority = survey[survey.left == 1]
    df_minority_up = resample(df_minority, replace=True, n_samples=len(df_majority), random_state=123)
    balanced = pd.concat([df_majority, df_minority_up])
    balanced = balanced.sample(frac=1, random_state=1)
    # %% notebook.py #5
    clf = LogisticRegression(max_iter=1000)
    clf.fit(balanced.drop("left", axis=1), balanced["left"])
    state = State(clf=clf, survey_columns=survey_columns)
    return state, {}
