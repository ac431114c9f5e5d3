# %% #imp
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler

device = "cuda" if torch.cuda.is_available() else "cpu"
print(device)
# %% [load] #patients
rng = np.random.default_rng(11)
n = 240
df = pd.DataFrame({
    "age": rng.integers(28, 80, n),
    "chest_pain": rng.choice(["typical", "atypical", "non-anginal", "none"], n),
    "resting_bp": rng.normal(130, 15, n).round(),
    "cholesterol": rng.normal(240, 45, n).round(),
    "thal": rng.choice(["normal", "fixed", "reversible"], n, p=[0.55, 0.1, 0.35]),
    "max_hr": rng.normal(150, 20, n).round(),
})
risk = 0.05 * (df.age - 50) + 0.02 * (df.cholesterol - 240) + 1.2 * (df.thal == "reversible") - 0.03 * (df.max_hr - 150)
df["disease"] = (risk + rng.normal(0, 1, n) > 0).astype(int)
df.head()
# %% #look
df.groupby("thal").disease.mean()
# %% [preprocess] #prep
cat_cols = ["chest_pain", "thal"]
num_cols = [c for c in df.columns if c not in cat_cols + ["disease"]]
encoders = {}
for c in cat_cols:
    le = LabelEncoder()
    df[c] = le.fit_transform(df[c])
    encoders[c] = le

train_df, test_df = train_test_split(df, test_size=0.25, random_state=0, stratify=df["disease"])
scaler = StandardScaler()
Xn_train = scaler.fit_transform(train_df[num_cols])
Xn_test = scaler.transform(test_df[num_cols])
# %% [preprocess] #loaders
train_ds = TensorDataset(
    torch.tensor(train_df[cat_cols].values, dtype=torch.long),
    torch.tensor(Xn_train, dtype=torch.float32),
    torch.tensor(train_df["disease"].values, dtype=torch.float32),
)
g = torch.Generator()
g.manual_seed(42)
train_loader = DataLoader(train_ds, batch_size=32, shuffle=True, generator=g)
# %% #net
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
# %% #loop
def train(model, loader, epochs, lr=0.01):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.BCEWithLogitsLoss()
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for xc, xn, y in loader:
            xc, xn, y = xc.to(device), xn.to(device), y.to(device)
            opt.zero_grad()
            loss = criterion(model(xc, xn), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        history.append(total / len(loader.dataset))
    return history
# %% [train] #fit
torch.manual_seed(1)
cards = [df[c].nunique() for c in cat_cols]
model = TabularNet(cards, len(num_cols)).to(device)
hist = train(model, train_loader, epochs=4)
print(hist[-1])
# %% #curve
import matplotlib.pyplot as plt
plt.plot(hist)
# %% [predict] #ask
model.eval()
with torch.no_grad():
    xc = torch.tensor(test_df[cat_cols].values, dtype=torch.long).to(device)
    xn = torch.tensor(Xn_test, dtype=torch.float32).to(device)
    proba = torch.sigmoid(model(xc, xn)).cpu().numpy()
pred = (proba > 0.5).astype(int)
# %% [evaluate] #score
from sklearn.metrics import accuracy_score, roc_auc_score
acc = accuracy_score(test_df["disease"], pred)
auc = roc_auc_score(test_df["disease"], proba)
print(acc, auc)
positions = df.index.get_indexer(test_df.index)
