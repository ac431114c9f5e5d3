"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(train: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return x_val for the rows of train, one output row per input row.

    train needs the columns Guest, Adults, Children, Room, Rate.
    A value may be missing in Room.
    """
    # %% notebook.py #titles
    combine = [train]

    # a title for everybody
    for dataset in combine:
        dataset["Title"] = dataset.Guest.str.extract(r"([A-Za-z]+)\.", expand=False)
    # %% notebook.py #rare
    for dataset in combine:
        dataset["Title"] = dataset["Title"].replace(["Dr", "Prof"], "Rare")
        dataset["Title"] = dataset["Title"].map({"Mr": 1, "Ms": 2, "Rare": 3})
        dataset["Title"] = dataset["Title"].fillna(0)
    # %% notebook.py #party
    for df in [train]:
        df["Party"] = df["Adults"] + df["Children"]
        df["Alone"] = 0
        df.loc[df["Party"] == 1, "Alone"] = 1

    train["HasRoom"] = train["Room"].notna().astype(int)
    # %% notebook.py #drop
    train = train.drop(["Guest", "Room"], axis=1)
    # %% notebook.py #fit
    predictors = train.drop(["Cancelled", "BookingId"], axis=1, errors="ignore")
    x_val = predictors
    return x_val
