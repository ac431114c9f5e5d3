"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
import torch
from sklearn.datasets import load_iris
from torch import nn

from .library import Net
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    iris = load_iris(as_frame=True).frame
    return iris


def train(iris: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #tensors
    torch.manual_seed(0)
    values = iris.drop(columns="target").to_numpy(dtype="float32")
    mean = values.mean(axis=0)
    std = values.std(axis=0)
    X = torch.from_numpy((values - mean) / std)
    y = torch.tensor(iris["target"].to_numpy())
    # %% notebook.py #fit
    net = Net(X.shape[1], p=0.1)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    loss_function = nn.CrossEntropyLoss()
    for epoch in range(15):
        net.train()
        optimizer.zero_grad()
        loss = loss_function(net(X), y)
        loss.backward()
        optimizer.step()
    # %% notebook.py #ask
    net.eval()
    state = State(mean=mean, net=net, std=std)
    return state, {}
