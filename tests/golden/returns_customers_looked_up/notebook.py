# %% #imports
import os

import numpy as np
import pandas as pd
import sqlalchemy
from sklearn.linear_model import LogisticRegression

# %% [load] #orders
rng = np.random.default_rng(12)
orders = pd.DataFrame(
    {
        "order_no": np.arange(5000, 5240),
        "customer_id": rng.integers(1, 70, 240),  # the shop has 60 customers, later ones are guests
        "amount": rng.gamma(2.0, 45, 240).round(2),
        "items": rng.integers(1, 7, 240),
    }
)
orders["returned"] = (rng.random(240) < 0.15 + 0.08 * orders["items"] / 2).astype(int)
orders.head()

# %% #engine
database = os.environ.get("SHOP_DATABASE", "sqlite:///shop.db")
engine = sqlalchemy.create_engine(database)
sqlalchemy.inspect(engine).get_table_names()

# %% [lookup] #customers
# what the shop knows of who ordered
ids = orders["customer_id"].unique().tolist()
query = sqlalchemy.text(
    """
    select id, segment, balance, since
    from customers
    where id in :ids
"""
).bindparams(sqlalchemy.bindparam("ids", expanding=True))
customers = pd.read_sql(query, engine, params={"ids": ids})
orders = orders.merge(customers, left_on="customer_id", right_on="id", how="left")

# %% [preprocess] #features
orders["is_guest"] = orders["id"].isna().astype(int)
orders["balance"] = orders["balance"].astype(float).fillna(orders["balance"].median())
orders["years"] = 2026 - orders["since"].astype(float).fillna(2026)
features = pd.get_dummies(orders[["amount", "items", "balance", "years", "is_guest", "segment"]], columns=["segment"])
features["amount"] = np.log1p(features["amount"])

# %% [train] #fit
model = LogisticRegression(max_iter=2000).fit(features, orders["returned"])

# %% [predict] #ask
orders["risk"] = model.predict_proba(features)[:, 1].round(6)
orders[["order_no", "risk"]].sort_values("risk").tail()

# %% [evaluate] #measure
returns = float(orders["returned"].mean())
