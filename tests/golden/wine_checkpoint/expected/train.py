"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import os
import tempfile

import numpy as np
import pandas as pd
import torch
from sklearn.datasets import load_wine
from sklearn.preprocessing import MinMaxScaler
from torch import nn
from torch.utils.data import DataLoader, random_split
from tqdm import tqdm

from .library import WineData, WineNet
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    data = load_wine(as_frame=True)
    df = data.frame
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    y = df.pop("target")
    sc = MinMaxScaler()
    X = sc.fit_transform(df)
    X_t = torch.FloatTensor(X)
    y_t = torch.LongTensor(y.values)
    # %% notebook.py #t
    torch.manual_seed(41)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    ds = WineData(X_t, y_t)
    train_ds, val_ds = random_split(ds, [130, len(ds) - 130], generator=torch.Generator().manual_seed(0))
    train_dl = DataLoader(train_ds, batch_size=16, shuffle=True)
    val_dl = DataLoader(val_ds, batch_size=16)
    model = WineNet(X_t.shape[1]).to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    path = os.path.join(tempfile.gettempdir(), "wine_best.pt")
    best_val = np.inf
    for epoch in tqdm(range(4)):
        model.train()
        for xb, yb in train_dl:
            xb, yb = xb.to(device), yb.to(device)
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = sum(criterion(model(a.to(device)), b.to(device)).item() for a, b in val_dl)
        if val_loss < best_val:
            best_val = val_loss
            torch.save(model.state_dict(), path)
    # %% notebook.py #ask
    best = WineNet(X_t.shape[1])
    best.load_state_dict(torch.load(path, map_location=device))
    best.to(device)
    best.eval()
    preds = []
    with torch.no_grad():
        for i, row in enumerate(X_t):
            y_hat = best(row.to(device))
            preds.append(y_hat.argmax().item())
    # %% notebook.py #ev
    correct = int((np.array(preds) == y.values).sum())
    state = State(best=best, device=device, sc=sc)
    return state, {"correct": correct}
