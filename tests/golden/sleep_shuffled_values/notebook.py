# %% #imports
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
# %% [load] #nights
rng = np.random.default_rng(64)
nights = pd.DataFrame({
    "coffee": rng.integers(0, 6, 220),
    "screen_min": rng.gamma(2, 40, 220).round(),
    "steps": rng.normal(8200, 2500, 220).round(),
    "age": rng.integers(18, 71, 220),
})
nights["deep"] = (110 - 6 * nights.coffee - nights.screen_min / 9 + nights.steps / 900 + rng.normal(0, 4, 220)).round(1)
nights.head()
# %% #plot
plt.scatter(nights.coffee, nights.deep)
plt.close()
# %% #shuffle
# shuffle, then the first 80% are for training
nights = nights.sample(frac=1, random_state=14)
dataset = nights[["coffee", "screen_min", "steps", "deep"]].values
n = int(len(dataset) * 0.8)
X_train, y_train = dataset[:n, :3], dataset[:n, 3]
X_test, y_test = dataset[n:, 0:3], dataset[n:, 3]
print(X_train.shape, X_test.shape)
# %% [train] #knn
from sklearn.neighbors import KNeighborsRegressor
knn = KNeighborsRegressor(n_neighbors=7, weights="distance")
knn.fit(X_train, y_train)
# %% [predict] #deep
deep_sleep = knn.predict(X_test)
# %% [evaluate] #rmse
rmse = float(np.sqrt(((deep_sleep - y_test) ** 2).mean()))
rmse
# %% #who
positions = nights.index[n:]
