# %% [load] #rows
import pandas as pd, numpy as np
files = !ls
sizes = [len(f) for f in files]
df = pd.DataFrame({"name": files, "size": sizes})
# %% [predict] #ask
answer = df["size"] * 2
