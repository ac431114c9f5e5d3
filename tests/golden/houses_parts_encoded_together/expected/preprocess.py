"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_known
from .state import State


def preprocess(df: pd.DataFrame, state: State) -> tuple[pd.Series, pd.DataFrame]:
    """Return test_id and X_test for the rows of df, one output row per input row.

    df needs the columns Id, Zone, Qual, Area, Garage.
    A value may be missing in Garage.
    """
    # %% notebook.py #split
    test = df[df["Id"] > 180].drop("SalePrice", axis=1, errors="ignore")
    test_id = test["Id"]
    test.drop("Id", axis=1, inplace=True)
    # %% notebook.py #together
    all_data = pd.concat((state.train_columns, test)).reset_index(drop=True)
    all_data["Garage"] = all_data["Garage"].fillna("None")
    all_data["Qual2"] = all_data["Qual"] ** 2
    if abs(state.skew) > 0.1:
        all_data["Area"] = np.log1p(all_data["Area"])
    all_data = pd.get_dummies(only_known(all_data, state.all_data_known))
    all_data = all_data.reindex(columns=state.all_data_columns, fill_value=False)
    X_test = all_data
    return test_id, X_test
