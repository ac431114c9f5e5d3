"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #l
    rng = np.random.default_rng(3)
    fields = pd.DataFrame({"rain": rng.uniform(200, 900, 120).round(), "nitrogen": rng.uniform(0, 90, 120).round(1)})
    fields["tonnes"] = 0.004 * fields.rain + 0.03 * fields.nitrogen + rng.normal(0, 0.2, 120)
    return fields


def train(fields: pd.DataFrame, *, per_acre: float = 2.471, offset: int = 3) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    frozen_per_acre = per_acre
    X = fields[["rain", "nitrogen"]] * frozen_per_acre
    offset_float = float(offset)
    X = X + offset_float
    frozen_offset = offset + 1
    X["sum"] = X.sum(axis=1) - (frozen_offset)
    per_acre_2 = per_acre
    X["acre"] = per_acre_2
    # %% notebook.py #t
    model = LinearRegression().fit(X, fields["tonnes"])
    state = State(
        model=model,
        offset=frozen_offset,
        offset_float=offset_float,
        per_acre=frozen_per_acre,
        per_acre_2=per_acre_2,
    )
    return state, {}
