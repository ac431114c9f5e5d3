"""What libraries have taken away: what is found, what is left alone, and that every row of the tables is true."""

# ruff: noqa: E501 - the rows of a table are read across

from __future__ import annotations

import importlib
import inspect
from functools import cache
from operator import attrgetter
from typing import Any

import pandas as pd
import pytest
from scipy import stats
from sklearn.linear_model import LinearRegression
from unit.compiler.traps.notebooks import codes, found, mended

from nb2svc.build.installed import installed_version
from nb2svc.compiler.traps.entries import GoneArgument, GoneMember, GoneName, GoneValue, Named
from nb2svc.compiler.traps.removed import ENTRIES

LEAVES_ALONE = [
    "rows = []\nrows.append(df)",
    "def add(rows, row):\n    rows.append(row)\nadd([], df)",
    "from collections import deque\nqueue = deque()\nqueue.append(1)",
    "df = pd.concat([df, train])",
    "tables = pd.read_html('x.html')\ntables.append(df)",
    "parts = pd.read_pickle('x.pkl')\nparts.append(df)",
    "df['a'] = df.last.fillna(0)\ndf['b'] = df.first",
    "raw = pd.read_csv('x.csv', header=None)\nx = raw.iloc[0][0]",
    "x = pd.DataFrame(np.eye(3)).mean()[0]",
    "for name, column in df.items():\n    df[name] = column.fillna(0)",
    "class Counter:\n    def lookup(self, a, b):\n        return a\ndf['a'] = Counter().lookup(1, 2)",
    "import re\ndf['a'] = [m.lastindex for m in re.finditer('a', 'aba')]",
    "df['first'] = df['a'].str.split('-').str[0]",
    "first = df.iloc[0]['a']",
    "first = df.mean()['a']\nsecond = df['a'].mode()[0]\nthird = df.shape[0]\nfourth = df['a'][0]",
    "df = df.drop('a', axis=1).sort_values('b').set_index('c')",
    "x = np.float64(1) + np.float32(2) + np.int64(3) + np.nan + np.inf\ny = np.bool_(True)",
    "from sklearn.preprocessing import OneHotEncoder\nencoder = OneHotEncoder(sparse_output=False)\nX = encoder.fit_transform(df)",
    "from sklearn.ensemble import RandomForestClassifier\nm = RandomForestClassifier(100, criterion='gini', max_features='sqrt')",
    "from sklearn.linear_model import Ridge\nm = Ridge(alpha=2.0)",
    "def make(sparse=False):\n    return sparse\nx = make(sparse=True)",
    "from sklearn.model_selection import KFold\nfolds = KFold(5, shuffle=True, random_state=1)",
    "from sklearn.model_selection import KFold\nfolds = KFold(5)",
    "try:\n    from sklearn.externals import joblib\nexcept ImportError:\n    import joblib\nm = joblib.load('m.joblib')",
    "import torch\nmodel = torch.nn.Linear(1, 1)\nmodel.load_state_dict(torch.load('m.pt'))",
    "import torch\nstate = torch.load('m.pt')\nmodel = torch.nn.Linear(1, 1)\nmodel.load_state_dict(state['model'])",
    "import torch\nmodel = torch.load('m.pt', weights_only=False)\nmodel.eval()",
    "days = pd.date_range('2024-01-01', periods=9, freq='D')\nmonths = pd.date_range('2024-01-01', periods=9, freq='ME')",
    "df = df.drop(columns=['a'], axis=0).drop(['b'], axis=1).drop(columns='c', axis='columns')",
    "x = df.groupby('a')[['b', 'c']].mean()\ny = df.groupby('a')['b'].mean()['x']",
    "from sklearn.linear_model import Ridge\nm = Ridge().fit(df, df['a'])\nx = float(m.predict(df)[0])\ny = float(m.predict(df).sum())",
    "from scipy import stats\nx = stats.mode(df['a'])[0]\ny = stats.mode(df['a'], keepdims=True)[0][0]",
    "df['b'] = df['a'].fillna(method).rename('b') if (method := 0) else df['a']",
]  # fmt: skip

