# %% #a
import numpy as np
import pandas as pd
import torch
from torch import nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
# %% [load] #b
d = load_diabetes(as_frame=True, scaled=False)
df = d.frame
# %% [preprocess] #c
X = df.drop("target", axis=1)
y = df["target"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
scaler = StandardScaler().fit(X_train)
y_scaler = StandardScaler()
y_train_s = y_scaler.fit_transform(y_train.values.reshape(-1, 1))
X_train_t = torch.tensor(scaler.transform(X_train), dtype=torch.float32)
y_train_t = torch.tensor(y_train_s, dtype=torch.float32)
X_test_t = torch.tensor(scaler.transform(X_test), dtype=torch.float32)
X_train_t.shape, y_train_t.shape
# %% [train] #d
torch.manual_seed(0)
model = nn.Sequential(
    nn.Linear(X_train_t.shape[1], 16),
    nn.ReLU(),
    nn.Linear(16, 1),
)
loss_fn = nn.MSELoss()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
losses = []
for epoch in range(20):
    pred = model(X_train_t)
    loss = loss_fn(pred, y_train_t)
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss.item())
    if epoch % 10 == 0:
        print(epoch, loss.item())
# %% [predict] #e
with torch.no_grad():
    out = model(X_test_t)
y_pred = y_scaler.inverse_transform(out.numpy()).ravel()
# %% [evaluate] #f
from sklearn.metrics import r2_score, mean_squared_error
r2 = r2_score(y_test, y_pred)
rmse = mean_squared_error(y_test, y_pred) ** 0.5
print(f"R2 {r2:.3f} RMSE {rmse:.1f}")
