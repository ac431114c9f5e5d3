"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import torch
from torch.utils.data import Dataset


# %% notebook.py #dataset
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
