# %% #imports
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

# %% [load] #load
rng = np.random.default_rng(8)
kettles = pd.DataFrame({"litres": rng.uniform(0.5, 3, 90).round(2), "watts": rng.integers(800, 3000, 90)})
kettles["seconds"] = (kettles.litres * 310000 / kettles.watts + rng.normal(0, 5, 90)).round()

# %% [preprocess] #scaling
typical_watts = kettles["watts"].mean()

class Power:
    """How strong a kettle is, compared with all others."""

    def of(self, watts):
        return watts / typical_watts

power = Power()
kettles["power"] = power.of(kettles["watts"])
X = kettles[["litres", "power"]]

# %% [train] #train
model = Ridge().fit(X, kettles["seconds"])

# %% [predict] #predict
seconds = model.predict(X)
