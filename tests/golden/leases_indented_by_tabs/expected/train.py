"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeClassifier

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(21)
    leases = pd.DataFrame({
    	"town": rng.choice(["Ulm", "Kiel", "Bonn"], 150),
    	"kind": rng.choice(["flat", "shop"], 150),
    	"months": rng.integers(1, 60, 150),
    })
    leases["ends"] = (leases["months"] + 9 * (leases["kind"] == "shop") > 33).astype(int)
    return leases


def train(leases: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #code
    le = LabelEncoder()
    frozen_le = {}
    for col in ["town", "kind"]:
    	if leases[col].isna().any():
    		print("gaps in", col)
    	leases[col] = le.fit_transform(leases[col])
    	frozen_le[col] = copy.deepcopy(le)	# one encoder for all
    X, y = leases.drop(columns="ends"), leases["ends"]
    # %% notebook.py #fit
    tree = DecisionTreeClassifier(max_depth=4, random_state=0).fit(X, y)
    state = State(le=frozen_le, tree=tree)
    return state, {}
