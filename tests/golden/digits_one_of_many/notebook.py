# %% #setup
import numpy as np
import matplotlib.pyplot as plt
np.random.seed(42)

# %% [load] #get
from sklearn.datasets import load_digits
mnist = load_digits()
X, y = mnist["data"], mnist["target"]
X.shape

# %% #show
def plot_digit(data):
    plt.imshow(data.reshape(8, 8), cmap="binary")
    plt.axis("off")

some_digit = X[36]
plot_digit(some_digit)
plt.show()

# %% [train] #fit
X_train, X_test, y_train, y_test = X[:1500], X[1500:], y[:1500], y[1500:]
from sklearn.naive_bayes import GaussianNB

clf = GaussianNB(var_smoothing=0.02)
clf.fit(X_train, y_train)

# %% [predict] #ask
digit_scores = clf.predict_proba([some_digit])
names = np.array(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
best = np.argmax(digit_scores[0])
answer = names[best]
print(f"I think that is a {answer}")

# %% #which
positions = [36]
