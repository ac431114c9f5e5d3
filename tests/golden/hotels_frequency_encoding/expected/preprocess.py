"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_known
from .state import State


def preprocess(hotels: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of hotels, one output row per input row.

    hotels needs the columns country, agent, lead_time, adr, meal.
    A value may be missing in agent.
    """
    # %% notebook.py #clean
    df = hotels.copy()
    # agents are labels, not numbers
    df["agent"] = df["agent"].fillna(0).astype(int).astype(str)
    df["country_grp"] = np.where(df["country"].isin(state.top), df["country"], "other")
    df["country_freq"] = df["country"].map(state.country_value_counts)
    df["agent_n"] = only_known(df["agent"], state.counts.index).map(state.counts)
    df["adr_vs_meal"] = df["adr"] - df["meal"].map(state.adr_vs_meal_median_by_meal)
    df["lead_time"] = df["lead_time"].clip(upper=state.q3 + 1.5 * (state.q3 - state.q1))
    # %% notebook.py #dummies
    cat = pd.get_dummies(only_known(df[["country_grp", "meal"]], state.cat_known))
    cat = cat.reindex(columns=state.cat_columns, fill_value=False)
    X = pd.concat([df[["lead_time", "country_freq", "agent_n", "adr_vs_meal"]], cat], axis=1)
    # %% notebook.py #model
    X_test = X
    return X_test
