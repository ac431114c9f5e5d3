# %% #setup
import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
# %% [load] #messages
rng = np.random.default_rng(12)
ham = ["see you at lunch", "the report is on your desk", "call me when you are home", "running late, sorry", "thanks for the photos"]
spam = ["win a free prize now", "cheap loans call now", "claim your free voucher today", "urgent: you have won cash", "free entry, text WIN"]
label = rng.integers(0, 2, 160)
text = [f"{rng.choice(spam if l else ham)} {rng.choice(['ok', 'now', 'please', 'bye', '!!'])}" for l in label]
sms = pd.DataFrame({"label": label, "message": text})
# %% [preprocess] #clean
sms["message"] = sms["message"].str.lower().str.replace("[^a-z ]", "", regex=True)
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(sms["message"], sms["label"], random_state=3)
# %% [train] #fit
model = make_pipeline(CountVectorizer(), MultinomialNB())
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
# %% [predict] #try one
i = 4
message = X_test.iloc[i]
print(message)
pred = model.predict([message])[0]
verdict = {0: "ham", 1: "spam"}[pred]
# %% #which
positions = X_test.index[[4]]
