"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    adverts_encoders: dict           # #encode, line 12: encoders of adverts[cats].apply(LabelEncoder().fit...
    agg: pd.DataFrame                # #encode, line 15
    clicked_mean: pd.Series          # #encode, line 7: adverts.groupby("device")["clicked"].mean()
    gbc: GradientBoostingClassifier  # #fit, line 3
    rare: pd.Index                   # #encode, line 9
    smooth: pd.Series                # #encode, line 5
    table: pd.DataFrame              # #encode, line 13
