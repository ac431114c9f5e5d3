# %% #1
import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.metrics import classification_report, confusion_matrix
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(3)
device = torch.device("cpu")
# %% [load] #2
# echoes, 6 bands; 1 = mine, 0 = rock
echoes, kind = make_classification(n_samples=240, n_features=6, n_informative=4, n_redundant=0, random_state=9)
# %% [preprocess] #3
positions = np.arange(180, 240)
Xtr = torch.tensor(echoes[:180], dtype=torch.float32)
ytr = torch.tensor(kind[:180])
Xte = torch.tensor(echoes[180:], dtype=torch.float32)
yte = torch.tensor(kind[180:])
train_loader = DataLoader(TensorDataset(Xtr, ytr), batch_size=20, shuffle=True)
test_loader = DataLoader(TensorDataset(Xte, yte), batch_size=20)
# %% #4
class Sonar(nn.Module):
    def __init__(self, hidden):
        super(Sonar, self).__init__()
        self.net = nn.Sequential(nn.Linear(6, hidden), nn.ReLU(), nn.Linear(hidden, 2))

    def forward(self, x):
        return self.net(x)

def get_all_preds(model, loader):
    model.eval()
    all_preds, all_labels = [], []
    with torch.no_grad():
        for inputs, labels in loader:
            inputs, labels = inputs.to(device), labels.to(device)
            outputs = model(inputs)
            all_preds.append(outputs.argmax(dim=1))
            all_labels.append(labels)
    return torch.cat(all_preds).cpu().numpy(), torch.cat(all_labels).cpu().numpy()
# %% [train] #5
sonar = Sonar(12).to(device)
optimizer = torch.optim.Adam(sonar.parameters(), lr=0.02)
for epoch in range(5):
    sonar.train()
    for inputs, labels in train_loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(sonar(inputs), labels).backward()
        optimizer.step()
# %% [predict] #6
y_pred, y_true = get_all_preds(sonar, test_loader)
print(classification_report(y_true, y_pred))
print(confusion_matrix(y_true, y_pred))
