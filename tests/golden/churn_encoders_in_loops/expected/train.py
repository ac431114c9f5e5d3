"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, OrdinalEncoder

from .library import scale
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #b
    rng = np.random.default_rng(8)
    n = 240
    telco = pd.DataFrame({
        "customerID": [f"C{i:04d}" for i in range(n)],
        "gender": rng.choice(["Female", "Male"], n),
        "Contract": rng.choice(["Month-to-month", "One year", "Two year"], n),
        "PaymentMethod": rng.choice(["Electronic check", "Mailed check", "Bank transfer", "Credit card"], n),
        "InternetService": rng.choice(["DSL", "Fiber optic", "No"], n),
        "tenure": rng.integers(0, 72, n),
        "MonthlyCharges": rng.uniform(18, 120, n).round(2),
        "Churn": rng.choice(["No", "Yes"], n, p=[.7, .3]),
    })
    telco["TotalCharges"] = (telco.tenure * telco.MonthlyCharges).round(2).astype(str)
    telco.loc[telco.tenure == 0, "TotalCharges"] = " "
    return telco


def train(telco: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #c
    telco["TotalCharges"] = pd.to_numeric(telco["TotalCharges"], errors="coerce")
    TotalCharges_mean = telco["TotalCharges"].mean()
    telco["TotalCharges"] = telco["TotalCharges"].fillna(TotalCharges_mean)
    telco.drop("customerID", axis=1, inplace=True)
    # one encoder, again and again
    le = LabelEncoder()
    columns = telco.columns
    value = {}
    frozen_le = {}
    for col in columns:
        value[col] = not pd.api.types.is_numeric_dtype(telco[col]) and telco[col].nunique() <= 2
        if value[col]:
            le.fit(telco[col])
            frozen_le[col] = copy.deepcopy(le)
            telco[col] = le.transform(telco[col])
            print(col, list(le.classes_))
    # %% notebook.py #d
    encoders = {}
    frozen_enc = {}
    for i, col in enumerate(["InternetService", "PaymentMethod"]):
        enc = LabelEncoder()
        telco[col] = enc.fit_transform(telco[col])
        frozen_enc[i, col] = copy.deepcopy(enc)
        encoders[col] = enc
    ordinal_encoder = OrdinalEncoder()
    telco[["Contract"]] = ordinal_encoder.fit_transform(telco[["Contract"]])
    frozen_mm = {}
    for c in scale:
        mm = MinMaxScaler()
        telco[c] = mm.fit_transform(telco[[c]])
        frozen_mm[c] = copy.deepcopy(mm)
    X = telco.drop(columns="Churn")
    y = telco["Churn"]
    # %% notebook.py #e
    model = LogisticRegression(max_iter=500)
    model.fit(X, y)
    state = State(
        TotalCharges_mean=TotalCharges_mean,
        columns=columns,
        enc=frozen_enc,
        le=frozen_le,
        mm=frozen_mm,
        model=model,
        ordinal_encoder=ordinal_encoder,
        value=value,
    )
    return state, {}
