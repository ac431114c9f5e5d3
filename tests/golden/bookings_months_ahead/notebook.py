# %% #imports
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.preprocessing import PolynomialFeatures
from sklearn.linear_model import LinearRegression

# %% [load] #load
rng = np.random.default_rng(4)
bookings = pd.DataFrame({
    "month": pd.date_range("2020-01-01", periods=54, freq="MS"),
    "nights": (900 + 12 * np.arange(54) + 0.2 * np.arange(54) ** 2 + rng.normal(0, 40, 54)).round(),
})

# %% [preprocess] #t
t = np.arange(len(bookings)).reshape(-1, 1)
poly = PolynomialFeatures(degree=2)
T = poly.fit_transform(t)
nights = bookings["nights"].values

# %% [train] #fit
trend = LinearRegression()
trend.fit(T, nights)
trend.score(T, nights)

# %% #plot
plt.plot(bookings["month"], nights); plt.plot(bookings["month"], trend.predict(T))

# %% [predict] #ahead
# next year
horizon = 12
future = np.arange(len(bookings), len(bookings) + horizon).reshape(-1, 1)
forecast = trend.predict(poly.transform(future)).round(1)

# %% [report] #show
plt.plot(forecast, "--")
plt.title("nights, next months")
plt.show()
