"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #read
    rs = np.random.RandomState(5)
    N = 200
    insurance = pd.DataFrame({
        'age': rs.randint(18, 65, N),
        'bmi': rs.normal(30, 5, N).round(1),
        'children': rs.randint(0, 5, N),
        'smoker': rs.choice(['yes', 'no'], N, p=[.2, .8]),
        'region': rs.choice(['north', 'south', 'east', 'west'], N),
    })
    insurance['charges'] = (250 * insurance.age + 300 * (insurance.bmi - 30) + 24000 * (insurance.smoker == 'yes') + rs.normal(0, 900, N)).round(2)
    return insurance


def train(insurance: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #encode
    # encode every text column
    data = insurance.copy()
    cat_cols = data.dtypes[data.dtypes == 'object'].index
    for col in cat_cols:
        data[col] = LabelEncoder().fit_transform(data[col])

    # smoker matters most
    data['is_smoker'] = (insurance['smoker'] == 'yes').astype(int)
    X = data[['age', 'bmi', 'children', 'is_smoker']]
    y = data['charges']
    # %% notebook.py #fit
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=.25, random_state=1)
    reg = LinearRegression().fit(X_train, y_train)
    state = State(cat_cols=cat_cols, reg=reg)
    return state, {}
