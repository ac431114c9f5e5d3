# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
# %% [load] #load
rng = np.random.default_rng(4)
days = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 700, 180), unit="D")
rides = pd.DataFrame({
    "ordered": days,
    "delivered": (days + pd.to_timedelta(rng.integers(1, 9, 180), unit="D")).strftime("%d/%m/%Y"),
    "distance": rng.uniform(1, 300, 180).round(),
})
rides["cost"] = (rides["distance"] * 0.4 + rides["ordered"].dt.month + rng.normal(0, 3, 180)).round(2)
# %% [preprocess] #dates
rides["delivered"] = pd.to_datetime(rides["delivered"], format="%d/%m/%Y")
rides["took"] = (rides["delivered"] - rides["ordered"]).dt.days
rides["month"] = rides["ordered"].dt.month
rides["weekend"] = rides["ordered"].dt.dayofweek >= 5
rides["since"] = (rides["ordered"] - rides["ordered"].min()).dt.days
X = pd.get_dummies(rides[["distance", "took", "weekend", "since", "month"]], columns=["month"], prefix="m")
# %% [train] #fit
model = Ridge().fit(X, np.log1p(rides["cost"]))
# %% [predict] #ask
cost = np.expm1(model.predict(X))
