# %% [load]
import numpy as np
import pandas as pd

readings = pd.DataFrame({"x": np.random.default_rng(0).normal(size=20)})

# %% [predict]
# about 50 ms of computing for each row, so that nothing is won by asking for several at once
def measure(x):
    return float(np.cos(np.linspace(0, x, 4_000_000)).mean())

y = readings["x"].map(measure)
