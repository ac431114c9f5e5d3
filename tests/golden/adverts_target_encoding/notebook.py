# %% #imports
import numpy as np, pandas as pd
from sklearn.preprocessing import LabelEncoder
# %% [load] #raw
rng = np.random.default_rng(2)
n = 400
adverts = pd.DataFrame({
    "site": rng.choice(["news", "mail", "shop", "blog", "wiki"], n, p=[.4, .3, .2, .07, .03]),
    "device": rng.choice(["phone", "tablet", "desktop", None], n, p=[.5, .2, .25, .05]),
    "hour": rng.integers(0, 24, n),
    "bid": rng.gamma(2, .5, n).round(3),
})
adverts["clicked"] = (rng.random(n) < .2 + .2 * (adverts.site == "shop")).astype(int)
# %% #counts
adverts["clicked"].mean()
adverts.groupby("site")["clicked"].agg(["mean", "count"])
# %% [preprocess] #encode
adverts["device"] = adverts["device"].fillna("unknown")
# target encoding with smoothing
prior = adverts["clicked"].mean()
stats = adverts.groupby("site")["clicked"].agg(["mean", "count"])
smooth = (stats["mean"] * stats["count"] + prior * 20) / (stats["count"] + 20)
adverts["site_te"] = adverts["site"].map(smooth)
adverts["device_te"] = adverts["device"].map(adverts.groupby("device")["clicked"].mean())
rare = adverts["site"].value_counts()
rare = rare[rare < 20].index
adverts["site2"] = adverts["site"].replace(rare, "other")
cats = ["site2", "device"]
adverts[cats] = adverts[cats].apply(LabelEncoder().fit_transform)
table = pd.crosstab(adverts["site"], adverts["hour"] // 12, normalize="index")
adverts["morning"] = adverts["site"].map(table[0])
agg = adverts.groupby("device_te", as_index=False)["bid"].median().rename(columns={"bid": "bid_typical"})
adverts = adverts.merge(agg, on="device_te", how="left")
# %% [train] #fit
from sklearn.ensemble import GradientBoostingClassifier
cols = ["site_te", "device_te", "site2", "device", "morning", "bid", "hour", "bid_typical"]
gbc = GradientBoostingClassifier(n_estimators=10, random_state=4).fit(adverts[cols], adverts["clicked"])
# %% [predict] #ask
adverts["p"] = gbc.predict_proba(adverts[cols])[:, 1]
