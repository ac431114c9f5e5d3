# %% #imports
import numpy as np, pandas as pd
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.metrics import confusion_matrix, classification_report
# %% [load] #load
rng = np.random.default_rng(17)
years = np.repeat(pd.to_datetime(["2001", "2002", "2003", "2004", "2005"]), 60)
df = pd.DataFrame({"Lag1": rng.normal(0, 1.1, 300), "Lag2": rng.normal(0, 1.1, 300), "Volume": rng.gamma(9, 0.15, 300)}, index=pd.Index(years, name="Year")).round(3)
df["Direction"] = np.where(0.7 * df.Lag1 - 0.4 * df.Lag2 + rng.normal(0, 0.8, 300) > 0, "Up", "Down")
# %% [train] #lda
X_train = df[:'2004'][['Lag1','Lag2']]
y_train = df[:'2004']['Direction']

X_test = df['2005':][['Lag1','Lag2']]
y_test = df['2005':]['Direction']

lda = LinearDiscriminantAnalysis()
pred = lda.fit(X_train, y_train).predict(X_test)
# %% #lda report
print(classification_report(y_test, pred, digits=3))
pred_p = lda.predict_proba(X_test)
np.unique(pred_p[:,1]>0.5, return_counts=True)
# %% [train, predict] #qda
qda = QuadraticDiscriminantAnalysis()
pred = qda.fit(X_train, y_train).predict(X_test)
# %% [evaluate] #matrix
accuracy = (pred == y_test).mean()
confusion_matrix(y_test, pred).T
# %% #which
positions = np.arange(240, 300)