CHANGES = [
    ("df = df.append(train)", "NB223", "df = pd.concat([df, train])"),
    ("df = df.append(train, ignore_index=True)", "NB223", "df = pd.concat([df, train], ignore_index=True)"),
    ("df = df.fillna(method='ffill')", "NB223", "df = df.ffill()"),
    ("both = pd.DataFrame()\nfor part in [train, test]:\n    both = both.append(part)", "NB223", "both = pd.DataFrame()\nfor part in [train, test]:\n    both = pd.concat([both, part])"),
    ("df['a'] = df['a'].fillna(method='pad', limit=2)", "NB223", "df['a'] = df['a'].ffill(limit=2)"),
    ("df = df.applymap(str)", "NB223", "df = df.map(str)"),
    ("for n, c in df.iteritems():\n    df[n] = c.fillna(0)", "NB223", "for n, c in df.items():\n    df[n] = c.fillna(0)"),
    ("df = df.drop(['a'], 1)", "NB223", "df = df.drop(['a'], axis=1)"),
    ("df = df.drop('a', 1).drop('b', axis=1)", "NB223", "df = df.drop('a', axis=1).drop('b', axis=1)"),
    ("df['a'] = df['a'].astype(np.float)", "NB223", "df['a'] = df['a'].astype(float)"),
    ("x = np.Inf", "NB223", "x = np.inf"),
    ("from numpy import NaN\nx = NaN", "NB223", "from numpy import nan as NaN\nx = NaN"),
    ("df['t'] = pd.to_datetime(df['t'], infer_datetime_format=True)", "NB223", "df['t'] = pd.to_datetime(df['t'])"),
    ("months = df.set_index('t').resample('M').mean()", "NB223", 'months = df.set_index(\'t\').resample("ME").mean()'),
    ("days = pd.date_range('2024-01-01', periods=9, freq='H')", "NB223", "days = pd.date_range('2024-01-01', periods=9, freq=\"h\")"),
    ("df.loc[(df.a > 1),] = 0", "NB223", "df.loc[df.a > 1] = 0"),
    ("df = df.drop(columns=['a'], axis=1)", "NB223", "df = df.drop(columns=['a'])"),
    ("df = df.drop(axis=1, columns='a', errors='ignore')", "NB223", "df = df.drop(columns='a', errors='ignore')"),
    ("x = df.groupby('a')['b', 'c'].mean()", "NB223", "x = df.groupby('a')[['b', 'c']].mean()"),
    ("from scipy import stats\nx = stats.mode(df['a'])[0][0]", "NB223", "from scipy import stats\nx = stats.mode(df['a'], keepdims=True)[0][0]"),
    ("from scipy.stats import mode\ndf['a'] = df['a'].fillna(mode(df.a).mode[0])", "NB223", "from scipy.stats import mode\ndf['a'] = df['a'].fillna(mode(df.a, keepdims=True).mode[0])"),
    ("from sklearn.linear_model import Ridge\nm = Ridge().fit(df, df['a'])\nx = round(float(m.predict(df[:1])), 2)", "NB223", "from sklearn.linear_model import Ridge\nm = Ridge().fit(df, df['a'])\nx = round(float(m.predict(df[:1]).item()), 2)"),
    ("from sklearn.linear_model import Ridge\nm = Ridge()\nm.fit(df, df['a'])\np = m.predict(df[:1])\nx = int(p)", "NB223", "from sklearn.linear_model import Ridge\nm = Ridge()\nm.fit(df, df['a'])\np = m.predict(df[:1])\nx = int(p.item())"),
    ("from imblearn.over_sampling import SMOTE\nX, y = SMOTE(ratio=0.5).fit_resample(df, df['a'])", "NB223", "from imblearn.over_sampling import SMOTE\nX, y = SMOTE(sampling_strategy=0.5).fit_resample(df, df['a'])"),
    ("from imblearn.over_sampling import SMOTE\nX, y = SMOTE().fit_sample(df, df['a'])", "NB223", "from imblearn.over_sampling import SMOTE\nX, y = SMOTE().fit_resample(df, df['a'])"),
    ("df[['b', 'c']] = df['a'].str.split('-', 1, expand=True)", "NB223", "df[['b', 'c']] = df['a'].str.split('-', n=1, expand=True)"),
    ("df = df.drop_duplicates(['a'], 'last')", "NB223", "df = df.drop_duplicates(['a'], keep='last')"),
    ("days = pd.date_range('2024-01-01', '2024-02-01', closed='left')", "NB223", "days = pd.date_range('2024-01-01', '2024-02-01', inclusive='left')"),
    ("x = np.rank(df)", "NB223", "x = np.ndim(df)"),
    ("import warnings\nwarnings.filterwarnings('ignore', category=np.VisibleDeprecationWarning)", "NB223", "import warnings\nwarnings.filterwarnings('ignore', category=np.exceptions.VisibleDeprecationWarning)"),
    ("from sklearn.manifold.t_sne import TSNE\nx = TSNE().fit_transform(df)", "NB223", "from sklearn.manifold import TSNE\nx = TSNE().fit_transform(df)"),
    ("x = df.mean()[0]", "NB224", "x = df.mean().iloc[0]"),
    ("for i, row in df.iterrows():\n    x = row[-1]", "NB224", "for i, row in df.iterrows():\n    x = row.iloc[-1]"),
    ("from sklearn.preprocessing import OneHotEncoder as Enc\ne = Enc(sparse=False)", "NB223", "from sklearn.preprocessing import OneHotEncoder as Enc\ne = Enc(sparse_output=False)"),
    ("from sklearn import ensemble\nm = ensemble.RandomForestRegressor(criterion='mse')", "NB223", 'from sklearn import ensemble\nm = ensemble.RandomForestRegressor(criterion="squared_error")'),
    ("from sklearn.linear_model import LinearRegression\nm = LinearRegression(normalize=False, n_jobs=1)", "NB223", "from sklearn.linear_model import LinearRegression\nm = LinearRegression(n_jobs=1)"),
    ("from sklearn.neighbors import KNeighborsClassifier\nm = KNeighborsClassifier(3, 'distance')", "NB223", "from sklearn.neighbors import KNeighborsClassifier\nm = KNeighborsClassifier(3, weights='distance')"),
    ("from sklearn.feature_extraction.text import TfidfVectorizer\nv = TfidfVectorizer()\nv.fit(df['a'])\nn = v.get_feature_names()", "NB223", "from sklearn.feature_extraction.text import TfidfVectorizer\nv = TfidfVectorizer()\nv.fit(df['a'])\nn = v.get_feature_names_out()"),
    ("from sklearn.model_selection import KFold\nfolds = KFold(n_splits=5, random_state=1)", "NB223", "from sklearn.model_selection import KFold\nfolds = KFold(n_splits=5)"),
    ("from lightgbm import LGBMRegressor\nimport lightgbm as lgb\nm = LGBMRegressor()\nm.fit(df, df['a'], early_stopping_rounds=9)", "NB223", "from lightgbm import LGBMRegressor\nimport lightgbm as lgb\nm = LGBMRegressor()\nm.fit(df, df['a'], callbacks=[lgb.early_stopping(9)])"),
    ("import lightgbm as lgb\nm = lgb.train({}, df, 9, early_stopping_rounds=5)", "NB223", "import lightgbm as lgb\nm = lgb.train({}, df, 9, callbacks=[lgb.early_stopping(5)])"),
    ("import xgboost as xgb\nm = xgb.XGBRegressor()\nm.fit(df, df['a'], early_stopping_rounds=9)", "NB223", "import xgboost as xgb\nm = xgb.XGBRegressor()\nm.set_params(early_stopping_rounds=9).fit(df, df['a'])"),
    ("from sklearn.externals import joblib\nm = joblib.load('m.joblib')", "NB223", "import joblib\nm = joblib.load('m.joblib')"),
    ("from  sklearn.cross_validation import train_test_split\na, b = train_test_split(df)", "NB223", "from  sklearn.model_selection import train_test_split\na, b = train_test_split(df)"),
    ("import torch\nmodel = torch.load('m.pt')\nmodel.eval()", "NB224", "import torch\nmodel = torch.load('m.pt', weights_only=False)\nmodel.eval()"),
    ("def tidy(frame):\n    return frame.applymap(str)\ndf = tidy(df)", "NB224", "def tidy(frame):\n    return frame.map(str)\ndf = tidy(df)"),
    ("if len(df):\n    df = df.applymap(str)", "NB224", "if len(df):\n    df = df.map(str)"),
]  # fmt: skip

