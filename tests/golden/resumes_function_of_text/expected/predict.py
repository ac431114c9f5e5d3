"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .library import cleanResume
from .state import State


def predict(input_resume: str, state: State) -> dict[str, object]:
    """Return prediction (text) for one request."""
    # %% notebook.py #ask
    myresume = input_resume

    tfidf = state.tfidf
    clf = state.clf
    le = state.le
    def pred(input_resume):
        cleaned_text = cleanResume(input_resume)
        vectorized_text = tfidf.transform([cleaned_text])
        vectorized_text = vectorized_text.toarray()
        predicted_category = clf.predict(vectorized_text)
        predicted_category_name = le.inverse_transform(predicted_category)
        return predicted_category_name[0]

    prediction = pred(myresume)
    return {"prediction": prediction}
