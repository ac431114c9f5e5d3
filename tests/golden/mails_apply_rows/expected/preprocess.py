"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(mails: pd.DataFrame, state: State) -> object:
    """Return mails for the rows of mails, one output row per input row.

    mails needs the columns subject, links, caps.
    """
    # %% notebook.py #prep
    mails["len"] = mails["subject"].apply(len)
    return mails
