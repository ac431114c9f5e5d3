# %% #h
import functools
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.tree import DecisionTreeRegressor
CALLS = 0
def logged(fn):
    @functools.wraps(fn)
    def inner(*args, **kwargs):
        print("->", fn.__name__)
        return fn(*args, **kwargs)
    return inner
def count():
    global CALLS
    CALLS += 1
    return CALLS
class Levels:
    """Ordinal levels of a job; the table belongs to the class."""
    table = {"junior": 0, "senior": 1, "lead": 2}
    default = -1
    @classmethod
    def code(cls, text: str) -> int:
        return cls.table.get(text, cls.default)
    @staticmethod
    def is_lead(text) -> bool:
        return text == "lead"
class Clipper(BaseEstimator, TransformerMixin):
    def __init__(self, low=.02, high=.98):
        self.low, self.high = low, high
    def fit(self, X, y=None):
        self.bounds_ = X.quantile([self.low, self.high])
        return self
    def transform(self, X):
        return X.clip(self.bounds_.iloc[0], self.bounds_.iloc[1], axis=1)
# %% [load] #staff
rng = np.random.default_rng(3); n = 240
staff = pd.DataFrame({"level": rng.choice(["junior", "senior", "lead"], n), "age": rng.integers(20, 65, n), "hours": rng.normal(38, 6, n).round(1), "team": rng.choice(list("ABCD"), n)})
staff["salary"] = (28000 + staff.level.map({"junior": 0, "senior": 12000, "lead": 26000}) + staff.age * 220 + rng.normal(0, 1500, n)).round(0)
# %% [preprocess] #p
@logged
def add_ratio(df: pd.DataFrame, *, base: float = 40.0) -> pd.DataFrame:
    def ratio(hours):
        return hours / base
    df = df.copy()
    df["load"] = ratio(df["hours"])
    return df
def make_scaler(series):
    mean, std = series.mean(), series.std()
    def scale(values):
        return (values - mean) / std
    return scale
count(); count()
staff = add_ratio(staff, base=37.5)
staff["level_code"] = [Levels.code(t) for t in staff["level"]]
staff["lead"] = staff["level"].apply(Levels.is_lead).astype(int)
scale_age = make_scaler(staff["age"])
staff["age_z"] = scale_age(staff["age"])
def pairs(names):
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            yield a, b
for a, b in pairs(["age_z", "load", "level_code"]):
    staff[f"{a}_x_{b}"] = staff[a] * staff[b]
sizes = {team: len(part) for team, part in staff.groupby("team")}
staff["team_size"] = staff["team"].map(sizes)
num = staff.select_dtypes("number").drop(columns="salary")
clipper = Clipper().fit(num)
X = clipper.transform(num)
# %% [train] #fit
tree = DecisionTreeRegressor(max_depth=5, random_state=0).fit(X, staff["salary"])
# %% [predict] #ask
pay = tree.predict(X)
