# %% #imp
import numpy as np
import torch
from sklearn.datasets import load_iris
from torch import nn
# %% [load] #load
iris = load_iris(as_frame=True).frame
# %% #net
HIDDEN = 8
CLASSES = 3


class Net(nn.Module):
    def __init__(self, n_in, hidden=HIDDEN, *, p=0.2):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(n_in, hidden), nn.ReLU(), nn.Dropout(p), nn.Linear(hidden, CLASSES))

    def forward(self, x):
        return self.layers(x)
# %% [preprocess] #tensors
torch.manual_seed(0)
values = iris.drop(columns="target").to_numpy(dtype="float32")
mean = values.mean(axis=0)
std = values.std(axis=0)
X = torch.from_numpy((values - mean) / std)
y = torch.tensor(iris["target"].to_numpy())
# %% [train] #fit
net = Net(X.shape[1], p=0.1)
optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
loss_function = nn.CrossEntropyLoss()
for epoch in range(15):
    net.train()
    optimizer.zero_grad()
    loss = loss_function(net(X), y)
    loss.backward()
    optimizer.step()
# %% [predict] #ask
net.eval()
with torch.no_grad():
    logits = net(X)
    proba = torch.softmax(logits, dim=1)
species = proba.argmax(dim=1).numpy()
