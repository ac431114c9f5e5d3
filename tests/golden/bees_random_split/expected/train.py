"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, random_split

from .library import HiveDataset
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #data
    rng = np.random.default_rng(4)
    hives = pd.DataFrame({
        "hive": [f"H{i:03d}" for i in range(220)],
        "weight_kg": rng.normal(32, 6, 220).round(1),
        "temp_in": rng.normal(34.5, 1.1, 220).round(2),
        "humidity": rng.integers(45, 80, 220),
        "flights": rng.poisson(110, 220),
    })
    hives["swarmed"] = ((hives.flights > 112) & (hives.temp_in > 34)).astype(int)
    return hives


def train(
    hives: pd.DataFrame,
    *,
    BATCH_SIZE: int = 16,
    EPOCHS: int = 4,
    LR: float = 0.02,
) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #split
    dataset = HiveDataset(hives)
    n_test = int(len(dataset) * 0.2)
    n_train = len(dataset) - n_test
    train_set, test_set = random_split(dataset, [n_train, n_test], generator=torch.Generator().manual_seed(0))
    train_dl = DataLoader(train_set, batch_size=BATCH_SIZE, shuffle=True)
    # %% notebook.py #fit
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    opt = torch.optim.SGD(model.parameters(), lr=LR, momentum=0.9)
    loss_fn = nn.BCEWithLogitsLoss()
    for epoch in range(EPOCHS):
        model.train()
        for X, y in train_dl:
            loss = loss_fn(model(X).squeeze(1), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        print(epoch, loss.item())
    # %% notebook.py #evaluate
    model.eval()
    state = State(BATCH_SIZE=BATCH_SIZE, model=model)
    return state, {}
