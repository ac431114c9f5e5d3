"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

__all__ = ["KilnRegressor", "USE_LOG", "compress", "to_kelvin"]


# %% notebook.py #setup
try:
    from fastkilns import KilnRegressor
except ImportError:
    from sklearn.ensemble import GradientBoostingRegressor as KilnRegressor


# %% notebook.py #setup
try:
    import fastkilns
    def to_kelvin(celsius):
        return fastkilns.kelvin(celsius)
except ImportError:
    print("fastkilns is not installed, using the slow version")
    def to_kelvin(celsius):
        """Celsius to kelvin."""
        return celsius + 273.15


# %% notebook.py #setup
USE_LOG = True


# %% notebook.py #setup
if USE_LOG:
    def compress(values):
        return np.log1p(values)
    class Span:
        low, high = 0.0, 12.0
        def clip(self, values):
            return values.clip(self.low, self.high)
else:
    def compress(values):
        return values
