# %% [load] #l
import pandas as pd
import numpy as np
rng = np.random.default_rng(23)
reviews = pd.DataFrame({"words": rng.integers(3, 300, 140), "capitals": rng.random(140).round(3), "links": rng.poisson(0.4, 140)})
reviews["spam"] = ((reviews.links > 0) & (reviews.capitals > 0.3)).astype(float)
# %% #i
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
# %% [preprocess] #p
feats = reviews[["words", "capitals", "links"]].to_numpy(dtype="float32")
feats = (feats - feats.mean(0)) / feats.std(0)
X, y = torch.from_numpy(feats), torch.tensor(reviews["spam"].to_numpy(), dtype=torch.float32)
# %% #m
class SpamNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 16)
        self.b = nn.Linear(16, 1)
        self.drop = nn.Dropout(0.5)
    def forward(self, x):
        return self.b(self.drop(torch.relu(self.a(x)))).squeeze(-1)
# %% [train] #t
torch.manual_seed(0)
model = SpamNet()
optimizer = torch.optim.Adam(model.parameters(), 0.01)
for epoch in range(3):
    for xb, yb in DataLoader(TensorDataset(X, y), batch_size=35):
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(model(xb), yb).backward()
        optimizer.step()
# %% [predict] #q
scores = []
for (xb,) in DataLoader(TensorDataset(X), batch_size=50):
    scores.extend(torch.sigmoid(model(xb)).tolist())
