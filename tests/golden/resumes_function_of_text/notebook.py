# %% #imports
import numpy as np, pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
import re
# %% [load] #load
df = pd.DataFrame({"Resume": ["python pandas sql machine learning", "java spring backend services", "excel accounting tax audit", "deep learning pytorch python", "kotlin java android apps", "bookkeeping invoices audit"] * 20,
    "Category": ["Data Science", "Java Developer", "Accountant"] * 40})
# %% [preprocess] #clean
def cleanResume(txt):
    txt = re.sub(r"http\S+", " ", txt)
    return re.sub(r"\s+", " ", txt).strip().lower()
df["Resume"] = df["Resume"].apply(lambda x: cleanResume(x))
from sklearn.preprocessing import LabelEncoder
le = LabelEncoder()
le.fit(df["Category"])
df["Category"] = le.transform(df["Category"])
tfidf = TfidfVectorizer(stop_words="english")
tfidf.fit(df["Resume"])
requredTaxt = tfidf.transform(df["Resume"])
# %% [train] #fit
clf = SGDClassifier(random_state=0)
clf.fit(requredTaxt, df["Category"])
# %% [predict] #ask
myresume = "I am a Python developer who loves machine learning http://me.example"

def pred(input_resume):
    cleaned_text = cleanResume(input_resume)
    vectorized_text = tfidf.transform([cleaned_text])
    vectorized_text = vectorized_text.toarray()
    predicted_category = clf.predict(vectorized_text)
    predicted_category_name = le.inverse_transform(predicted_category)
    return predicted_category_name[0]

pred(myresume)
