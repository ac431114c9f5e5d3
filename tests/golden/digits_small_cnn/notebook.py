# %% [load] #d
from sklearn.datasets import load_digits
digits = load_digits()
images = digits.images[:400]
labels = digits.target[:400]
# %% #show
import matplotlib.pyplot as plt
plt.imshow(images[0])
# %% #imports
import copy
import torch
from torch import nn, optim
from torch.utils.data import Dataset, DataLoader

DEVICE = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
# %% [preprocess] #scale
# 4 bit pixels -> [0, 1], with the channel in front
X = images / 16.0
X = X.reshape(-1, 1, 8, 8).astype("float32")
n_train = 300
X_train, X_val = X[:n_train], X[n_train:]
y_train, y_val = labels[:n_train], labels[n_train:]
# %% #dataset
class DigitSet(Dataset):
    def __init__(self, X, y=None):
        self.X = torch.from_numpy(X)
        self.y = None if y is None else torch.from_numpy(y).long()

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        if self.y is None:
            return self.X[i]
        return self.X[i], self.y[i]
# %% #model
def conv_block(c_in, c_out):
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.BatchNorm2d(c_out), nn.ReLU(), nn.MaxPool2d(2))

class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(conv_block(1, 6), conv_block(6, 12))
        self.classifier = nn.Sequential(nn.Flatten(), nn.Dropout(0.25), nn.Linear(12 * 2 * 2, 10))

    def forward(self, x):
        return self.classifier(self.features(x))
# %% [train] #train
torch.manual_seed(7)
net = DigitNet().to(DEVICE)
optimizer = optim.AdamW(net.parameters(), lr=5e-3)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
loss_fn = nn.CrossEntropyLoss()
train_loader = DataLoader(DigitSet(X_train, y_train), batch_size=50, shuffle=True)
val_loader = DataLoader(DigitSet(X_val, y_val), batch_size=50)

best_acc, best_state = 0.0, None
for epoch in range(3):
    net.train()
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = loss_fn(net(xb.to(DEVICE)), yb.to(DEVICE))
        loss.backward()
        optimizer.step()
    scheduler.step()
    net.eval()
    hits = 0
    with torch.no_grad():
        for xb, yb in val_loader:
            hits += (net(xb.to(DEVICE)).argmax(1) == yb.to(DEVICE)).sum().item()
    val_acc = hits / len(X_val)
    print(f"epoch {epoch}: {val_acc:.3f}")
    if val_acc > best_acc:
        best_acc = val_acc
        best_state = copy.deepcopy(net.state_dict())
net.load_state_dict(best_state)
# %% [predict] #all
net.eval()
all_loader = DataLoader(DigitSet(X), batch_size=64, shuffle=False)
outs = []
with torch.no_grad():
    for xb in all_loader:
        outs.append(net(xb.to(DEVICE)).cpu())
logits = torch.cat(outs)
digit = logits.argmax(dim=1).numpy()
# %% [evaluate] #e
from sklearn.metrics import accuracy_score
print("accuracy", accuracy_score(labels, digit))
