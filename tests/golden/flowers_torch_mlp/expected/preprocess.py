"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
import torch

from .state import State


def preprocess(iris: pd.DataFrame, state: State) -> torch.Tensor:
    """Return X for the rows of iris, one output row per input row.

    iris needs the columns sepal length (cm), sepal width (cm), petal length (cm), petal width (cm).
    """
    # %% notebook.py #tensors
    values = iris.drop(columns="target", errors="ignore").to_numpy(dtype="float32")
    X = torch.from_numpy((values - state.mean) / state.std)
    return X
