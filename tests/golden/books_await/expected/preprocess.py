"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(books: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of books, one output row per input row.

    books needs the columns pages, year.
    """
    # %% notebook.py #p
    books["old"] = (books["year"] < state.year_median).astype(int)
    X = books[["pages", "old"]]
    return X
