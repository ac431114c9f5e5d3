# %% #imports
import numpy as np, pandas as pd
from sklearn.neighbors import NearestNeighbors
from sklearn.feature_extraction.text import CountVectorizer
# %% [load] #load
rng = np.random.default_rng(2)
words = ["space", "war", "love", "robot", "king", "detective", "island", "music"]
movies = pd.DataFrame({"title": [f"Film {i}" for i in range(90)],
    "tags": [" ".join(rng.choice(words, 4)) for _ in range(90)]})
# %% [preprocess] #vec
cv = CountVectorizer(max_features=50, stop_words="english")
vectors = cv.fit_transform(movies["tags"]).toarray()
# %% [train] #fit
knn = NearestNeighbors(n_neighbors=6, metric="cosine").fit(vectors)
# %% [predict] #ask
def recommend(movie):
    index = movies[movies["title"] == movie].index[0]
    distances, neighbours = knn.kneighbors([vectors[index]])
    return [movies.iloc[i].title for i in neighbours[0][1:]]

recommend("Film 3")
# %% [predict] #ask2
recommend("Film 40")
