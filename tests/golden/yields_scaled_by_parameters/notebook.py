# %% [parameters] #pa
per_acre = 2.471
offset = 3
# %% [load] #l
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
rng = np.random.default_rng(3)
fields = pd.DataFrame({"rain": rng.uniform(200, 900, 120).round(), "nitrogen": rng.uniform(0, 90, 120).round(1)})
fields["tonnes"] = 0.004 * fields.rain + 0.03 * fields.nitrogen + rng.normal(0, 0.2, 120)
# %% [preprocess] #p
X = fields[["rain", "nitrogen"]] * per_acre
X = X + float(offset)
X["sum"] = X.sum(axis=1) - (offset + 1)
X["acre"] = per_acre
# %% [train] #t
model = LinearRegression().fit(X, fields["tonnes"])
# %% [predict] #pr
tonnes = model.predict(X)
