# %% #1
# Ferry bookings: which ones get cancelled?
import pandas as pd
import numpy as np
# %% [load] #2
rng = np.random.default_rng(44)
n = 420
bookings = pd.DataFrame({
    "booked": pd.Timestamp("2023-02-03") + pd.to_timedelta(rng.integers(0, 200, n), unit="D"),
    "port_from": rng.choice(["Kiel", " kiel", "Oslo", "Turku "], n),
    "port_to": rng.choice(["Riga", "RIGA", "Ventspils"], n),
    "extras": [";".join(sorted(rng.choice(["cabin", "car", "dog", "wifi"], rng.integers(1, 4), replace=False))) for _ in range(n)],
    "channel": rng.choice(["web", "Web", "phone", "agent"], n),
    "price": rng.gamma(4, 30, n).round(2),
})
bookings["cancelled"] = np.where(rng.random(n) < .2 + .2 * (bookings.channel == "phone"), "yes", "no")
bookings.info()
# %% [preprocess, train] #3
bookings["port_from"] = bookings["port_from"].str.strip().str.capitalize()
bookings["port_to"] = bookings["port_to"].str.title()
bookings["route"] = bookings["port_from"] + "-" + bookings["port_to"]
bookings["month"] = bookings["booked"].dt.month.astype(str)
bookings["season"] = bookings["booked"].dt.quarter
bookings["channel"] = bookings["channel"].str.lower()
# how dear is it for its route and season
bookings["usual"] = bookings.groupby(["route", "season"])["price"].transform("mean")
bookings["dear"] = bookings["price"] - bookings["usual"]

for col in ["channel", "route"]:
    bookings[col + "_id"] = pd.factorize(bookings[col])[0]

extras = bookings["extras"].str.get_dummies(sep=";")
months = pd.get_dummies(bookings["month"], prefix="m", dtype=int)
X = pd.concat([bookings[["price", "dear", "channel_id", "route_id"]], extras, months], axis=1)
y = bookings["cancelled"].map({"no": 0, "yes": 1})
print(X.columns.tolist())

from sklearn.ensemble import RandomForestClassifier
rf = RandomForestClassifier(n_estimators=40, min_samples_leaf=5, random_state=2)
rf.fit(X, y)
# %% [predict] #4
risk = rf.predict_proba(X)[:, 1]
risk[:5]
