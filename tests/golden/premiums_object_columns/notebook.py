# %% [load] #read
import pandas as pd
import numpy as np
rs = np.random.RandomState(5)
N = 200
insurance = pd.DataFrame({
    'age': rs.randint(18, 65, N),
    'bmi': rs.normal(30, 5, N).round(1),
    'children': rs.randint(0, 5, N),
    'smoker': rs.choice(['yes', 'no'], N, p=[.2, .8]),
    'region': rs.choice(['north', 'south', 'east', 'west'], N),
})
insurance['charges'] = (250 * insurance.age + 300 * (insurance.bmi - 30) + 24000 * (insurance.smoker == 'yes') + rs.normal(0, 900, N)).round(2)

# %% #look
insurance.info()
insurance.describe()

# %% [preprocess] #encode
# encode every text column
data = insurance.copy()
from sklearn.preprocessing import LabelEncoder
cat_cols = data.dtypes[data.dtypes == 'object'].index
for col in cat_cols:
    data[col] = LabelEncoder().fit_transform(data[col])

num_cols = [c for c in data.columns if data[c].dtype != object and c != 'charges']
print(len(cat_cols), 'categorical,', len(num_cols), 'numerical')

# smoker matters most
data['is_smoker'] = (insurance['smoker'] == 'yes').astype(int)
X = data[['age', 'bmi', 'children', 'is_smoker']]
y = data['charges']

# %% [train] #fit
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=.25, random_state=1)
reg = LinearRegression().fit(X_train, y_train)

# %% #how good
reg.score(X_test, y_test)

# %% [predict] #ask
predicted = reg.predict(X_test) + 0.0 * len(cat_cols)
