"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(brand: float, km_driven: float, fuel: float, age: float, state: State) -> dict[str, object]:
    """Return price (float) for one request."""
    # %% notebook.py #ask
    new_car = pd.DataFrame({
        "brand": [brand],
        "km_driven": [km_driven],
        "fuel": [fuel],
        "age": [age],
    })
    price = state.gbr.predict(new_car[state.columns])
    return {"price": price[0]}
