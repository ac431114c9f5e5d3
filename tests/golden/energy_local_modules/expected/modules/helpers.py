"""Cleaning for the meter readings."""

import numpy as np
import pandas as pd

LIMITS = {"load": (0, 90), "temp": (-25, 40)}


class Clipper:
    """Keeps the bounds of each column."""

    made = 0

    def __init__(self, low=0.01, high=0.99):
        self.low, self.high = low, high
        Clipper.made += 1

    def fit(self, X):
        self.bounds_ = X.quantile([self.low, self.high])
        return self

    def transform(self, X):
        return X.clip(self.bounds_.iloc[0], self.bounds_.iloc[1], axis=1)


def clean(frame):
    """Put readings into their limits, in place."""
    for column, (low, high) in LIMITS.items():
        if column in frame:
            frame[column] = frame[column].clip(low, high)
    return frame


def log_columns(frame, names):
    out = frame.copy()
    for name in names:
        out[f"{name}_log"] = np.log1p(out[name].clip(lower=0))
    return pd.DataFrame(out)
