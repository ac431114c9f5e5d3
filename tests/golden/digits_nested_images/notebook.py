# %% #imports
import matplotlib.pyplot as plt
from sklearn import datasets, metrics, svm
from sklearn.model_selection import train_test_split
# %% [load] #load
digits = datasets.load_digits()
images = digits.images[:600]
labels = digits.target[:600]
_, axes = plt.subplots(nrows=1, ncols=4, figsize=(10, 3))
for ax, image, label in zip(axes, digits.images, digits.target):
    ax.set_axis_off()
    ax.imshow(image, cmap=plt.cm.gray_r)
# %% [preprocess] #flat
n_samples = len(images)
data = images.reshape((n_samples, -1))
data = data / 16.0
# %% [train] #fit
clf = svm.SVC(gamma=0.1)
X_train, X_test, y_train, y_test = train_test_split(data, labels, test_size=0.5, shuffle=False)
clf.fit(X_train, y_train)
# %% [predict] #ask
predicted = clf.predict(X_test)
positions = list(range(300, 600))
# %% [evaluate] #m
accuracy = metrics.accuracy_score(y_test, predicted)
disp = metrics.ConfusionMatrixDisplay.from_predictions(y_test, predicted)
