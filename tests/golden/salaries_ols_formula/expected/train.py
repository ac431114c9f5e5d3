"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #l
    rng = np.random.default_rng(6)
    n = 180
    staff = pd.DataFrame({"years": rng.integers(0, 30, n), "dept": rng.choice(["sales", "it", "hr"], n), "level": rng.integers(1, 5, n)})
    staff["salary"] = 30000 + 900 * staff.years + 4000 * staff.level + (staff.dept == "it") * 6000 + rng.normal(0, 2500, n)
    return staff


def train(staff: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    staff["years2"] = staff["years"] ** 2
    train = staff.sample(frac=0.8, random_state=1)
    test = staff.drop(train.index)
    # %% notebook.py #t
    results = smf.ols("np.log(salary) ~ years + years2 + C(dept) + C(level)", data=train).fit()
    # %% notebook.py #q
    test = test.copy()
    test["log_pred"] = results.predict(test)
    test["pred"] = np.exp(test["log_pred"]).round(0)
    # %% notebook.py #e
    mape = float((abs(test.pred - test.salary) / test.salary).mean())
    state = State(results=results)
    return state, {"mape": mape}
