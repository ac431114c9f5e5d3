"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from datetime import datetime

import pandas as pd

from .library import months_since
from .state import State


def preprocess(members: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of members, one output row per input row.

    members needs the columns born, joined, plan, visits.
    """
    # %% notebook.py #ages
    # everything is counted from the day of the run
    members["age"] = state.this_year - members["born"].dt.year
    members["months"] = members["joined"].apply(lambda day: months_since(day, state.now))
    members["senior"] = members["born"].apply(lambda day: datetime.now().year - day.year >= 60)
    members["per_month"] = members["visits"] / (members["months"] + 1)
    X = pd.get_dummies(members.drop(columns=["born", "joined", "left"], errors="ignore"), columns=["plan"])
    X = X.reindex(columns=state.X_columns, fill_value=False)
    return X
