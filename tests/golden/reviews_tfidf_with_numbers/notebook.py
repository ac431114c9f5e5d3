# %% #imports
import re
import numpy as np, pandas as pd
from scipy.sparse import hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
# %% [load] #read
rng = np.random.default_rng(4)
words = "great awful tasty cold slow friendly rude cheap pricey lovely stale fresh crowded".split()
reviews = pd.DataFrame({
    "review": [" ".join(rng.choice(words, rng.integers(2, 8))) + rng.choice(["!", ".", "!!"]) for _ in range(180)],
    "tags": ["|".join(rng.choice(["wifi", "bar", "garden", "kids"], rng.integers(1, 3), replace=False)) for _ in range(180)],
    "stars": rng.integers(1, 6, 180),
    "price": rng.choice(["10-20", "20-30", "30-50"], 180),
})
reviews["liked"] = (reviews["review"].str.contains("great|lovely|tasty")).astype(int)
# %% [preprocess] #text
def clean(text):
    text = re.sub(r"[^a-z ]", "", text.lower())
    return text.strip()

reviews["clean"] = reviews["review"].apply(clean)
reviews["n_words"] = reviews["clean"].str.split().str.len()
reviews[["low", "high"]] = reviews["price"].str.split("-", expand=True).astype(int)
first = reviews["clean"].str.split(" ", expand=True)
reviews["third_word"] = first[2].fillna("none")
# %% [preprocess] #matrix
tfidf = TfidfVectorizer(max_features=40, ngram_range=(1, 2))
text_part = tfidf.fit_transform(reviews["clean"])
cv = CountVectorizer(tokenizer=lambda t: t.split("|"), token_pattern=None) if False else CountVectorizer()
tags = pd.DataFrame(cv.fit_transform(reviews["tags"]).toarray(), columns=cv.get_feature_names_out())
numbers = reviews[["stars", "n_words", "low", "high"]]
numbers = (numbers - numbers.mean()) / numbers.std()
third = pd.get_dummies(reviews["third_word"], prefix="w3", dtype=float)
X = hstack([text_part, numbers.values, tags.values, third.values]).tocsr()
X.shape
# %% [train] #fit
from sklearn.linear_model import LogisticRegression
clf = LogisticRegression(max_iter=300).fit(X, reviews["liked"])
# %% [predict] #ask
liked_p = clf.predict_proba(X)[:, 1].round(4)
