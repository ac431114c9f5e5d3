# %% [markdown]
# # Hotel guests who come again
# %% #imp
import pandas as pd
import numpy as np
# %% [load] #load
rng = np.random.default_rng(33)
guests = pd.DataFrame({
    "guest": rng.integers(1000, 1160, 200),
    "nights": rng.integers(1, 9, 200),
    "country": rng.choice(["at", "de", "fr", "it"], 200),
    "price": rng.normal(120, 30, 200).round(),
})
guests["again"] = (rng.random(200) < 0.2 + 0.05 * (guests["nights"] > 4)).astype(int)
stays = guests
guests = pd.concat([guests, guests.sample(15, random_state=1)], ignore_index=True)  # the export doubles rows
# %% #count
print(guests.duplicated().sum(), "doubles")
# %% [preprocess] #clean
guests = guests.drop_duplicates()
# one stay for each guest
guests = guests[~guests.duplicated(subset=["guest"], keep="last")].reset_index(drop=True)
guests.shape
# %% [preprocess] #features
guests["per_night"] = guests["price"] / guests["nights"]
guests["dear"] = (guests["price"] > guests["price"].quantile(0.8)).astype(int)
X = pd.get_dummies(guests.drop(columns=["guest", "again"]), columns=["country"])
y = guests["again"]
# %% [train] #fit
from sklearn.linear_model import LogisticRegression
clf = LogisticRegression(max_iter=3000).fit(X, y)
# %% [predict] #ask
again = clf.predict_proba(X)[:, 1].round(6)
# %% #which
loaded = pd.concat([stays, stays.sample(15, random_state=1)], ignore_index=True).drop_duplicates()
positions = loaded[~loaded.duplicated(subset=["guest"], keep="last")].index.to_numpy()
