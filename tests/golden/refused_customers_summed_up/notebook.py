# %% #imports
import pandas as pd
import numpy as np
# %% [load] #invoices
rng = np.random.default_rng(14)
n = 600
retail = pd.DataFrame({"CustomerID": rng.integers(100, 160, n), "Quantity": rng.integers(1, 20, n), "UnitPrice": rng.gamma(2, 3, n).round(2), "Day": rng.integers(0, 365, n)})
retail["Amount"] = retail["Quantity"] * retail["UnitPrice"]
# %% [preprocess] #rfm
rfm = retail.groupby("CustomerID").agg(recency=("Day", lambda d: 365 - d.max()), frequency=("Day", "count"), monetary=("Amount", "sum")).reset_index()
rfm.head()
features = rfm[["recency", "frequency", "monetary"]]
# %% [train] #cluster
from sklearn.preprocessing import StandardScaler
from sklearn.cluster import KMeans
scaler = StandardScaler()
scaled = scaler.fit_transform(features)
kmeans = KMeans(n_clusters=4, random_state=0, n_init=5).fit(scaled)
# %% [predict] #segments
segment = kmeans.predict(scaled)
