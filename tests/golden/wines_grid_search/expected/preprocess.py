"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(data: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return test for the rows of data, one output row per input row.

    data needs the columns alcohol, malic_acid, ash, alcalinity_of_ash, magnesium, total_phenols, flavanoids,
    nonflavanoid_phenols, proanthocyanins, color_intensity, hue, od280/od315_of_diluted_wines, proline.
    """
    # %% notebook.py #search
    test = data
    return test
