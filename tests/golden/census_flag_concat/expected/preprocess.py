"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known
from .state import State


def preprocess(test_df: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return test_part for the rows of test_df, one output row per input row.

    test_df needs the columns age, workclass, education, hours.
    A value may be missing in workclass.
    """
    # %% notebook.py #3
    test_df["source"] = "test"
    full = pd.concat([state.train_df_columns, test_df], ignore_index=True)
    full["workclass"] = full["workclass"].fillna(state.workclass_mode_0)
    full["workclass"] = state.workclass_uniques.get_indexer(only_known(full["workclass"], state.workclass_uniques))
    full["education"] = full["education"].astype(state.education_dtype).cat.codes
    full["hours"] = (full["hours"] - state.hours_min) / (state.hours_max - state.hours_min)
    # %% notebook.py #4
    test_part = full.drop(["source", "income"], axis=1)
    return test_part
