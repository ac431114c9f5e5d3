"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(staff: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return test for the rows of staff, one output row per input row.

    staff needs the columns years, dept, level.
    """
    # %% notebook.py #p
    staff["years2"] = staff["years"] ** 2
    test = staff
    return test
