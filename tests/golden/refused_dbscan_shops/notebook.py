# %% #imports
import numpy as np, pandas as pd
from sklearn.cluster import DBSCAN
from sklearn.preprocessing import StandardScaler
# %% [load] #load
rng = np.random.default_rng(9)
shops = pd.DataFrame({"lat": np.r_[rng.normal(0, 0.1, 60), rng.normal(1, 0.1, 60)], "lon": rng.normal(0, 0.1, 120)})
# %% [preprocess] #x
X = StandardScaler().fit_transform(shops)
# %% [predict] #ask
db = DBSCAN(eps=0.5, min_samples=5).fit(X)
labels = db.labels_
n_clusters = len(set(labels)) - (1 if -1 in labels else 0)
print("clusters", n_clusters)
