"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .library import features
from .state import State


def preprocess(readings: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of readings, one output row per input row.

    readings needs the columns temp, vibration, pressure, rpm, line.
    """
    # %% notebook.py #prep
    # a zero is a sensor that was off
    readings[features] = readings[features].replace(0, state.readings_mean)
    # outliers
    for c in ["temp", "vibration"]:
        readings[c] = np.where(readings[c] > state.hi[c], state.hi[c], np.where(readings[c] < state.lo[c], state.lo[c], readings[c]))
    readings["temp_z"] = readings["temp"].apply(lambda v: (v - state.temp_mean) / state.temp_std)
    readings["vib_rel"] = [v / state.vibration_max for v in readings["vibration"]]
    readings["hot"], readings["fast"] = readings["temp"] > state.temp_mean_2, readings["rpm"] > state.rpm_median
    scaled = readings[["pressure", "rpm"]].apply(lambda col: (col - state.scaled_min[col.name]) / (state.scaled_max[col.name] - state.scaled_min[col.name]))
    readings["line_wear"] = readings["line"].map(state.vibration_mean)
    g = readings.groupby("line")["pressure"]
    readings["p_line"] = (readings["pressure"] - g.transform(lambda group: state.p_line_mean_by_group.get(group.name, float('nan')))) / g.transform(lambda group: state.p_line_std_by_group.get(group.name, float('nan')))
    # %% notebook.py #join
    X = pd.concat([scaled, readings[["temp_z", "vib_rel", "hot", "fast", "line_wear", "p_line"]]], axis=1)
    X = X.astype(float)
    X = (X - state.X_min) / (state.X_max - state.X_min)
    return X
