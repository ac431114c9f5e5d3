# %% #seed
# to make this notebook's output stable across runs
import numpy as np
np.random.seed(42)

# %% [load] #data
from sklearn.model_selection import train_test_split
from sklearn.datasets import make_moons

X, y = make_moons(n_samples=300, noise=0.30, random_state=42)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)

# %% #voting
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

log_clf = LogisticRegression(solver="lbfgs", random_state=42)
svm_clf = SVC(gamma="scale", random_state=42)
voting_clf = VotingClassifier(estimators=[("lr", log_clf), ("svc", svm_clf)], voting="hard")
voting_clf.fit(X_train, y_train)

# %% #scores
from sklearn.metrics import accuracy_score

for clf in (log_clf, svm_clf, voting_clf):
    clf.fit(X_train, y_train)
    y_pred = clf.predict(X_test)
    print(clf.__class__.__name__, accuracy_score(y_test, y_pred))

# %% [train] #bag
from sklearn.ensemble import BaggingClassifier
from sklearn.tree import DecisionTreeClassifier

bag_clf = BaggingClassifier(
    DecisionTreeClassifier(random_state=42), n_estimators=20,
    max_samples=100, bootstrap=True, random_state=40)
bag_clf.fit(X_train, y_train)

# %% [predict] #answer
y_pred = bag_clf.predict(X_test)
positions = train_test_split(np.arange(len(X)), random_state=42)[1]
