"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(input_data: list, state: State) -> dict[str, object]:
    """Return prediction (int), verdict (text) for one request."""
    # %% notebook.py #ask
    # changing the input_data to numpy array
    input_data_as_numpy_array = np.asarray(input_data)

    # reshape the array as we are predicting for one instance
    input_data_reshaped = input_data_as_numpy_array.reshape(1, -1)

    # standardize the input data
    std_data = state.scaler.transform(input_data_reshaped)

    prediction = state.classifier.predict(std_data)

    if (prediction[0] == 0):
        verdict = "not diabetic"
    else:
        verdict = "diabetic"
    return {"prediction": prediction[0], "verdict": verdict}
