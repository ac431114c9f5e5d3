"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(movie: str, state: State) -> dict[str, object]:
    """Return prediction (array) for one request."""
    # %% notebook.py #ask
    knn = state.knn
    movies = state.movies
    vectors = state.vectors
    def recommend(movie):
        index = movies[movies["title"] == movie].index[0]
        distances, neighbours = knn.kneighbors([vectors[index]])
        return [movies.iloc[i].title for i in neighbours[0][1:]]
    # %% notebook.py #ask2
    prediction = recommend(movie)
    return {"prediction": prediction}
