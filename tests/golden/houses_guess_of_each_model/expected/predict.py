"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(house: list, state: State) -> dict[str, object]:
    """Return ols (float), ridge (float), tree (float), mean_guess (float) for one request."""
    # %% notebook.py #ask
    guesses = {}
    for name, model in state.models.items():
        guesses[name] = round(model.predict([house])[0], 1)
    mean_guess = sum(guesses.values()) / len(guesses)
    return {"ols": guesses["ols"], "ridge": guesses["ridge"], "tree": guesses["tree"], "mean_guess": mean_guess}
