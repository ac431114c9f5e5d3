"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(wine: pd.DataFrame, state: State) -> tuple[object, np.ndarray]:
    """Return wine and components for the rows of wine, one output row per input row.

    wine needs the columns acid, sugar, ash, hue, phenols, region.
    A value may be missing in sugar, ash, region.
    """
    # %% notebook.py #impute
    wine[["region"]] = state.simple_imputer.transform(wine[["region"]])
    imputed = pd.DataFrame(state.knnimputer.transform(wine[state.num]), columns=state.num)
    regions = pd.DataFrame(state.ohe.transform(wine[["region"]]), columns=state.ohe.get_feature_names_out(["region"]), index=wine.index)
    full = imputed.join(regions)
    # %% notebook.py #pca
    scaled = state.standard_scaler.transform(full)
    components = state.pca.transform(scaled)
    return wine, components
