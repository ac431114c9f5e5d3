# %% #i
import numpy as np
import pandas as pd
import torch
# %% [load] #l
rng = np.random.default_rng(0)
trips = pd.DataFrame({"km": rng.gamma(2, 3, 150), "hour": rng.integers(0, 24, 150), "rain": rng.integers(0, 2, 150)})
trips["minutes"] = 4 + 2.3 * trips.km + 3 * trips.rain + rng.normal(0, 1, 150)
# %% [preprocess] #p
trips["rush"] = trips.hour.isin([7, 8, 16, 17]).astype(float)
X = torch.tensor(trips[["km", "rain", "rush"]].to_numpy(), dtype=torch.float32)
y = torch.tensor(trips.minutes.to_numpy(), dtype=torch.float32)
# %% [train] #t
# plain autograd, no nn.Module at all
torch.manual_seed(0)
w = torch.randn(3, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for step in range(60):
    loss = ((X @ w + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.005 * w.grad
        b -= 0.005 * b.grad
        w.grad.zero_()
        b.grad.zero_()
print(w, b, loss.item())
# %% [predict] #q
minutes = (X @ w + b).detach().numpy()
minutes = np.round(minutes, 1)
# %% [evaluate] #e
mae = np.abs(minutes - trips.minutes).mean()
