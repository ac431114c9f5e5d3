# %% #i
import numpy as np, pandas as pd
import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader, random_split
# %% [parameters] #cfg
BATCH_SIZE = 16
EPOCHS = 4
LR = 0.02
# %% [load] #data
rng = np.random.default_rng(4)
hives = pd.DataFrame({
    "hive": [f"H{i:03d}" for i in range(220)],
    "weight_kg": rng.normal(32, 6, 220).round(1),
    "temp_in": rng.normal(34.5, 1.1, 220).round(2),
    "humidity": rng.integers(45, 80, 220),
    "flights": rng.poisson(110, 220),
})
hives["swarmed"] = ((hives.flights > 112) & (hives.temp_in > 34)).astype(int)
# %% #dataset
class HiveDataset(Dataset):
    """features and label of one hive"""
    FEATURES = ["weight_kg", "temp_in", "humidity", "flights"]

    def __init__(self, frame):
        values = frame[self.FEATURES].to_numpy(dtype="float32")
        self.X = torch.from_numpy((values - np.array([32, 34.5, 62, 110], dtype="float32")) / np.array([6, 1, 10, 10], dtype="float32"))
        self.y = torch.tensor(frame["swarmed"].values, dtype=torch.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, idx):
        return self.X[idx], self.y[idx]
# %% [preprocess] #split
dataset = HiveDataset(hives)
n_test = int(len(dataset) * 0.2)
n_train = len(dataset) - n_test
train_set, test_set = random_split(dataset, [n_train, n_test], generator=torch.Generator().manual_seed(0))
train_dl = DataLoader(train_set, batch_size=BATCH_SIZE, shuffle=True)
test_dl = DataLoader(test_set, batch_size=BATCH_SIZE)
positions = np.array(test_set.indices)
len(train_set), len(test_set)
# %% [train] #fit
torch.manual_seed(1)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
opt = torch.optim.SGD(model.parameters(), lr=LR, momentum=0.9)
loss_fn = nn.BCEWithLogitsLoss()
for epoch in range(EPOCHS):
    model.train()
    for X, y in train_dl:
        loss = loss_fn(model(X).squeeze(1), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, loss.item())
# %% [predict] #evaluate
model.eval()
probs, actual = [], []
for i, (X, y) in enumerate(test_dl):
    with torch.no_grad():
        p = torch.sigmoid(model(X)).squeeze(1)
    probs.extend(p.numpy())
    actual.extend(y.numpy())
    if i == 0:
        print("first batch:", p[:3], y[:3])
acc = (np.round(probs) == np.array(actual)).mean()
print("accuracy", acc)
