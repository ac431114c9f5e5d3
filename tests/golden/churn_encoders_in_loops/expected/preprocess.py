"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import scale
from .state import State


def preprocess(telco: pd.DataFrame, state: State) -> tuple[object, pd.DataFrame]:
    """Return telco and X for the rows of telco, one output row per input row.

    telco needs the columns gender, Contract, PaymentMethod, InternetService, tenure, MonthlyCharges,
    TotalCharges.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    telco.insert(6, "Churn", "No")
    # %% notebook.py #c
    telco["TotalCharges"] = pd.to_numeric(telco["TotalCharges"], errors="coerce")
    telco["TotalCharges"] = telco["TotalCharges"].fillna(state.TotalCharges_mean)
    telco.drop("customerID", axis=1, inplace=True, errors="ignore")
    for col in state.columns:
        if state.value[col]:
            telco[col] = state.le[col].transform(telco[col])
    # %% notebook.py #d
    for i, col in enumerate(["InternetService", "PaymentMethod"]):
        telco[col] = state.enc[i, col].transform(telco[col])
    telco[["Contract"]] = state.ordinal_encoder.transform(telco[["Contract"]])
    for c in scale:
        telco[c] = state.mm[c].transform(telco[[c]])
    X = telco.drop(columns="Churn")
    return telco, X
