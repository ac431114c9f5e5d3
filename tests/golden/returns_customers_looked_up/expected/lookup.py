"""What is looked up for the rows of each request.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import os

import pandas as pd
import sqlalchemy


def connect() -> dict[str, object]:
    """Return what look-ups talk through; every process makes its own."""
    return {
        "engine": sqlalchemy.create_engine(os.environ.get('SHOP_DATABASE', 'sqlite:///shop.db')),
    }


# %% notebook.py #customers
def look_up(orders, engine):
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
    return orders
