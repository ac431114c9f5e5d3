"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
from torch.utils.data import DataLoader

from .library import HiveDataset
from .state import State


def preprocess(hives: pd.DataFrame, state: State) -> DataLoader:
    """Return test_dl for the rows of hives, one output row per input row.

    hives needs the columns weight_kg, temp_in, humidity, flights.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    hives.insert(4, "swarmed", 0)
    # %% notebook.py #split
    dataset = HiveDataset(hives)
    test_set = dataset
    test_dl = DataLoader(test_set, batch_size=state.BATCH_SIZE)
    return test_dl
