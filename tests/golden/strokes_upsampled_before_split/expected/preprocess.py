"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(df: pd.DataFrame, state: State) -> np.ndarray:
    """Return X_test for the rows of df, one output row per input row.

    df needs the columns age, bmi, glucose, smokes.
    A value may be missing in bmi.
    """
    # %% notebook.py #clean
    df["bmi"] = df["bmi"].fillna(state.bmi_median)
    df = pd.get_dummies(df, columns=["smokes"])
    df = df.reindex(columns=[column for column in state.df_columns if column != 'stroke'], fill_value=False)
    # %% notebook.py #upsample
    df_upsampled = df.copy()
    # %% notebook.py #split
    X = df_upsampled.drop("stroke", axis=1, errors="ignore")
    X_test = X
    return X_test
