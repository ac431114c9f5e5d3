# %% [load]
import time

import numpy as np
import pandas as pd

readings = pd.DataFrame({"x": np.random.default_rng(0).normal(size=60)})

# %% [predict]
def measure(frame):
    time.sleep(0.05)
    return frame["x"] * 2

y = measure(readings)
