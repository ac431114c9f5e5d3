# %% #setup
import warnings
warnings.filterwarnings("ignore")
import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LinearRegression

# %% [load] #rentals
rs = np.random.RandomState(5)
days = 180
df = pd.DataFrame({
    "temp": rs.uniform(-4, 31, days).round(1),
    "humidity": rs.uniform(0.3, 1.0, days).round(2),
    "windspeed": rs.gamma(2.0, 5.0, days).round(1),
    "workingday": rs.randint(0, 2, days),
    "weather": rs.choice(["clear", "mist", "rain"], days, p=[0.6, 0.3, 0.1]),
})
df["cnt"] = (40 * df.temp + 300 * df.workingday - 900 * df.humidity + 2000 + rs.normal(0, 90, days)).round().astype(int)
df.head()

# %% [preprocess] #prepare
df["weather"] = df["weather"].map({"clear": 0, "mist": 1, "rain": 2})
# df = df[df.cnt > 0]
features = ["temp", "humidity", "windspeed", "workingday", "weather"]
X, y = df[features], df["cnt"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=12)
mu = X_train["windspeed"].mean()
X_test = X_test.copy()
X_train = X_train.copy()
X_train["windy"] = (X_train["windspeed"] > mu).astype(int)
X_test["windy"] = (X_test["windspeed"] > mu).astype(int)

# %% [train] #model
lr = LinearRegression()
lr.fit(X_train, y_train)
coefs = pd.DataFrame({"feature": X_train.columns, "coef": lr.coef_})
coefs

# %% [predict] #side_by_side
positions = X_test.index
comparison = pd.concat(
    [
        X_test.reset_index(drop=True),
        y_test.reset_index(drop=True),  # the truth
        pd.DataFrame(lr.predict(X_test), columns=["pred"]),
    ],
    axis=1,
)
comparison["pred"] = comparison["pred"].clip(lower=0).round()
comparison["residual"] = comparison["cnt"] - comparison["pred"]
comparison["cnt_later"] = y_test.values

# %% [evaluate] #rmse
rmse = float(np.sqrt((comparison["residual"] ** 2).mean()))
