"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from torch import nn

# %% notebook.py #net
HIDDEN = 8
CLASSES = 3


# %% notebook.py #net
class Net(nn.Module):
    def __init__(self, n_in, hidden=HIDDEN, *, p=0.2):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(n_in, hidden), nn.ReLU(), nn.Dropout(p), nn.Linear(hidden, CLASSES))

    def forward(self, x):
        return self.layers(x)