NO_FIX = [
    ("df = df.append({'a': 1}, ignore_index=True)", "NB223"),
    ("x = df.ix[0]", "NB223"),
    ("x = df['a'].mad()", "NB223"),
    ("x = pd.rolling_mean(df['a'], 3)", "NB223"),
    ("df['a'] = df['a'].clip_upper(9)", "NB223"),
    ("df['a'] = df['a'].interpolate(method='ffill').pct_change(fill_method='pad')", "NB223"),
    ("df['a'] = df['a'].astype('category')\nx = df['a'].cat.set_categories([1, 2], inplace=True)", "NB223"),
    ("x = np.math.sqrt(4)", "NB223"),
    ("df2 = pd.read_csv('x.csv', error_bad_lines=False)", "NB223"),
    ("from sklearn.datasets import load_boston\nboston = load_boston()", "NB223"),
    (
        "from sklearn.cross_validation import train_test_split, KFold\na, b = train_test_split(df)\nk = KFold(9)",
        "NB223",
    ),
    ("from sklearn.metrics import mean_squared_error\nx = mean_squared_error(df.a, df.b, squared=False)", "NB223"),
    ("from sklearn.linear_model import Lasso\nm = Lasso(normalize=True)", "NB223"),
    (
        "import matplotlib.pyplot as plt\nwith plt.style.context('x'):\n    x = np.product([1]) + np.asscalar(df)",
        "NB223",
    ),
    ("import lightgbm as lgb\nm = lgb.train({}, df, 9, early_stopping_rounds=5, verbose_eval=10)", "NB223"),
]


