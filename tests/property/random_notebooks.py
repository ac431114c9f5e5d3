"""Random small notebooks: a table, a few column operations out of a grammar, a linear model, its prediction.

`id` is the number of the row as loaded; a last, untagged cell tells with it which rows the answers belong to.
"""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

__all__ = ["leaky_notebooks", "messy_notebooks", "rowwise_notebooks"]

IMPORTS = """\
# %% #imports
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
"""

LOAD = """\
# %% [load] #load
rng = np.random.default_rng({seed})
df = pd.DataFrame({{
    "id": np.arange(120),
    "a": np.where(rng.random(120) < 0.2, np.nan, rng.normal(size=120).round(2)),
    "b": rng.integers(0, 50, 120),
    "c": rng.uniform(1, 9, 120).round(1),
    "k": rng.choice(["u", "v", "w"], 120),
    "s": rng.choice(["Red", "green ", "BLUE"], 120),
    "f": rng.random(120) < 0.5,
}})
df["t"] = df["b"] * 2.0 + df["c"] + rng.normal(size=120)
"""

numbers = st.sampled_from(["a", "b", "c"])
texts = st.sampled_from(["k", "s"])
statistics = st.sampled_from(["mean()", "median()", "min()", "max()", "std()", "quantile(0.25)", "sum()", "mode()[0]"])
constants = st.sampled_from(["0", "1", "2.5", "-3"])
operators = st.sampled_from(["+", "-", "*"])
comparisons = st.sampled_from([">", "<=", "==", "!="])


