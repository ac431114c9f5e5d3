"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
import torch
from sklearn.datasets import load_diabetes
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #b
    d = load_diabetes(as_frame=True, scaled=False)
    df = d.frame
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #c
    X = df.drop("target", axis=1)
    y = df["target"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
    scaler = StandardScaler().fit(X_train)
    y_scaler = StandardScaler()
    y_train_s = y_scaler.fit_transform(y_train.values.reshape(-1, 1))
    X_train_t = torch.tensor(scaler.transform(X_train), dtype=torch.float32)
    y_train_t = torch.tensor(y_train_s, dtype=torch.float32)
    X_test_t = torch.tensor(scaler.transform(X_test), dtype=torch.float32)
    # %% notebook.py #d
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Linear(X_train_t.shape[1], 16),
        nn.ReLU(),
        nn.Linear(16, 1),
    )
    loss_fn = nn.MSELoss()
    opt = torch.optim.Adam(model.parameters(), lr=0.01)
    losses = []
    for epoch in range(20):
        pred = model(X_train_t)
        loss = loss_fn(pred, y_train_t)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
        if epoch % 10 == 0:
            print(epoch, loss.item())
    # %% notebook.py #e
    with torch.no_grad():
        out = model(X_test_t)
    y_pred = y_scaler.inverse_transform(out.numpy()).ravel()
    # %% notebook.py #f
    r2 = r2_score(y_test, y_pred)
    rmse = mean_squared_error(y_test, y_pred) ** 0.5
    state = State(model=model, scaler=scaler, y_scaler=y_scaler)
    return state, {"r2": r2, "rmse": rmse}
