"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .library import features
from .state import State


def preprocess(df: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of df, one output row per input row.

    df needs the columns Pclass, Sex, Age, Fare, Embarked.
    A value may be missing in Age, Embarked.
    """
    # %% notebook.py #clean
    df['male'] = (df['Sex'] == 'male').astype(int)
    df['age_known'] = df['Age'].notnull().astype(int)
    df['southampton'] = np.where(df['Embarked'] == 'S', 1, 0)
    X = df[features]
    return X