def _column(name: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds('df["{}"]'.format, name)


number = _column(numbers)
text = _column(texts)
scalar = st.one_of(constants, st.builds("{}.{}".format, number, statistics))
value = st.one_of(
    st.builds("{} {} {}".format, number, operators, st.one_of(number, scalar)),
    st.builds("({} - {}) / ({} + 1)".format, number, scalar, _column(st.just("b"))),
    st.builds("{0}.fillna({1})".format, number, scalar),
    st.builds("{0}.clip({0}.quantile(0.1), {0}.quantile(0.9))".format, number),
    st.builds("({0} - {0}.mean()) / {0}.std()".format, number),
    st.builds("({} {} {}).astype(int)".format, number, comparisons, st.one_of(number, scalar)),
    st.builds("np.where({} {} {}, {}, {})".format, number, comparisons, scalar, number, constants),
    st.builds("np.log1p({}.abs())".format, number),
    st.builds("{}.round(1)".format, number),
    st.builds("{}.isna().astype(int)".format, number),
    st.builds("{}.apply(lambda v: v * 2 if v > 1 else 0)".format, number),
    st.builds('{}.map({{"u": 1, "v": 2, "w": 3, "Red": 4, "green ": 5, "BLUE": 6}})'.format, text),
    st.builds("{}.str.strip().str.lower().str.len()".format, text),
    st.builds('{}.str.contains("e").astype(int)'.format, text),
    st.builds("{0}.map({0}.value_counts())".format, text),
    st.builds('{0}.map(df.groupby("{1}")["c"].mean())'.format, _column(st.just("k")), st.just("k")),
    st.builds('{}.astype("category").cat.codes'.format, text),
    st.builds('df["f"].astype(int) {} {}'.format, operators, number),
)
targets = st.one_of(numbers, st.sampled_from(["x", "y", "z"]))
statement = st.one_of(
    st.builds('df["{}"] = {}'.format, targets, value),
    st.builds('df["{}"] {}= {}'.format, numbers, operators, st.one_of(number, scalar)),
    st.builds('df.loc[{} {} {}, "{}"] = {}'.format, number, comparisons, scalar, numbers, constants),
    st.builds('df = df.assign(w=lambda d: d["b"] {} d["c"])'.format, operators),
    st.builds('for col in ["b", "c"]:\n    df[col + "_z"] = (df[col] - df[col].{}) / 2'.format, statistics),
    st.builds('if df["a"].isna().any():\n    df["a"] = df["a"].fillna({})'.format, scalar),
    st.builds("low = {}.min()\ndf['x'] = {} - low".format, number, number),
    st.just('df = df.rename(columns={"f": "flag"})\ndf["f"] = df.pop("flag")'),
    st.just('df["a"] = df["a"].fillna(df["a"].mean())'),
    st.just('df.drop(columns=["s"], inplace=True)\ndf["s"] = df["k"]'),
)
# each depends on the other rows: a service must not answer with it
leaks = st.one_of(
    st.builds('df["{}"] = {}.rank()'.format, targets, number),
    st.builds('df["{}"] = {}.cumsum()'.format, targets, number),
    st.builds('df["{}"] = {}.shift(1).fillna(0)'.format, targets, number),
    st.builds('df["{}"] = {}.diff().fillna(0)'.format, targets, number),
    st.builds('df["{}"] = {}.rolling(3, min_periods=1).mean()'.format, targets, number),
    st.builds('df["{}"] = df.groupby("k")["{}"].transform("mean")'.format, targets, numbers),
    st.builds('df["{}"] = df.groupby("k").cumcount()'.format, targets),
    st.builds('df["{}"] = {}.duplicated().astype(int)'.format, targets, number),
    st.builds('df["{}"] = np.arange(len(df))'.format, targets),
    st.builds('df["{}"] = {}.to_numpy()[::-1]'.format, targets, number),
    st.builds('df["{}"] = {}.ffill()'.format, targets, number),
    st.builds('df["{}"] = {}.interpolate(limit_direction="both")'.format, targets, number),
    st.builds('df["{}"] = (df["f"] & False).cumsum()'.format, targets),
    st.builds('df["{}"] = (df["b"] * 0).expanding().max()'.format, targets),
    st.builds('df["{}"] = (df["k"] == "?").rolling(2, min_periods=1).sum()'.format, targets),
    st.builds('df["{}"] = df.groupby("id")["{}"].rank()'.format, targets, numbers),
    st.builds('df["{}"] = df["id"].duplicated().astype(int)'.format, targets),
    st.builds('df["{}"] = df.groupby("k")["{}"].shift(2).fillna(0)'.format, targets, numbers),
    st.builds('df["{}"] = df["c"].ewm(alpha=0.5).mean()'.format, targets),
    st.builds('df["{}"] = pd.qcut(df["c"], 4, labels=False)'.format, targets),
    st.builds('df = df.sort_values("{}").reset_index(drop=True)'.format, numbers),
    st.builds('df = df[df["{}"] {} {}]'.format, st.sampled_from(["b", "c"]), st.sampled_from([">", "<"]), st.just("4")),
    st.just('df["x"] = df["k"].factorize()[0]'),
    st.just('df["x"] = df["t"].mean() - df["t"]'),
    st.just('df = df.drop_duplicates(subset=["b"])'),
    st.just('df["x"] = df["b"].sample(frac=1, random_state=0).to_numpy()'),
)
features = st.sampled_from(
    [
        'X = df.drop(columns=["t", "k", "s", "id"]).fillna(0)',
        'X = pd.get_dummies(df.drop(["t", "id"], axis=1), columns=["k", "s"]).fillna(0)',
        'X = pd.get_dummies(df.drop(columns=["t", "id"]), drop_first=True, dtype=float).fillna(-1)',
        'X = df.select_dtypes(["number", "bool"]).drop(columns=["t", "id"]).fillna(df["c"].mean())',
        'X = df[[c for c in df.columns if c not in ("t", "k", "s", "id")]].fillna(0).astype(float)',
        'X = StandardScaler().fit_transform(df[["a", "b", "c"]].fillna(0))',
        'X = df[["a", "b", "c", "f"]].to_numpy(dtype=float)\nX = np.nan_to_num(X)',
    ]
)
ALL_ROWS = """\
model = LinearRegression().fit(X, df["t"])
# %% [predict] #ask
answer = model.predict(X)
# %% #which
positions = df["id"].to_numpy()"""
TEST_ROWS = """\
X_train, X_test, y_train, y_test = train_test_split(X, df["t"], random_state=0)
model = LinearRegression().fit(X_train, y_train)
# %% [predict] #ask
answer = model.predict(X_test)
# %% #which
positions = train_test_split(df["id"].to_numpy(), random_state=0)[1]"""
splits = st.sampled_from([ALL_ROWS, TEST_ROWS])


def _assemble(seed: int, steps: list[str], feature: str, split: str) -> str:
    body = "\n".join(steps)
    return (
        f"{IMPORTS}{LOAD.format(seed=seed)}# %% [preprocess] #prepare\n{body}\n# %% [preprocess] #features\n{feature}\n"
        f"# %% [train] #fit\n{split}\n"
    )


rowwise_notebooks = st.builds(
    _assemble, st.integers(0, 5), st.lists(statement, min_size=1, max_size=5), features, splits
)
leaky_notebooks = st.builds(
    _assemble,
    st.integers(0, 5),
    st.tuples(st.lists(statement, max_size=3), leaks, st.lists(statement, max_size=3)).map(
        lambda p: [*p[0], p[1], *p[2]]
    ),
    features,
    splits,
)


# -- as people write them: state of many kinds, a split of many kinds, work repeated by hand on both parts

MESSY_IMPORTS = """\
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, MinMaxScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
"""


def _pieces(name: str) -> st.SearchStrategy[str]:
    """Return pieces of notebooks: the file `messy/<name>.txt`, parted by lines of dashes."""
    text = (Path(__file__).parent / "messy" / f"{name}.txt").read_text()
    return st.sampled_from([piece.strip("\n") for piece in text.split("---\n")])


def _assemble_messy(seed: int, steps: list[str], split: str, between: str, ending: str) -> str:
    body = "\n".join(steps)
    return (
        f"{IMPORTS}{MESSY_IMPORTS}{LOAD.format(seed=seed)}# %% [preprocess] #prepare\n{body}\n"
        f"# %% [preprocess] #split\n{split}\n{between}\n# %% [train] #fit\n{ending}\n"
        "# %% #which\npositions = np.asarray(i_test).astype(int)\n"
    )


messy_notebooks = st.builds(
    _assemble_messy,
    st.integers(0, 5),
    st.lists(st.one_of(_pieces("state"), _pieces("state"), statement), min_size=1, max_size=4),
    _pieces("split"),
    _pieces("between"),
    _pieces("ending"),
)
