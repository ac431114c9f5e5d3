"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import random

import numpy as np
import torch
from torch import nn


# %% notebook.py #i
def seed_everything(seed=42):
    random.seed(seed); np.random.seed(seed); torch.manual_seed(seed)


# %% notebook.py #pre
features = ["tenure", "monthly", "contract", "calls"]


# %% notebook.py #m
class ChurnNet(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n, 12), nn.LeakyReLU(0.1), nn.Dropout(0.3), nn.Linear(12, 1), nn.Sigmoid())
    def forward(self, x):
        return self.net(x)


# %% notebook.py #m
def predict(model, loader):
    model.eval()
    probs = []
    with torch.no_grad():
        for (xb,) in loader:
            probs.extend(model(xb).squeeze(1).tolist())
    return probs
