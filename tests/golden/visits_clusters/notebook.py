# %% #imp
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler
# %% [load] #load
rng = np.random.default_rng(6)
visits = pd.DataFrame(rng.normal(size=(120, 4)).round(3), columns=["pages", "minutes", "clicks", "scroll"])
visits["minutes"] += np.repeat([0, 4, 9], 40)
# %% [preprocess] #space
scaled = StandardScaler().fit_transform(visits)
points = PCA(n_components=2, random_state=0).fit_transform(scaled)
# %% [predict] #group
kmeans = KMeans(n_clusters=3, n_init=4, random_state=0)
group = kmeans.fit_predict(points)
label = np.array(["short", "middle", "long"])[group]
