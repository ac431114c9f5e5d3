# %% [load]
import numpy as np
import pandas as pd

readings = pd.DataFrame({"x": np.random.default_rng(0).normal(size=400)})

# %% [predict]
y = readings["x"]
