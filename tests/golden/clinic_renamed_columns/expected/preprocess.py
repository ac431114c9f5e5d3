"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import ward_names
from .state import State


def preprocess(visits: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return df_val for the rows of visits, one output row per input row.

    visits needs the columns  Patient Age, Blood Pressure , Smoker?, Days In Ward, Ward.
    """
    # %% notebook.py #names
    # nobody wants to type these
    visits.rename(columns=state.columns_names, inplace=True)
    # %% notebook.py #wards
    visits.ward = visits.ward.map(ward_names)
    # %% notebook.py #short
    visits.rename(columns=state.columns_names_2, inplace=True)
    visits["senior"] = (visits["age"] > 65).astype(int)
    # %% notebook.py #split
    df_val = visits
    return df_val