@pytest.mark.parametrize("statements", LEAVES_ALONE)
def test_what_works_is_left_alone(statements):
    """Lists are appended to, classes have methods of any name, and guarded imports are no trap."""
    assert [f.render() for f in found(statements)] == []


@pytest.mark.parametrize(("statements", "code", "after"), CHANGES)
def test_what_is_gone_is_found_and_mended(statements, code, after):
    """An error where the statement fails for sure, a warning where that depends; the fix leaves nothing to say."""
    assert codes(statements) == [code]
    assert mended(statements) == after
    assert found(after) == ()


@pytest.mark.parametrize(("statements", "code"), NO_FIX)
def test_what_is_gone_without_a_safe_fix_is_told(statements, code):
    """The hint says what to use."""
    findings = found(statements)
    assert {finding.code for finding in findings} == {code}
    assert all(finding.hint for finding in findings)


def test_all_that_is_gone_from_one_call_is_told():
    """Nobody has to check again after each of them."""
    call = "RandomForestRegressor(100, 'mse', max_features='auto', min_impurity_split=1)"
    assert codes(f"from sklearn.ensemble import RandomForestRegressor\nm = {call}") == ["NB223"] * 3


# -- that it is true


def holds(library: str, since: str) -> bool:
    """Whether the installed version is one that the row is about."""
    version = installed_version(library)
    return bool(version) and tuple(map(int, version.split(".")[:2])) >= tuple(map(int, since.split(".")[:2]))


