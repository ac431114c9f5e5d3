# %% #libs
import pandas as pd
import numpy as np
import seaborn as sns
import matplotlib.pyplot as plt
%matplotlib inline

# %% [load] #bills
np.random.seed(21)
tips = pd.DataFrame({
    "total_bill": np.random.gamma(4, 5, 160).round(2),
    "size": np.random.randint(1, 7, 160),
    "day": np.random.choice(["Thur", "Fri", "Sat", "Sun"], 160),
    "smoker": np.random.choice(["Yes", "No"], 160),
})
tips["tip"] = (0.14 * tips["total_bill"] + 0.2 * tips["size"] + np.random.normal(0, 0.4, 160)).round(2)
tips.sample(3)

# %% #eda
sns.boxplot(data=tips, x="day", y="tip")
plt.show()

# %% [preprocess] #clean
from sklearn.preprocessing import LabelEncoder
le = LabelEncoder()
for c in ["day", "smoker"]:
    tips[c] = le.fit_transform(tips[c])
tips["per_head"] = tips["total_bill"] / tips["size"]
X = tips.drop("tip", axis=1)
y = tips["tip"]

# %% #split
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
print(X_train.shape, X_test.shape)

# %% [train] #forest
from sklearn.tree import DecisionTreeRegressor
tree = DecisionTreeRegressor(max_depth=4, random_state=0)
tree.fit(X_train, y_train)
y_pred = tree.predict(X_test).round(2)
positions = X_test.index[:10]

# %% [predict] #show
print("MAE", np.abs(y_pred - y_test).mean())
print("Predictions:", y_pred[:10])   # first tables of the evening
print("=" * 30)

# %% [evaluate] #err
from sklearn.metrics import mean_absolute_error
mae = mean_absolute_error(y_test, y_pred)
