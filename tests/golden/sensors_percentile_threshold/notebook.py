# %% #imports
import numpy as np, pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.decomposition import PCA
# %% [load] #load
rng = np.random.default_rng(5)
readings = pd.DataFrame(rng.normal(size=(400, 5)) @ rng.normal(size=(5, 5)), columns=["vib", "temp", "press", "flow", "amp"]).round(3)
readings.loc[::40] *= 3.5
# %% [preprocess] #scale
normal = readings.iloc[1:300]
scaler = StandardScaler().fit(normal)
X = scaler.transform(readings)
# %% [train] #ae
pca = PCA(n_components=3).fit(scaler.transform(normal))
# %% [predict] #ask
recon = pca.inverse_transform(pca.transform(X))
errors = np.mean((X - recon) ** 2, axis=1)
threshold = np.percentile(errors, 95)
anomaly = errors > threshold
print(f"{anomaly.sum()} anomalies above {threshold:.4f}")
# %% #plot
import matplotlib.pyplot as plt
plt.hist(errors, bins=50)
