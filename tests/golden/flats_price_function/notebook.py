# %% [markdown] #intro
# # Flat prices in the city
# %% #imports
import pandas as pd
import numpy as np
from matplotlib import pyplot as plt
# %matplotlib inline
# %% [load] #load
rng = np.random.default_rng(3)
n = 240
df1 = pd.DataFrame({
    "area_type": rng.choice(["Super built-up  Area", "Plot  Area"], n),
    "location": rng.choice(["Whitefield", "Hebbal", "1st Phase JP Nagar", "Indira Nagar", "Yelahanka "], n, p=[0.4, 0.25, 0.2, 0.1, 0.05]),
    "size": [f"{k} BHK" for k in rng.integers(1, 5, n)],
    "society": rng.choice(["Coomee ", None], n),
    "total_sqft": [f"{a}" if i % 12 else f"{a} - {a + 150}" for i, a in enumerate(rng.integers(600, 3000, n))],
    "bath": rng.integers(1, 5, n).astype(float),
    "balcony": rng.integers(0, 3, n).astype(float),
})
df1.loc[::31, "bath"] = np.nan
df1["price"] = (rng.normal(12, 4, n) + df1["bath"].fillna(2) * 9 + df1["location"].map({"Whitefield": 20, "Hebbal": 35}).fillna(50)).round(2)
df1.head()
# %% #shape
df1.shape
# %% #groups
df1.groupby("area_type")["area_type"].agg("count")
# %% [preprocess] #clean
df2 = df1.drop(["area_type", "society", "balcony"], axis="columns")
df3 = df2.dropna()
df3["bhk"] = df3["size"].apply(lambda x: int(x.split(" ")[0]))

def convert_sqft_to_num(x):
    tokens = x.split("-")
    if len(tokens) == 2:
        return (float(tokens[0]) + float(tokens[1])) / 2
    try:
        return float(x)
    except:
        return None

df4 = df3.copy()
df4["total_sqft"] = df4["total_sqft"].apply(convert_sqft_to_num)
df4.loc[30]
# %% [preprocess] #locations
df5 = df4.copy()
df5["price_per_sqft"] = df5["price"] * 100000 / df5["total_sqft"]
df5.location = df5.location.apply(lambda x: x.strip())
location_stats = df5.groupby("location")["location"].agg("count").sort_values(ascending=False)
location_stats_less_than_15 = location_stats[location_stats <= 15]
df5.location = df5.location.apply(lambda x: "other" if x in location_stats_less_than_15 else x)
len(df5.location.unique())
# %% [preprocess] #outliers
df6 = df5[~(df5.total_sqft / df5.bhk < 180)]
def remove_pps_outliers(df):
    df_out = pd.DataFrame()
    for key, subdf in df.groupby("location"):
        m = np.mean(subdf.price_per_sqft)
        st = np.std(subdf.price_per_sqft)
        reduced_df = subdf[(subdf.price_per_sqft > (m - st)) & (subdf.price_per_sqft <= (m + st))]
        df_out = pd.concat([df_out, reduced_df], ignore_index=True)
    return df_out
df7 = remove_pps_outliers(df6)
df7.shape
# %% #hist
plt.hist(df7.price_per_sqft, rwidth=0.8)
plt.xlabel("Price Per Square Foot")
# %% [preprocess] #dummies
df8 = df7[df7.bath < df7.bhk + 2]
df9 = df8.drop(["size", "price_per_sqft"], axis="columns")
dummies = pd.get_dummies(df9.location)
df10 = pd.concat([df9, dummies.drop("other", axis="columns")], axis="columns")
df11 = df10.drop("location", axis="columns")
X = df11.drop("price", axis="columns")
y = df11.price
# %% [train] #fit
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=10)
from sklearn.linear_model import LinearRegression
lr_clf = LinearRegression()
lr_clf.fit(X_train, y_train)
lr_clf.score(X_test, y_test)
# %% #search
from sklearn.model_selection import ShuffleSplit, cross_val_score
cv = ShuffleSplit(n_splits=5, test_size=0.2, random_state=0)
cross_val_score(LinearRegression(), X, y, cv=cv)
# %% [predict] #ask
def predict_price(location, sqft, bath, bhk):
    loc_index = np.where(X.columns == location)[0][0]

    x = np.zeros(len(X.columns))
    x[0] = sqft
    x[1] = bath
    x[2] = bhk
    if loc_index >= 0:
        x[loc_index] = 1

    return lr_clf.predict([x])[0]
# %% [predict] #calls
predict_price("1st Phase JP Nagar", 1000, 2, 2)
# %% [predict] #more
predict_price("1st Phase JP Nagar", 1000, 3, 3)
predict_price("Indira Nagar", 1000, 2, 2)
predict_price("Whitefield", 1450.5, 3, 3)
