"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
import statsmodels.api as sm
from sklearn.model_selection import train_test_split

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #l
    rng = np.random.default_rng(30)
    n = 240
    policies = pd.DataFrame({"age": rng.integers(18, 80, n), "power": rng.integers(40, 250, n), "urban": rng.integers(0, 2, n), "exposure": rng.uniform(0.2, 1, n).round(2)})
    policies["claims"] = rng.poisson(policies.exposure * np.exp(-2 + 0.01 * policies.power / 2 + 0.4 * policies.urban))
    return policies


def train(policies: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    policies["young"] = (policies.age < 25).astype(int)
    X = sm.add_constant(policies[["age", "power", "urban", "young"]])
    X_train, X_test, y_train, y_test, e_train, e_test = train_test_split(X, policies["claims"], policies["exposure"], test_size=0.3, random_state=9)
    # %% notebook.py #t
    glm = sm.GLM(y_train, X_train, family=sm.families.Poisson(), offset=np.log(e_train))
    res = glm.fit()
    # %% notebook.py #q
    expected_claims = res.predict(X_test, offset=np.log(e_test))
    # %% notebook.py #e
    gini = float(np.corrcoef(expected_claims, y_test)[0, 1])
    state = State(res=res)
    return state, {"gini": gini}
