# shares the variables of the notebook: %run -i ratios.py
pumps["head"] = pumps["pressure"] / pumps["flow"]
FEATURES = FEATURES + ["head"]
