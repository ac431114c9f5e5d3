"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(test: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return test for the rows of test, one output row per input row.

    test needs the columns Region, Size, Storage, Competition, Promo, Kind.
    A value may be missing in Size, Competition, Promo.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    test.insert(0, "Id", 121)
    # %% notebook.py #join
    all_data = pd.concat((state.train_columns, test)).reset_index(drop=True)
    all_data.drop(["Sales"], axis=1, inplace=True)
    # %% notebook.py #missing
    all_data["Competition"] = all_data["Competition"].fillna(state.Competition_median)
    all_data["Promo"] = all_data["Promo"].fillna("None")
    all_data["Size"] = all_data["Size"].fillna(all_data["Region"].map(state.Size_median_by_Region))
    # %% notebook.py #encode
    for c in ["Promo"]:
        all_data[c] = state.lbl.transform(list(all_data[c].values))
    all_data["TotalArea"] = all_data["Size"] + all_data["Storage"]
    all_data = pd.get_dummies(all_data)
    all_data = all_data.reindex(columns=state.all_data_columns, fill_value=False)
    all_data = all_data.drop("Id", axis=1)
    # %% notebook.py #apart
    test = all_data
    return test
