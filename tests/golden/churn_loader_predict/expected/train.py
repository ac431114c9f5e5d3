"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from .library import ChurnNet, features, seed_everything
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #i
    seed_everything()
    # %% notebook.py #l
    rng = np.random.RandomState(5)
    customers = pd.DataFrame({"tenure": rng.randint(0, 72, 200), "monthly": rng.uniform(20, 110, 200).round(2),
        "contract": rng.choice(["month", "year", "two years"], 200), "calls": rng.poisson(2, 200)})
    customers.loc[::17, "monthly"] = np.nan
    customers["churn"] = np.where(rng.rand(200) < 1 / (1 + np.exp(0.05 * customers.tenure - 0.3 * customers.calls)), "Yes", "No")
    return customers


def train(customers: pd.DataFrame, *, EPOCHS: int = 3, THRESHOLD: float = 0.5) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #pre
    monthly_median = customers["monthly"].median()
    customers["monthly"] = customers["monthly"].fillna(monthly_median)
    customers["target"] = customers["churn"].map({"No": 0, "Yes": 1})
    X_columns_result = pd.get_dummies(customers[features], columns=["contract"])
    X_columns = X_columns_result.columns
    X = X_columns_result.astype("float32")
    X_mean = X.mean()
    X_std = X.std()
    X = (X - X_mean) / X_std
    # %% notebook.py #t
    Xt = torch.from_numpy(X.values)
    yt = torch.tensor(customers["target"].values).float().unsqueeze(1)
    loader = DataLoader(TensorDataset(Xt, yt), batch_size=25, shuffle=True)
    churn_model = ChurnNet(Xt.shape[1])
    optim = torch.optim.RMSprop(churn_model.parameters(), lr=0.005)
    bce = nn.BCELoss()
    for e in range(EPOCHS):
        churn_model.train()
        running = 0
        for xb, yb in loader:
            optim.zero_grad()
            l = bce(churn_model(xb), yb)
            l.backward()
            optim.step()
            running += l.item()
        print(e, running)
    state = State(
        THRESHOLD=THRESHOLD,
        X_columns=X_columns,
        X_mean=X_mean,
        X_std=X_std,
        churn_model=churn_model,
        monthly_median=monthly_median,
    )
    return state, {}
