"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import torch
import torch.nn as nn


# %% notebook.py #model
class WaterNet(nn.Module):
    def __init__(self, n_features, n_classes=2):
        super().__init__()
        self.fc1 = nn.Linear(n_features, 16)
        self.drop = nn.Dropout(0.2)
        self.fc2 = nn.Linear(16, n_classes)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))
