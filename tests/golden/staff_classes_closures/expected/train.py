"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

from .library import Clipper, Levels, add_ratio, make_scaler, pairs
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #staff
    rng = np.random.default_rng(3)
    n = 240
    staff = pd.DataFrame({"level": rng.choice(["junior", "senior", "lead"], n), "age": rng.integers(20, 65, n), "hours": rng.normal(38, 6, n).round(1), "team": rng.choice(list("ABCD"), n)})
    staff["salary"] = (28000 + staff.level.map({"junior": 0, "senior": 12000, "lead": 26000}) + staff.age * 220 + rng.normal(0, 1500, n)).round(0)
    return staff


def train(staff: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    staff = add_ratio(staff, base=37.5)
    staff["level_code"] = [Levels.code(t) for t in staff["level"]]
    staff["lead"] = staff["level"].apply(Levels.is_lead).astype(int)
    scale_age = make_scaler(staff["age"])
    staff["age_z"] = scale_age(staff["age"])
    for a, b in pairs(["age_z", "load", "level_code"]):
        staff[f"{a}_x_{b}"] = staff[a] * staff[b]
    sizes = {team: len(part) for team, part in staff.groupby("team")}
    frozen_sizes = copy.deepcopy(sizes)
    staff["team_size"] = staff["team"].map(sizes)
    num = staff.select_dtypes("number").drop(columns="salary")
    clipper = Clipper().fit(num)
    X = clipper.transform(num)
    # %% notebook.py #fit
    tree = DecisionTreeRegressor(max_depth=5, random_state=0).fit(X, staff["salary"])
    state = State(clipper=clipper, scale_age=scale_age, sizes=frozen_sizes, tree=tree)
    return state, {}
