"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(df: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return test for the rows of df, one output row per input row.

    df needs the columns school, age, absences, internet, studytime.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    df.insert(5, "passed", "yes")
    # %% notebook.py #helpers
    # mapping strings to numeric values:
    def numerical_data():
        df["school"] = df["school"].map({"GP": 0, "MS": 1})
        df["internet"] = df["internet"].map({"no": 0, "yes": 1})
        df["passed"] = df["passed"].map({"no": 0, "yes": 1})
        # reorder dataframe columns :
        col = df["passed"]
        del df["passed"]
        df["passed"] = col
    # %% notebook.py #numbers
    numerical_data()
    # %% notebook.py #scale
    for i in df:
        col = df[i]
        if state.value[i]:
            col = (col - state.mean[i]) / state.Max[i]
            df[i] = col
        elif state.value_2[i]:
            col = (col - state.col)
            col /= state.col_2
            df[i] = col
    # %% notebook.py #split
    test = df
    test = test.reset_index()     # keeps the old labels in a column
    return test
