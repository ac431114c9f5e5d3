"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(visits: pd.DataFrame, state: State) -> np.ndarray:
    """Return points for the rows of visits, one output row per input row.

    visits needs the columns pages, minutes, clicks, scroll.
    """
    # %% notebook.py #space
    scaled = state.standard_scaler.transform(visits)
    points = state.pca.transform(scaled)
    return points
