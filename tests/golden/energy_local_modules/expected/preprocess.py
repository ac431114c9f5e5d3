"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known
from .library import num
from .modules import utils
from .modules.helpers import clean
from .modules.utils import features as uf
from .state import State


def preprocess(meters: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of meters, one output row per input row.

    meters needs the columns hour, weekday, load, temp.
    """
    # %% notebook.py #p
    df = clean(meters.copy())
    df = uf.add_all(df)
    df["late"] = df["hour"].apply(lambda h: utils.calendar_parts.part_of_day(h) == "evening").astype(int)
    df = pd.get_dummies(only_known(df, state.df_known), columns=["part"])
    df = df.reindex(columns=[column for column in state.df_columns if column != 'next_load'], fill_value=False)
    df[num] = state.clipper.transform(df[num])
    X = df.drop(columns=["next_load"], errors="ignore")
    return X
