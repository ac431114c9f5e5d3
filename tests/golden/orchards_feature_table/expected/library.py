"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np


# %% notebook.py #features
make = {
    "dry": lambda d: (d["rain"] < 520).astype(int),
    "slender": lambda d: d["height"] / np.sqrt(d["age"]),
    "prime": lambda d: d["age"].between(8, 18).astype(int),
}


# %% notebook.py #features
scales = {"root": np.sqrt, "square": lambda v: v ** 2}


# %% notebook.py #features
# words -> a small number
def health(text):
    score = 0
    for word in text.split(";"):
        score += {"healthy": 2, "pruned": 1, "sick": -2}.get(word.strip(), 0)
    return score
