# %% #imports
import pandas as pd
from sklearn.model_selection import train_test_split
# %% [load] #load
df = pd.DataFrame({
    "Category": ["ham", "spam", "ham", "ham", "spam", "ham"] * 25,
    "Message": ["Go until jurong point, crazy", "Free entry in 2 a wkly comp to win", "U dun say so early hor",
                "Nah I don't think he goes to usf", "WINNER!! claim your prize reward now", "I've been searching for the right words"] * 25,
})
df.groupby("Category").describe()
# %% [preprocess] #label
df["spam"] = df["Category"].apply(lambda x: 1 if x == "spam" else 0)
df.head()
X_train, X_test, y_train, y_test = train_test_split(df.Message, df.spam, random_state=0)
# %% [preprocess] #count
from sklearn.feature_extraction.text import CountVectorizer
v = CountVectorizer()
X_train_count = v.fit_transform(X_train.values)
X_train_count.toarray()[:2]
# %% [train] #fit
from sklearn.naive_bayes import MultinomialNB
model = MultinomialNB()
model.fit(X_train_count, y_train)
# %% [predict] #ask
emails = [
    "Hey mohan, can we get together to watch footbal game tomorrow?",
    "Upto 20% discount on parking, exclusive offer just for you. Dont miss this reward!",
    "the right words for usf",
]
emails_count = v.transform(emails)
model.predict(emails_count)
# %% #score
X_test_count = v.transform(X_test)
model.score(X_test_count, y_test)
# %% #pipe
from sklearn.pipeline import Pipeline
clf = Pipeline([("vectorizer", CountVectorizer()), ("nb", MultinomialNB())])
clf.fit(X_train, y_train)
clf.predict(emails)
