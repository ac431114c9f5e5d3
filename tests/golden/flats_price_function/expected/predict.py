"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(location: str, sqft: float, bath: float, bhk: float, state: State) -> dict[str, object]:
    """Return prediction (float) for one request."""
    # %% notebook.py #ask
    X_columns = state.X_columns
    lr_clf = state.lr_clf
    def predict_price(location, sqft, bath, bhk):
        loc_index = np.where(X_columns == location)[0][0]

        x = np.zeros(len(X_columns))
        x[0] = sqft
        x[1] = bath
        x[2] = bhk
        if loc_index >= 0:
            x[loc_index] = 1

        return lr_clf.predict([x])[0]
    # %% notebook.py #more
    prediction = predict_price(location, sqft, bath, bhk)
    return {"prediction": prediction}
