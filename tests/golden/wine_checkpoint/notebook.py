# %% [load] #load
from sklearn.datasets import load_wine
data = load_wine(as_frame=True)
df = data.frame
# %% #libs
import io, tempfile, os
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split
from sklearn.preprocessing import MinMaxScaler
from tqdm import tqdm
# %% [preprocess] #p
y = df.pop("target")
sc = MinMaxScaler()
X = sc.fit_transform(df)
X_t = torch.FloatTensor(X)
y_t = torch.LongTensor(y.values)
# %% #cls
class WineData(Dataset):
    def __init__(self, features, targets):
        self.features = features
        self.targets = targets
    def __len__(self):
        return self.features.shape[0]
    def __getitem__(self, idx):
        return self.features[idx], self.targets[idx]

class WineNet(nn.Module):
    def __init__(self, in_features, h1=10, h2=6, out_features=3):
        super().__init__()
        self.fc1 = nn.Linear(in_features, h1)
        self.fc2 = nn.Linear(h1, h2)
        self.out = nn.Linear(h2, out_features)
    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.out(x)
# %% [train] #t
torch.manual_seed(41)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
ds = WineData(X_t, y_t)
train_ds, val_ds = random_split(ds, [130, len(ds) - 130], generator=torch.Generator().manual_seed(0))
train_dl = DataLoader(train_ds, batch_size=16, shuffle=True)
val_dl = DataLoader(val_ds, batch_size=16)
model = WineNet(X_t.shape[1]).to(device)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
path = os.path.join(tempfile.gettempdir(), "wine_best.pt")
best_val = np.inf
for epoch in tqdm(range(4)):
    model.train()
    for xb, yb in train_dl:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        val_loss = sum(criterion(model(a.to(device)), b.to(device)).item() for a, b in val_dl)
    if val_loss < best_val:
        best_val = val_loss
        torch.save(model.state_dict(), path)
# %% [predict] #ask
best = WineNet(X_t.shape[1])
best.load_state_dict(torch.load(path, map_location=device))
best.to(device)
best.eval()
preds = []
with torch.no_grad():
    for i, row in enumerate(X_t):
        y_hat = best(row.to(device))
        preds.append(y_hat.argmax().item())
# %% [evaluate] #ev
from sklearn.metrics import classification_report
print(classification_report(y, preds))
correct = int((np.array(preds) == y.values).sum())
