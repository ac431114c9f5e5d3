"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return Predicted (float), wc (float), model (text), passes C25 (bool): one value for each row of X_test."""
    # %% notebook.py #compare
    results = pd.DataFrame({
        "Predicted": state.rf.predict(X_test).round(2),
        "wc": X_test["wc"].values,
        "model": "forest",
    })
    results["passes C25"] = results["Predicted"] >= 25
    return {"Predicted": results["Predicted"], "wc": results["wc"], "model": results["model"], "passes C25": results["passes C25"]}
