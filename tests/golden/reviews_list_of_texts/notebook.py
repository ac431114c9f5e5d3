# %% #imp
import re
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
# %% [load] #load
texts = ["A good day!", "bad, bad day", "awful <b>thing</b>", "very GOOD indeed", "nice and good", "bad and awful"] * 15
labels = [1, 0, 0, 1, 1, 0] * 15
# %% [preprocess] #clean
def clean(text):
    text = re.sub(r"<[^>]+>", " ", text.lower())
    return re.sub(r"[^a-z ]", "", text).strip()

cleaned = [clean(text) for text in texts]
vectorizer = TfidfVectorizer(ngram_range=(1, 2))
X = vectorizer.fit_transform(cleaned)
# %% [train] #fit
model = MultinomialNB()
model.fit(X, labels)
# %% [predict] #ask
names = {0: "bad", 1: "good"}
verdict = [names[label] for label in model.predict(X)]
sure = model.predict_proba(X).max(axis=1)
