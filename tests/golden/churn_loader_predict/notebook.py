# %% #i
import pandas as pd
import numpy as np
import torch, random
from torch import nn
from torch.utils.data import TensorDataset, DataLoader
def seed_everything(seed=42):
    random.seed(seed); np.random.seed(seed); torch.manual_seed(seed)
seed_everything()
# %% [parameters] #par
EPOCHS = 3
THRESHOLD = 0.5
# %% [load] #l
rng = np.random.RandomState(5)
customers = pd.DataFrame({"tenure": rng.randint(0, 72, 200), "monthly": rng.uniform(20, 110, 200).round(2),
    "contract": rng.choice(["month", "year", "two years"], 200), "calls": rng.poisson(2, 200)})
customers.loc[::17, "monthly"] = np.nan
customers["churn"] = np.where(rng.rand(200) < 1 / (1 + np.exp(0.05 * customers.tenure - 0.3 * customers.calls)), "Yes", "No")
# %% [preprocess] #pre
customers["monthly"] = customers["monthly"].fillna(customers["monthly"].median())
customers["target"] = customers["churn"].map({"No": 0, "Yes": 1})
features = ["tenure", "monthly", "contract", "calls"]
X = pd.get_dummies(customers[features], columns=["contract"]).astype("float32")
X = (X - X.mean()) / X.std()
# %% #m
class ChurnNet(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n, 12), nn.LeakyReLU(0.1), nn.Dropout(0.3), nn.Linear(12, 1), nn.Sigmoid())
    def forward(self, x):
        return self.net(x)

def predict(model, loader):
    model.eval()
    probs = []
    with torch.no_grad():
        for (xb,) in loader:
            probs.extend(model(xb).squeeze(1).tolist())
    return probs
# %% [train] #t
Xt = torch.from_numpy(X.values)
yt = torch.tensor(customers["target"].values).float().unsqueeze(1)
loader = DataLoader(TensorDataset(Xt, yt), batch_size=25, shuffle=True)
churn_model = ChurnNet(Xt.shape[1])
optim = torch.optim.RMSprop(churn_model.parameters(), lr=0.005)
bce = nn.BCELoss()
for e in range(EPOCHS):
    churn_model.train()
    running = 0
    for xb, yb in loader:
        optim.zero_grad()
        l = bce(churn_model(xb), yb)
        l.backward()
        optim.step()
        running += l.item()
    print(e, running)
# %% [predict] #p
test_loader = DataLoader(TensorDataset(Xt), batch_size=64)
customers["p_churn"] = predict(churn_model, test_loader)
customers["will_churn"] = (customers["p_churn"] > THRESHOLD).astype(int)
result = customers[["p_churn", "will_churn"]]
result.head()
