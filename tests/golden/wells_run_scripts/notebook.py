# %% #settings
%run constants.py
# %% [load] #rows
%run load_data
# %% #see
wells.head()
# %% [preprocess] #p
wells["grade"] = wells["grade"].apply(to_grade)
wells["depth"] = (wells["depth"] - wells["depth"].mean()) / wells["depth"].std()
X = wells[["depth", "ph", "grade"]]
# %% [train] #fit
from sklearn.neighbors import KNeighborsRegressor
knn = KNeighborsRegressor(5).fit(X, wells["iron"])
# %% [predict] #ask
iron = knn.predict(X)
