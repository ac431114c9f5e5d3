"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn, optim
from torch.utils.data import DataLoader

from .library import DigitNet, DigitSet, n_train
from .state import State


def load() -> tuple[np.ndarray, np.ndarray]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #d
    digits = load_digits()
    images = digits.images[:400]
    labels = digits.target[:400]
    return images, labels


def train(images: np.ndarray, labels: np.ndarray) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #imports
    DEVICE = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    # %% notebook.py #scale
    # 4 bit pixels -> [0, 1], with the channel in front
    X = images / 16.0
    X = X.reshape(-1, 1, 8, 8).astype("float32")
    X_train, X_val = X[:n_train], X[n_train:]
    y_train, y_val = labels[:n_train], labels[n_train:]
    # %% notebook.py #train
    torch.manual_seed(7)
    net = DigitNet().to(DEVICE)
    optimizer = optim.AdamW(net.parameters(), lr=5e-3)
    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    loss_fn = nn.CrossEntropyLoss()
    train_loader = DataLoader(DigitSet(X_train, y_train), batch_size=50, shuffle=True)
    val_loader = DataLoader(DigitSet(X_val, y_val), batch_size=50)

    best_acc, best_state = 0.0, None
    for epoch in range(3):
        net.train()
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = loss_fn(net(xb.to(DEVICE)), yb.to(DEVICE))
            loss.backward()
            optimizer.step()
        scheduler.step()
        net.eval()
        hits = 0
        with torch.no_grad():
            for xb, yb in val_loader:
                hits += (net(xb.to(DEVICE)).argmax(1) == yb.to(DEVICE)).sum().item()
        val_acc = hits / len(X_val)
        print(f"epoch {epoch}: {val_acc:.3f}")
        if val_acc > best_acc:
            best_acc = val_acc
            best_state = copy.deepcopy(net.state_dict())
    net.load_state_dict(best_state)
    # %% notebook.py #all
    net.eval()
    state = State(DEVICE=DEVICE, net=net)
    return state, {}
