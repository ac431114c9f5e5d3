"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import torch.nn as nn


# %% notebook.py #4
class Sonar(nn.Module):
    def __init__(self, hidden):
        super(Sonar, self).__init__()
        self.net = nn.Sequential(nn.Linear(6, hidden), nn.ReLU(), nn.Linear(hidden, 2))

    def forward(self, x):
        return self.net(x)