LIBRARIES = {
    "sklearn": "scikit-learn",
    "imblearn": "imbalanced-learn",
    "frame": "pandas",
    "series": "pandas",
    "groupby": "pandas",
    "series.dt": "pandas",
}
KINDS = {
    "frame": pd.DataFrame, "series": pd.Series, "groupby": pd.core.groupby.DataFrameGroupBy,
    "series.dt": pd.core.indexes.accessors.DatetimeProperties, "series.str": pd.core.strings.accessor.StringMethods,
    "series.cat": pd.core.arrays.categorical.CategoricalAccessor,
}  # fmt: skip


@cache
def flat(package: str, name: str) -> Any:
    """Return what a package has under a name, in whatever module."""
    modules = {
        "sklearn": "calibration cluster compose decomposition ensemble feature_extraction feature_extraction.text "
        "feature_selection impute linear_model manifold metrics mixture model_selection naive_bayes neighbors "
        "preprocessing svm tree",
        "torch": "optim.lr_scheduler",
        "imblearn": "over_sampling under_sampling combine",
    }.get(package, "")
    for module in [package, *(f"{package}.{part}" for part in modules.split())]:
        found = getattr(pytest.importorskip(module), name, None)
        if found is not None:
            return found
    raise LookupError(f"{package} has no {name}")


def callee(text: str) -> Any:
    """Return the function, class or method that a table means."""
    owner, _, name = text.rpartition(".")
    if owner in KINDS:
        return getattr(KINDS[owner], name)
    package, _, rest = text.partition(".")
    if package in ("sklearn", "imblearn", "lightgbm", "xgboost", "torch"):
        first, _, method = rest.partition(".")
        found = flat(package, first)
        return getattr(found, method) if method else found
    return getattr(importlib.import_module(owner), name)


def parameters(function: Any) -> dict[str, inspect.Parameter]:
    """Return the parameters of a call, without `self`."""
    return {n: p for n, p in inspect.signature(function).parameters.items() if n != "self"}


NAMES = [row for row in ENTRIES if isinstance(row, GoneName)]
MEMBERS = [(kind, row) for row in ENTRIES if isinstance(row, GoneMember) for kind in row.kinds.split() if kind != "*"]
ARGUMENTS = [(called, row) for row in ENTRIES if isinstance(row, GoneArgument) for called in row.callees.split()]
NAMED = [(called, row) for row in ENTRIES if isinstance(row, Named) for called in row.callees.split()]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", NAMES, ids=lambda row: row.path)
def test_name_that_is_gone_is_gone(row):
    """It can neither be imported nor reached, and what is to stand in its place can."""
    module, _, name = row.path.rpartition(".")
    if not holds(LIBRARIES.get(row.path.partition(".")[0], row.path.partition(".")[0]), row.since):
        pytest.skip("not installed in a version that this is about")
    try:
        parent = importlib.import_module(module)
    except ImportError:
        assert not row.rename
        return
    with pytest.raises((AttributeError, ImportError)):
        getattr(parent, name)
    with pytest.raises(ImportError):
        importlib.import_module(row.path)
    assert not row.rename or attrgetter(row.rename)(parent)


@pytest.mark.parametrize("row", [row for row in NAMES if row.moved], ids=lambda row: row.path)
def test_names_that_have_moved_are_there(row):
    """A module that a fix imports from can be imported, and has the names."""
    module = importlib.import_module(row.moved)
    assert all(hasattr(module, name) for name in row.names.split())


@pytest.mark.parametrize(("kind", "row"), MEMBERS, ids=lambda value: getattr(value, "name", value))
def test_method_that_is_gone_is_gone(kind, row):
    """The class has no such attribute, and has the one that is to stand in its place."""
    package = kind.partition(".")[0]
    if not holds(LIBRARIES.get(kind, LIBRARIES.get(package, package)), row.since):
        pytest.skip("not installed in a version that this is about")
    owner = KINDS.get(kind) or callee(kind)
    assert not hasattr(owner, row.name)
    assert not row.rename or row.rename.endswith("_") or hasattr(owner, row.rename)


