# %% #imports
import numpy as np, pandas as pd
from sklearn.cluster import KMeans
import matplotlib.pyplot as plt
# %% [load] #load
rng = np.random.default_rng(9)
df = pd.DataFrame({"CustomerID": range(1, 181), "Genre": rng.choice(["Male", "Female"], 180),
    "Annual Income (k$)": np.r_[rng.normal(25, 5, 60), rng.normal(55, 5, 60), rng.normal(90, 6, 60)].round(0),
    "Spending Score (1-100)": np.r_[rng.normal(20, 6, 60), rng.normal(50, 6, 60), rng.normal(80, 6, 60)].round(0)})
# %% [preprocess] #x
X = df.iloc[:, [2, 3]].values
# %% #elbow
wcss = []
for i in range(1, 6):
    kmeans = KMeans(n_clusters=i, init="k-means++", random_state=42, n_init=3)
    kmeans.fit(X)
    wcss.append(kmeans.inertia_)
plt.plot(range(1, 6), wcss)
# %% [train] #fit
kmeans = KMeans(n_clusters=3, init="k-means++", random_state=42, n_init=5)
kmeans.fit(X)
# %% [predict] #ask
df["cluster"] = kmeans.labels_
names = {0: "a", 1: "b", 2: "c"}
segment = df["cluster"].map(names)
