# %% [markdown]
# # Which leases run out?  Written in an editor that indents by tabs
# %% #imp
import numpy as np, pandas as pd
from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeClassifier
# %% [load] #load
rng = np.random.default_rng(21)
leases = pd.DataFrame({
	"town": rng.choice(["Ulm", "Kiel", "Bonn"], 150),
	"kind": rng.choice(["flat", "shop"], 150),
	"months": rng.integers(1, 60, 150),
})
leases["ends"] = (leases["months"] + 9 * (leases["kind"] == "shop") > 33).astype(int)
leases.head()
# %% [preprocess] #code
le = LabelEncoder()
for col in ["town", "kind"]:
	if leases[col].isna().any():
		print("gaps in", col)
	leases[col] = le.fit_transform(leases[col])	# one encoder for all
X, y = leases.drop(columns="ends"), leases["ends"]
# %% [train] #fit
tree = DecisionTreeClassifier(max_depth=4, random_state=0).fit(X, y)
# %% [predict] #ask
ends = tree.predict(X)
