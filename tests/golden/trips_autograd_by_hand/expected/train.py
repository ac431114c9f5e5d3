"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
import torch

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #l
    rng = np.random.default_rng(0)
    trips = pd.DataFrame({"km": rng.gamma(2, 3, 150), "hour": rng.integers(0, 24, 150), "rain": rng.integers(0, 2, 150)})
    trips["minutes"] = 4 + 2.3 * trips.km + 3 * trips.rain + rng.normal(0, 1, 150)
    return trips


def train(trips: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    trips["rush"] = trips.hour.isin([7, 8, 16, 17]).astype(float)
    X = torch.tensor(trips[["km", "rain", "rush"]].to_numpy(), dtype=torch.float32)
    y = torch.tensor(trips.minutes.to_numpy(), dtype=torch.float32)
    # %% notebook.py #t
    # plain autograd, no nn.Module at all
    torch.manual_seed(0)
    w = torch.randn(3, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for step in range(60):
        loss = ((X @ w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= 0.005 * w.grad
            b -= 0.005 * b.grad
            w.grad.zero_()
            b.grad.zero_()
    # %% notebook.py #q
    minutes = (X @ w + b).detach().numpy()
    minutes = np.round(minutes, 1)
    # %% notebook.py #e
    mae = np.abs(minutes - trips.minutes).mean()
    state = State(b=b, w=w)
    return state, {"mae": mae}
