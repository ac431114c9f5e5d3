# %% #imports
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler
# %% [load] #load
rng = np.random.default_rng(15)
n = 210
wine = pd.DataFrame(rng.normal(size=(n, 5)) + rng.integers(0, 3, (n, 1)) * 3, columns=["acid", "sugar", "ash", "hue", "phenols"]).round(3)
wine["region"] = rng.choice(["Rioja", "Mosel", "Douro", None], n, p=[.5, .3, .15, .05])
wine.loc[rng.random(n) < .1, "sugar"] = np.nan
wine.loc[rng.random(n) < .1, "ash"] = np.nan
# %% [preprocess] #impute
num = wine.select_dtypes(include="number").columns
wine[["region"]] = SimpleImputer(strategy="most_frequent").fit_transform(wine[["region"]])
imputed = pd.DataFrame(KNNImputer(n_neighbors=4).fit_transform(wine[num]), columns=num)
# wine regions one-hot
ohe = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
regions = pd.DataFrame(ohe.fit_transform(wine[["region"]]), columns=ohe.get_feature_names_out(["region"]), index=wine.index)
full = imputed.join(regions)
full.head(3)
# %% [preprocess] #pca
scaled = StandardScaler().fit_transform(full)
pca = PCA(n_components=3, random_state=0)
components = pca.fit_transform(scaled)
pca.explained_variance_ratio_.cumsum()
# %% #elbow
inertia = [KMeans(n_clusters=k, n_init=2, random_state=0).fit(components).inertia_ for k in range(2, 5)]
# %% [train, predict] #cluster
km = KMeans(n_clusters=3, n_init=3, random_state=0)
wine["cluster"] = km.fit_predict(components)
