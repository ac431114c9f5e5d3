"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from sklearn.metrics.pairwise import cosine_similarity

from .state import State


def predict(query: str, state: State) -> dict[str, object]:
    """Return suggestions (array) for one request."""
    # %% notebook.py #ask
    scores = cosine_similarity(state.tfidf.transform([query]), state.matrix).flatten()
    best = scores.argsort(kind="stable")[::-1][:3]
    suggestions = state.name.iloc[best].tolist()
    return {"suggestions": suggestions}
