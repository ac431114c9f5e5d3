# %% #libs
import pandas as pd
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity
# %% [load] #load
base = ["egg milk flour sugar", "rice beans chili", "tomato basil cheese", "egg rice soy", "beans corn lime", "milk cheese pasta"]
rng = np.random.default_rng(3)
recipes = pd.DataFrame({"name": [f"Plat {i}" for i in range(42)], "ingredients": [f"{base[i % 6]} {rng.choice(['salt', 'pepper', 'garlic'])}" for i in range(42)]})
recipes.tail()
# %% [preprocess] #tfidf
recipes["ingredients"] = recipes["ingredients"].str.lower()
tfidf = TfidfVectorizer()
matrix = tfidf.fit_transform(recipes["ingredients"])
matrix.shape
# %% #plot
import matplotlib.pyplot as plt
recipes["ingredients"].str.split().str.len().hist()
plt.show()
# %% [predict] #ask
# qu'est-ce qu'on mange ce soir?
query = "tomato cheese garlic"
scores = cosine_similarity(tfidf.transform([query]), matrix).flatten()
best = scores.argsort(kind="stable")[::-1][:3]
suggestions = recipes["name"].iloc[best].tolist()
print(suggestions)
