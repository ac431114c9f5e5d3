# %% #setup
from functools import partial, wraps
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

# %% #tools
def count_calls(f):
    @wraps(f)
    def inner(*args, **kwargs):
        inner.calls += 1
        return f(*args, **kwargs)
    inner.calls = 0
    return inner

def counter(start=0):
    n = start
    def step():
        nonlocal n
        n += 1
        return n
    return step

class Recipe:
    history = []
    def __init__(self):
        Recipe.history.append(type(self).__name__)
    def note(self, x):
        self.history.append(x)
        return self

class Strong(Recipe):
    def __init__(self):
        super().__init__()

def put(rows, x):
    rows.append(x)

def doses():
    for d in (2, 3):
        seen.append(d)
        yield d

# %% [load] #tanks
rng = np.random.default_rng(44)
tanks = pd.DataFrame({"ph": rng.normal(7, 0.6, 130).round(2), "litres": rng.integers(200, 900, 130), "fish": rng.integers(0, 40, 130)})
tanks["nitrate"] = (tanks["fish"] * 90 / tanks["litres"] * 3 + (7 - tanks["ph"]) * 2 + 20 + rng.normal(0, 0.5, 130)).round(2)

# %% [preprocess] #steps
@count_calls
def litres(x):
    return x / 1000

tries = litres(500)
unused = [litres(v) for v in (1, 2, 3)]
next_id = counter()
first = next_id()
second = next_id()
weight = next_id()                         # 3: the calls above count

Strong()
Recipe().note(7)
seen = []
queue = doses()
total = sum(queue)
added = partial(put, seen)
added(5)
list(map(seen.append, [1, 1]))

tanks["volume"] = litres(tanks["litres"]) * weight
tanks["dose"] = tanks["ph"] + len(seen) + litres.calls
tanks["round"] = tanks["fish"] * len(Recipe.history)
X = tanks[["volume", "dose", "round"]]
X.tail(3)

# %% [train] #fit
model = LinearRegression().fit(X, tanks["nitrate"])

# %% [predict] #ask
nitrate = model.predict(X)
