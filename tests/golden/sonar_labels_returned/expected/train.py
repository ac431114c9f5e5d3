"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from torch.utils.data import DataLoader, TensorDataset

from .library import Sonar
from .state import State


def load() -> tuple[np.ndarray, np.ndarray]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    # echoes, 6 bands; 1 = mine, 0 = rock
    echoes, kind = make_classification(n_samples=240, n_features=6, n_informative=4, n_redundant=0, random_state=9)
    return echoes, kind


def train(echoes: np.ndarray, kind: np.ndarray) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #1
    torch.manual_seed(3)
    device = torch.device("cpu")
    # %% notebook.py #3
    Xtr = torch.tensor(echoes[:180], dtype=torch.float32)
    ytr = torch.tensor(kind[:180])
    train_loader = DataLoader(TensorDataset(Xtr, ytr), batch_size=20, shuffle=True)
    # %% notebook.py #5
    sonar = Sonar(12).to(device)
    optimizer = torch.optim.Adam(sonar.parameters(), lr=0.02)
    for epoch in range(5):
        sonar.train()
        for inputs, labels in train_loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(sonar(inputs), labels).backward()
            optimizer.step()
    state = State(device=device, sonar=sonar)
    return state, {}
