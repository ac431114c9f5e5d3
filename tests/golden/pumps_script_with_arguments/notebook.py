# %% #imports
%matplotlib inline
import matplotlib.pyplot as plt
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

# %% [load] #pumps
import numpy as np
rng = np.random.default_rng(12)
pumps = pd.DataFrame({
    "pressure_bar": rng.gamma(3, 2, 140).round(2),
    "flow": rng.uniform(10, 80, 140).round(1),
    "hours": rng.integers(100, 9000, 140),
})
pumps["kw"] = (pumps["pressure_bar"] * pumps["flow"] / 40 + pumps["hours"] / 4000 + rng.normal(0, 0.2, 140)).round(3)

# %% #first-try
LOW = 0
pumps["pressure_bar"].clip(lower=LOW).hist()

# %% [preprocess] #prepare
# hours count in thousands
pumps["hours"] = pumps["hours"] / 1000
%run prepare.py --low 2.5 --unit bar
pumps["pressure"] = to_psi(pumps["pressure_bar"])
FEATURES = ["pressure", "flow", "hours"]
%run -i ratios.py
X, y = pumps[FEATURES], pumps["kw"]
X.head()

# %% [train] #fit
lin = LinearRegression()
lin.fit(X, y)

# %% [predict] #ask
kw = lin.predict(X)

# %% [evaluate] #score
score = r2_score(y, kw)

# %% [report] #plot
plt.scatter(y, kw, s=4)
