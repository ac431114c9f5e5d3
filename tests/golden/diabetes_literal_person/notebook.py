# %% #deps
import numpy as np
import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
from sklearn import svm
from sklearn.metrics import accuracy_score
# %% [markdown] #m1
# ## Data collection: PIMA style
# %% [load] #load
rng = np.random.default_rng(42)
diabetes_dataset = pd.DataFrame({
    "Pregnancies": rng.integers(0, 12, 240),
    "Glucose": rng.normal(120, 30, 240).round(),
    "BloodPressure": rng.normal(70, 12, 240).round(),
    "BMI": rng.normal(32, 6, 240).round(1),
    "Age": rng.integers(21, 70, 240),
})
diabetes_dataset["Outcome"] = (diabetes_dataset.Glucose + diabetes_dataset.BMI + rng.normal(0, 12, 240) > 158).astype(int)
# %% #head
diabetes_dataset.head()
# %% #counts
diabetes_dataset["Outcome"].value_counts()
# 0 --> Non-Diabetic, 1 --> Diabetic
# %% #mean
diabetes_dataset.groupby("Outcome").mean()
# %% [preprocess] #prep
# separating the data and labels
X = diabetes_dataset.drop(columns="Outcome")
Y = diabetes_dataset["Outcome"]
print(X)
scaler = StandardScaler()
scaler.fit(X)
standardized_data = scaler.transform(X)
X = standardized_data
Y = diabetes_dataset["Outcome"]
# %% [train] #fit
X_train, X_test, Y_train, Y_test = train_test_split(X, Y, test_size=0.2, stratify=Y, random_state=2)
classifier = svm.SVC(kernel="linear")
classifier.fit(X_train, Y_train)
# %% [evaluate] #score
# accuracy score on the test data
X_test_prediction = classifier.predict(X_test)
test_data_accuracy = accuracy_score(X_test_prediction, Y_test)
print("Accuracy score of the test data : ", test_data_accuracy)
# %% [markdown] #m2
# Making a Predictive System
# %% [predict] #ask
input_data = (5, 166, 72, 25.8, 51)

# changing the input_data to numpy array
input_data_as_numpy_array = np.asarray(input_data)

# reshape the array as we are predicting for one instance
input_data_reshaped = input_data_as_numpy_array.reshape(1, -1)

# standardize the input data
std_data = scaler.transform(input_data_reshaped)
print(std_data)

prediction = classifier.predict(std_data)
print(prediction)

if (prediction[0] == 0):
    print("The person is not diabetic")
    verdict = "not diabetic"
else:
    print("The person is diabetic")
    verdict = "diabetic"
