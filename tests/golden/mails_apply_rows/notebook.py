# %% #imports
import numpy as np, pandas as pd
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import LabelEncoder
# %% [load] #load
rng = np.random.default_rng(18)
mails = pd.DataFrame({"subject": rng.choice(["win money now", "meeting at ten", "re: invoice", "hello"], 160), "links": rng.integers(0, 9, 160), "caps": rng.uniform(0, 1, 160).round(2)})
mails["label"] = np.where(mails.links + 5 * mails.caps > 5, "spam", np.where(mails.links > 2, "promo", "ham"))
# %% [preprocess] #prep
mails["len"] = mails["subject"].apply(len)
le = LabelEncoder()
mails["y"] = le.fit_transform(mails["label"])
features = ["links", "caps", "len"]
# %% [train] #fit
nb = GaussianNB()
nb.fit(mails[features].values, mails["y"])
# %% [predict] #ask
mails["code"] = mails.apply(lambda r: nb.predict([[r["links"], r["caps"], r["len"]]])[0], axis=1)
mails["pred"] = le.inverse_transform(mails["code"])
