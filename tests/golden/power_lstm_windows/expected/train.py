"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
import torch
import torch.nn as nn

from .library import LoadForecaster
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #1
    torch.manual_seed(3)
    np.random.seed(3)
    # %% notebook.py #2
    # one row per household and day: the last 12 hours of consumption, and the next hour
    t = np.arange(12)
    base = np.random.gamma(4, 0.3, size=(160, 1))
    hours = base * (1 + 0.3 * np.sin((t + np.random.randint(0, 12, size=(160, 1))) / 2)) + np.random.normal(0, 0.05, (160, 12))
    data = pd.DataFrame(hours, columns=[f"h{i:02d}" for i in range(12)])
    data["household"] = np.random.randint(1000, 9999, 160)
    data["next_hour"] = hours[:, -1] * 0.8 + base[:, 0] * 0.2
    return data


def train(data: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #3
    feature_cols = [c for c in data.columns if c.startswith("h") and c != "household"]
    windows = data[feature_cols].values.astype(np.float32)
    mu, sigma = windows[:120].mean(), windows[:120].std()
    windows = (windows - mu) / sigma
    X_all = torch.tensor(windows).unsqueeze(-1)      # (rows, steps, 1)
    y_all = torch.tensor(data["next_hour"].values, dtype=torch.float32).view(-1, 1)
    X_tr, X_va = X_all[:120], X_all[120:]
    y_tr, y_va = y_all[:120], y_all[120:]
    # %% notebook.py #5
    model = LoadForecaster()
    opt = torch.optim.Adam(model.parameters(), lr=0.02)
    crit = nn.MSELoss()
    patience, best, wait = 3, float("inf"), 0
    best_model = None
    for epoch in range(12):
        model.train()
        opt.zero_grad()
        loss = crit(model(X_tr), y_tr)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        model.eval()
        with torch.no_grad():
            val = crit(model(X_va), y_va).item()
        if val < best - 1e-5:
            best, wait = val, 0
            best_model = copy.deepcopy(model.state_dict())
        else:
            wait += 1
            if wait >= patience:
                print("early stop", epoch)
                break
    model.load_state_dict(best_model)
    # %% notebook.py #6
    model.eval()
    with torch.no_grad():
        forecast = model(X_all).squeeze().numpy()
    data["forecast"] = forecast.round(3)
    # %% notebook.py #7
    mae = float((data.forecast - data.next_hour).abs().mean())
    state = State(feature_cols=feature_cols, model=model, mu=mu, sigma=sigma)
    return state, {"mae": mae}
