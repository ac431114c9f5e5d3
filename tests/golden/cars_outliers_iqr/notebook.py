# %% #1
import pandas as pd
import numpy as np
# %% [load] #2
rng = np.random.default_rng(14)
n = 320
cars = pd.DataFrame({
    "make": rng.choice(["audi", "bmw", "kia", "seat"], n), "km": rng.gamma(2, 45000, n).round(), "power": rng.normal(120, 35, n).round(),
    "year": rng.integers(1998, 2022, n), "doors": rng.choice([2.0, 4.0, 5.0, np.nan], n),
})
cars["price"] = (25000 - cars.km * 0.05 + cars.power * 90 + (cars.year - 2005) * 400 + rng.normal(0, 900, n)).round().clip(300)
cars = pd.concat([cars, cars.iloc[:6]], ignore_index=True)   # a few rows twice
# %% #3
backup = cars.copy()
cars.describe()
cars.boxplot("km")
# %% [preprocess] #4
cars = cars.drop_duplicates()
cars = cars.dropna()
# outliers of the price
q1, q3 = cars["price"].quantile([0.25, 0.75])
iqr = q3 - q1
cars = cars[(cars["price"] > q1 - 1.5 * iqr) & (cars["price"] < q3 + 1.5 * iqr)]
# and of the mileage
Q1 = cars["km"].quantile(0.25)
Q3 = cars["km"].quantile(0.75)
IQR = Q3 - Q1
cars = cars[~((cars["km"] < (Q1 - 1.5 * IQR)) | (cars["km"] > (Q3 + 1.5 * IQR)))]
cars.drop(cars[cars["power"] < 40].index, inplace=True)
cars = cars.reset_index(drop=True)
cars = pd.get_dummies(cars, columns=["make"], drop_first=True)
# %% [train] #5
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestRegressor
X, y = cars.drop("price", axis=1), cars["price"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=7)
rf = RandomForestRegressor(n_estimators=15, random_state=7).fit(X_train, y_train)
# %% [predict] #6
price = rf.predict(X_test)
# %% #end
# which of the loaded cars are in the test part: the cleaning once more, with the labels kept
keep = backup.drop_duplicates().dropna()
keep = keep[keep["price"].between(q1 - 1.5 * iqr, q3 + 1.5 * iqr, inclusive="neither")]
keep = keep[(keep["km"] >= Q1 - 1.5 * IQR) & (keep["km"] <= Q3 + 1.5 * IQR) & (keep["power"] >= 40)]
positions = keep.index[X_test.index].to_numpy()
