# %% #setup
import pandas as pd, numpy as np
import dates
from sklearn.tree import DecisionTreeRegressor
pd.set_option("display.max_columns", 30)

# %% [load] #boilers
rng = np.random.default_rng(14)
boilers = pd.DataFrame({
    "built": rng.integers(1985, 2022, 160),
    "kw": rng.choice([12, 18, 24, 35], 160),
    "service": rng.choice(["yearly", "never"], 160, p=[0.7, 0.3]),
})
boilers["gas"] = 2000 + 90 * boilers.kw + 8 * (2026 - boilers.built) + 150 * (boilers.service == "never") + rng.normal(0, 60, 160)

# %% #eda
boilers.groupby("service")["gas"].mean()

# %% [preprocess] #features
boilers = dates.add_age(boilers)
boilers["serviced"] = boilers["service"].map({"yearly": 1, "never": 0})
X = boilers[["kw", "age", "is_old", "serviced"]]
y = boilers["gas"]

# %% [train] #tree
tree = DecisionTreeRegressor(max_depth=5, random_state=1).fit(X, y)

# %% [predict] #ask
boilers["expected_gas"] = tree.predict(X).round()
boilers[["built", "kw", "expected_gas"]].head()
