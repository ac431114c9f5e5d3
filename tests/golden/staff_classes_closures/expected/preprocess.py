"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import Levels, add_ratio, pairs
from .state import State


def preprocess(staff: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of staff, one output row per input row.

    staff needs the columns level, age, hours, team.
    """
    # %% notebook.py #p
    staff = add_ratio(staff, base=37.5)
    staff["level_code"] = [Levels.code(t) for t in staff["level"]]
    staff["lead"] = staff["level"].apply(Levels.is_lead).astype(int)
    staff["age_z"] = state.scale_age(staff["age"])
    for a, b in pairs(["age_z", "load", "level_code"]):
        staff[f"{a}_x_{b}"] = staff[a] * staff[b]
    staff["team_size"] = staff["team"].map(state.sizes)
    num = staff.select_dtypes("number").drop(columns="salary", errors="ignore")
    X = state.clipper.transform(num)
    return X
