"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import Ridge


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    X_max: pd.Series            # #join, line 3: X.max()
    X_min: pd.Series            # #join, line 3: X.min()
    hi: dict[object, float]     # #prep, line 5
    lo: dict[object, float]     # #prep, line 5
    m: Ridge                    # #fit, line 2
    p_line_mean_by_group: dict  # #prep, line 14: table of g.transform("mean")
    p_line_std_by_group: dict   # #prep, line 14: table of g.transform("std")
    readings_mean: pd.Series    # #prep, line 3: readings[features].mean()
    rpm_median: float           # #prep, line 10: readings["rpm"].median()
    scaled_max: dict            # #prep, line 11: column_1 of readings[["pressure", "rpm"]].apply(la...
    scaled_min: dict            # #prep, line 11: column_0 of readings[["pressure", "rpm"]].apply(la...
    temp_mean: float            # #prep, line 8: readings["temp"].mean()
    temp_mean_2: float          # #prep, line 10: readings["temp"].mean()
    temp_std: float             # #prep, line 8: readings["temp"].std()
    vibration_max: float        # #prep, line 9: readings["vibration"].max()
    vibration_mean: pd.Series   # #prep, line 12: readings.groupby("line")["vibration"].mean()