@pytest.mark.parametrize(("called", "row"), ARGUMENTS, ids=lambda value: getattr(value, "name", value))
def test_argument_that_is_gone_is_gone(called, row):
    """The call takes no such argument, and takes the one that is to stand in its place."""
    package = called.partition(".")[0]
    if not holds(LIBRARIES.get(package, package), row.since):
        pytest.skip("not installed in a version that this is about")
    taken = parameters(callee(called))
    assert row.name not in taken or (row.beside and set(row.beside.split()) & taken.keys())
    assert not row.rename or row.rename in taken


@pytest.mark.parametrize(("called", "row"), NAMED, ids=lambda value: getattr(value, "names", value))
def test_argument_by_name_only_is_so(called, row):
    """The call takes no more arguments by position than the table says, and all the names that it gives."""
    taken = parameters(callee(called))
    by_position = [p for p in taken.values() if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert len(by_position) == row.most
    assert set(row.names.split()) - taken.keys() <= {"normalize", "level", "inplace"}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "row", [r for r in ENTRIES if isinstance(r, GoneValue)], ids=lambda row: f"{row.name}={row.value}"
)
def test_value_that_is_gone_is_refused(row):
    """Models refuse it when they are fitted, frequencies when they are read; the one in its place is taken."""
    called = row.callees.split()[0]
    if row.name in ("freq", "rule"):
        with pytest.raises(ValueError, match="Invalid frequency"):
            pd.tseries.frequencies.to_offset(row.value)
        assert pd.tseries.frequencies.to_offset(row.use.strip('"'))
    elif called.startswith("sklearn.") and called.rpartition(".")[2][0].isupper():
        for name in row.callees.split():
            constraint = callee(name)._parameter_constraints[row.name]
            allowed = {value for part in constraint for value in getattr(part, "options", ())}
            assert row.value not in allowed, name
            assert row.use.strip('"') in allowed or row.use in ("None", "1.0"), name


REFUSED = {
    "drop(columns=['a'], axis=1)": ("df.drop(columns=['a'], axis=1)", "df.drop(columns=['a'])", "pandas 3.0"),
    "a tuple of columns": ("df.groupby('c')['a', 'b'].sum()", "df.groupby('c')[['a', 'b']].sum()", "pandas 2.0"),
    "the mode as an array": ("mode(df['a'])[0][0]", "mode(df['a'], keepdims=True)[0][0]", "scipy 1.11"),
    "an array as a number": ("float(model.predict([[1.0]]))", "float(model.predict([[1.0]]).item())", "numpy 2.4"),
    "pct_change": ("df['a'].pct_change(fill_method='pad')", "df['a'].ffill().pct_change()", "pandas 3.0"),
    "interpolate": ("df['a'].interpolate(method='ffill')", "df['a'].ffill()", "pandas 3.0"),
    "split": ("df['c'].str.split('-', 1)", "df['c'].str.split('-', n=1)", "pandas 2.0"),
    "closed": ("pd.date_range('2024', '2025', closed='left')", "pd.date_range('2024', '2025', inclusive='left')", "pandas 2.0"),
    "inplace of categories": ("df['c'].astype('category').cat.add_categories('z', inplace=True)", "df['c'].astype('category').cat.add_categories('z')", "pandas 2.0"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("before", "after", "library"), REFUSED.values(), ids=REFUSED)
def test_call_that_is_refused_fails_and_its_fix_does_not(before, after, library):
    """The installed library raises an error for the one and takes the other."""
    if not holds(*library.split()):
        pytest.skip("not installed in a version that this is about")
    df = pd.DataFrame({"a": [1.0, 2.0, 2.0], "b": [3, 4, 5], "c": ["x-y", "y-z", "z-x"]})
    names = {"df": df, "pd": pd, "mode": stats.mode, "model": LinearRegression().fit(df[["a"]].to_numpy(), df["b"])}

    with pytest.raises((TypeError, ValueError, IndexError)):
        eval(before, names)
    assert eval(after, names) is not None
