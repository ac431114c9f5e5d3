"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import torch
from torch.utils.data import DataLoader, TensorDataset

from . import library
from .state import State


def predict(Xt: torch.Tensor, customers: object, state: State) -> dict[str, object]:
    """Return p_churn (float), will_churn (int): one value for each row of Xt."""
    predict = library.predict
    # %% notebook.py #p
    test_loader = DataLoader(TensorDataset(Xt), batch_size=64)
    customers["p_churn"] = predict(state.churn_model, test_loader)
    customers["will_churn"] = (customers["p_churn"] > state.THRESHOLD).astype(int)
    result = customers[["p_churn", "will_churn"]]
    return {"p_churn": result["p_churn"], "will_churn": result["will_churn"]}
