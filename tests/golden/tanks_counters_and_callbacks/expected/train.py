"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from functools import partial

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from .library import counter, litres, put
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #tanks
    rng = np.random.default_rng(44)
    tanks = pd.DataFrame({"ph": rng.normal(7, 0.6, 130).round(2), "litres": rng.integers(200, 900, 130), "fish": rng.integers(0, 40, 130)})
    tanks["nitrate"] = (tanks["fish"] * 90 / tanks["litres"] * 3 + (7 - tanks["ph"]) * 2 + 20 + rng.normal(0, 0.5, 130)).round(2)
    return tanks


def train(tanks: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #tools
    class Recipe:
        history = []
        def __init__(self):
            Recipe.history.append(type(self).__name__)
        def note(self, x):
            self.history.append(x)
            return self

    class Strong(Recipe):
        def __init__(self):
            super().__init__()

    def doses():
        for d in (2, 3):
            seen.append(d)
            yield d
    # %% notebook.py #steps
    tries = litres(500)
    unused = [litres(v) for v in (1, 2, 3)]
    next_id = counter()
    first = next_id()
    second = next_id()
    weight = next_id()                         # 3: the calls above count

    Strong()
    Recipe().note(7)
    seen = []
    queue = doses()
    total = sum(queue)
    added = partial(put, seen)
    added(5)
    list(map(seen.append, [1, 1]))

    tanks["volume"] = litres(tanks["litres"]) * weight
    calls = litres.calls
    tanks["dose"] = tanks["ph"] + len(seen) + calls
    history_len = len(Recipe.history)
    tanks["round"] = tanks["fish"] * history_len
    X = tanks[["volume", "dose", "round"]]
    # %% notebook.py #fit
    model = LinearRegression().fit(X, tanks["nitrate"])
    state = State(calls=calls, history_len=history_len, model=model, seen=seen, weight=weight)
    return state, {}
