"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import LabelEncoder

from .library import features
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(18)
    mails = pd.DataFrame({"subject": rng.choice(["win money now", "meeting at ten", "re: invoice", "hello"], 160), "links": rng.integers(0, 9, 160), "caps": rng.uniform(0, 1, 160).round(2)})
    mails["label"] = np.where(mails.links + 5 * mails.caps > 5, "spam", np.where(mails.links > 2, "promo", "ham"))
    return mails


def train(mails: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prep
    mails["len"] = mails["subject"].apply(len)
    le = LabelEncoder()
    mails["y"] = le.fit_transform(mails["label"])
    # %% notebook.py #fit
    nb = GaussianNB()
    nb.fit(mails[features].values, mails["y"])
    state = State(le=le, nb=nb)
    return state, {}
