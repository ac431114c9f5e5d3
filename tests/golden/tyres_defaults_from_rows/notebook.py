# %% #imports
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

# %% [markdown] #intro
# # Wie lange halten Reifen?
# Daten aus der Werkstatt, ein Satz Reifen je Zeile.

# %% [load] #load
rng = np.random.default_rng(41)
n = 180
tyres = pd.DataFrame(
    {
        "profile_mm": rng.uniform(3, 9, n).round(1),
        "load_kg": rng.integers(300, 900, n),
        "km_year": rng.gamma(4, 4000, n).round(-2),
        "season": rng.choice(["summer", "winter", "all"], n),
    }
)
tyres["months"] = (
    9 * tyres["profile_mm"] - tyres["km_year"] / 1500 - tyres["load_kg"] / 90 + rng.normal(0, 2, n)
).round(1)

# %% #look
tyres.describe()

# %% [preprocess] #helpers
# Kilometer auf 0..1; die Grenzen stehen beim ersten Lauf fest
def scale_km(km, top=tyres["km_year"].max(), low=tyres["km_year"].min()):
    """Between 0 and 1."""
    return (km - low) / (top - low)


class LoadScale:
    """z-scores, by hand."""

    mean = tyres.load_kg.mean()
    std = tyres["load_kg"].std()
    limit = 3

    def __call__(self, kg):
        z = (kg - self.mean) / self.std
        return z.clip(-self.limit, self.limit)


is_worn = lambda mm, q=tyres["profile_mm"].quantile(0.25): int(mm < q)


def wear(row, *, typical=tyres.groupby("season")["km_year"].median().to_dict()):
    return row["km_year"] / typical[row["season"]]


# %% [preprocess] #features
tyres["km_scaled"] = tyres["km_year"].apply(scale_km)
tyres["load_z"] = LoadScale()(tyres["load_kg"])
tyres["worn"] = tyres["profile_mm"].map(is_worn)
tyres["wear"] = tyres.apply(wear, axis=1)
tyres["rest"] = tyres["profile_mm"].apply(lambda mm, mid=tyres["profile_mm"].mean(): mm - mid)

# the same function twice, for two limits
limit = tyres["load_kg"].quantile(0.9)

def above(kg):
    return (kg > limit) * 1

tyres["heavy"] = above(tyres["load_kg"])
limit = tyres["load_kg"].quantile(0.5)
tyres["rather_heavy"] = above(tyres["load_kg"])
limit = None

X = tyres[["km_scaled", "load_z", "worn", "wear", "rest", "heavy", "rather_heavy"]]
y = tyres["months"]
X.head()

# %% [train] #train
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=7)
forest = RandomForestRegressor(n_estimators=25, max_depth=6, random_state=0)
forest.fit(X_train, y_train)

# %% [predict] #predict
months_left = forest.predict(X_test)

# %% [evaluate] #evaluate
mae = mean_absolute_error(y_test, months_left)
print("MAE", mae)
