# %% #i
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
# %% [load] #l
rng = np.random.default_rng(17)
soil = pd.DataFrame(rng.normal(size=(130, 4)), columns=["ph", "nitrogen", "moisture", "clay"])
soil["crop"] = (soil.ph + soil.moisture > 0).astype(int)
soil.crop.value_counts()
# %% [preprocess] #p
X = torch.tensor(soil.drop("crop", axis=1).values).float()
y = torch.tensor(soil.crop.values)
# %% [train] #t
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i in range(10):
    opt.zero_grad()
    loss = nn.functional.cross_entropy(net(X), y)
    loss.backward()
    opt.step()
# %% [predict] #q
# no net.eval() anywhere: the batch decides
with torch.no_grad():
    crop = net(X).argmax(dim=1).numpy()
# %% [evaluate] #e
accuracy = (crop == soil.crop).mean()
