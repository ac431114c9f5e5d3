"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.preprocessing import LabelEncoder

from .state import State


def load() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #files
    train = pd.read_csv("train.csv")
    test = pd.read_csv("test.csv")
    return train, test


def train(train: pd.DataFrame, test: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    frozen_train_columns = copy.deepcopy(train)
    # %% notebook.py #join
    ntrain = train.shape[0]
    y_train = np.log1p(train["Sales"])
    all_data = pd.concat((train, test)).reset_index(drop=True)
    all_data.drop(["Sales"], axis=1, inplace=True)
    # %% notebook.py #missing
    Competition_median = all_data["Competition"].median()
    all_data["Competition"] = all_data["Competition"].fillna(Competition_median)
    all_data["Promo"] = all_data["Promo"].fillna("None")
    Size_median_by_Region = all_data.groupby("Region")["Size"].agg('median')
    all_data["Size"] = all_data.groupby("Region")["Size"].transform(lambda x: x.fillna(x.median()))
    # %% notebook.py #encode
    for c in ["Promo"]:
        lbl = LabelEncoder()
        lbl.fit(list(all_data[c].values))
        all_data[c] = lbl.transform(list(all_data[c].values))
    all_data["TotalArea"] = all_data["Size"] + all_data["Storage"]
    all_data = pd.get_dummies(all_data)
    all_data_columns = all_data.columns
    all_data = all_data.drop("Id", axis=1)
    # %% notebook.py #apart
    train = all_data[:ntrain]
    # %% notebook.py #model
    model = Ridge(alpha=2.0)
    model.fit(train, y_train)
    state = State(
        Competition_median=Competition_median,
        Size_median_by_Region=Size_median_by_Region,
        all_data_columns=all_data_columns,
        lbl=lbl,
        model=model,
        train_columns=frozen_train_columns.head(0),
    )
    return state, {}
