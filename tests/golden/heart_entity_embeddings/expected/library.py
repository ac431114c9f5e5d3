"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

# %% notebook.py #prep
cat_cols = ["chest_pain", "thal"]


# %% notebook.py #net
class TabularNet(nn.Module):
    """Entity embeddings for the categories, the numbers as they are"""
    def __init__(self, cardinalities, n_num, hidden=16, p=0.2):
        super().__init__()
        self.embs = nn.ModuleList([nn.Embedding(c, min(4, (c + 1) // 2)) for c in cardinalities])
        n_emb = sum(e.embedding_dim for e in self.embs)
        self.bn = nn.BatchNorm1d(n_num)
        self.fc1 = nn.Linear(n_emb + n_num, hidden)
        self.drop = nn.Dropout(p)
        self.out = nn.Linear(hidden, 1)

    def embed(self, x_cat):
        return torch.cat([e(x_cat[:, i]) for i, e in enumerate(self.embs)], dim=1)

    def forward(self, x_cat, x_num):
        x = torch.cat([self.embed(x_cat), self.bn(x_num)], dim=1)
        x = self.drop(F.relu(self.fc1(x)))
        return self.out(x).squeeze(1)
