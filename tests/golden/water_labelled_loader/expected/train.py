"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
from torch.utils.data import DataLoader, TensorDataset

from .library import WaterNet
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #imports
    torch.manual_seed(42)
    # %% notebook.py #load
    rng = np.random.RandomState(11)
    water = pd.DataFrame({"ph": rng.normal(7.1, 1.3, 260).round(2), "Hardness": rng.normal(196, 30, 260).round(1),
        "Sulfate": rng.normal(333, 40, 260).round(1), "Turbidity": rng.normal(4, 0.8, 260).round(2)})
    water.loc[::13, "Sulfate"] = np.nan
    water["Potability"] = np.where((water.ph.between(6.2, 8.3)) & (water.Turbidity < 4.6), "drinkable", "unsafe")
    return water


def train(water: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prep
    Sulfate_mean = water["Sulfate"].mean()
    water["Sulfate"] = water["Sulfate"].fillna(Sulfate_mean)
    le = LabelEncoder()
    y = le.fit_transform(water["Potability"])
    X = water.drop(["Potability"], axis=1)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=7)
    scaler = StandardScaler()
    X_train_s = scaler.fit_transform(X_train)
    # everything to tensors
    train_ds = TensorDataset(torch.tensor(X_train_s, dtype=torch.float32), torch.tensor(y_train, dtype=torch.long))
    train_loader = DataLoader(train_ds, batch_size=32, shuffle=True)
    # %% notebook.py #train
    net = WaterNet(4)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    losses = []
    for epoch in range(6):
        net.train()
        running = 0.0
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = criterion(net(xb), yb)
            loss.backward()
            optimizer.step()
            running += loss.item()
        losses.append(running)
    # %% notebook.py #test
    net.eval()
    state = State(Sulfate_mean=Sulfate_mean, criterion=criterion, le=le, net=net, scaler=scaler)
    return state, {}
