"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import asyncio

import numpy as np
import pandas as pd


# %% notebook.py #helpers
async def fetch(n):
    await asyncio.sleep(0)
    rng = np.random.default_rng(n)
    return pd.DataFrame({"pages": rng.integers(50, 900, n), "year": rng.integers(1950, 2020, n)})
