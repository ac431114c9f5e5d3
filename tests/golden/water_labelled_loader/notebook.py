# %% #imports
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler, LabelEncoder
import torch
import torch.nn as nn
from torch.utils.data import TensorDataset, DataLoader
torch.manual_seed(42)
# %% [load] #load
rng = np.random.RandomState(11)
water = pd.DataFrame({"ph": rng.normal(7.1, 1.3, 260).round(2), "Hardness": rng.normal(196, 30, 260).round(1),
    "Sulfate": rng.normal(333, 40, 260).round(1), "Turbidity": rng.normal(4, 0.8, 260).round(2)})
water.loc[::13, "Sulfate"] = np.nan
water["Potability"] = np.where((water.ph.between(6.2, 8.3)) & (water.Turbidity < 4.6), "drinkable", "unsafe")
# %% #look
water.head()
water.Potability.value_counts()
# %% [preprocess] #prep
water["Sulfate"] = water["Sulfate"].fillna(water["Sulfate"].mean())
le = LabelEncoder()
y = le.fit_transform(water["Potability"])
X = water.drop(["Potability"], axis=1)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=7)
scaler = StandardScaler()
X_train_s = scaler.fit_transform(X_train)
X_test_s = scaler.transform(X_test)
# everything to tensors
train_ds = TensorDataset(torch.tensor(X_train_s, dtype=torch.float32), torch.tensor(y_train, dtype=torch.long))
test_ds = TensorDataset(torch.tensor(X_test_s, dtype=torch.float32), torch.tensor(y_test, dtype=torch.long))
train_loader = DataLoader(train_ds, batch_size=32, shuffle=True)
test_loader = DataLoader(test_ds, batch_size=64, shuffle=False)
# %% #model
class WaterNet(nn.Module):
    def __init__(self, n_features, n_classes=2):
        super().__init__()
        self.fc1 = nn.Linear(n_features, 16)
        self.drop = nn.Dropout(0.2)
        self.fc2 = nn.Linear(16, n_classes)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))
# %% [train] #train
net = WaterNet(4)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
losses = []
for epoch in range(6):
    net.train()
    running = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(net(xb), yb)
        loss.backward()
        optimizer.step()
        running += loss.item()
    losses.append(running)
plt.plot(losses)
# %% [predict] #test
net.eval()
correct, total, test_loss = 0, 0, 0.0
preds = []
with torch.no_grad():
    for xb, yb in test_loader:
        out = net(xb)
        test_loss += criterion(out, yb).item()
        pred = out.argmax(1)
        preds.extend(pred.tolist())
        correct += (pred == yb).sum().item()
        total += yb.size(0)
print(f"Test accuracy: {100 * correct / total:.1f}%  loss {test_loss:.3f}")
labels = le.inverse_transform(preds)
