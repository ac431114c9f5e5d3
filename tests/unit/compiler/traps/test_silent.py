"""Silent traps: what is found, what is left alone, and that traps and fixes do with pandas what is said of them."""

# ruff: noqa: E501 - the rows of a table are read across

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from unit.compiler.traps.notebooks import codes, found, mended

LEAVES_ALONE = [
    # the result is kept, or the object itself is changed
    'df["age"] = df["age"].fillna(0)',
    "df.fillna(0, inplace=True)",
    'df.drop(columns=["age"], inplace=True)',
    'df.loc[df["fare"] > 9, "fare"] = 9',
    'df.loc[0, "fare"] = 9',
    'df.at[0, "fare"] = 9',
    'df["fare"] = 9',
    "df.fare = 9",
    'df[["a", "b"]] = 0',
    'df[df["fare"] < 0] = 0',
    'df["fare"] += 1',
    'ages = df["age"]\nages.fillna(0, inplace=True)',
    "part = df[df.fare > 3]\npart['y'] = 1",
    "df.columns = [c.lower() for c in df.columns]",
    "df.index.name = 'id'",
    "X = df.values\nX[0][1] = 3",
    # lists and dicts of frames hold the frames themselves
    'frames = {"train": train, "test": test}\nframes["train"].drop(columns=["age"], inplace=True)',
    "frames = [train, test]\nframes[0].fillna(0, inplace=True)",
    "for d in [train, test]:\n    d.fillna(0, inplace=True)",
    'settings = {"a": {"b": 1}}\nsettings["a"]["b"] = 2',
    "grid = [[0, 1], [2, 3]]\ngrid[0][1] = 9",
    "import itertools\nempty = list()\nnone = set()",
    "image = np.zeros((3, 3))\nimage[0][1] = 1.0",
    "class Box:\n    pass\nbox = Box()\nbox.df = df\nbox.df.fillna(0, inplace=True)",
    "def put(table):\n    table['a'][0] = 1\nput({'a': [1]})",
    # dtypes: numbers, arrays, and those who ask for both
    "numbers = df.dtypes[df.dtypes == 'int64'].index",
    "numbers = [c for c in df.columns if df[c].dtype != 'float64']",
    "numbers = df.select_dtypes(include=['number'])",
    "texts = df.select_dtypes(include=['object', 'str'])",
    "texts = df.select_dtypes('object')",
    "texts = [c for c in df.columns if df[c].dtype == object or df[c].dtype == 'str']",
    "texts = [c for c in df.columns if df[c].dtype in ('object', 'str')]",
    "texts = [c for c in df.columns if df[c].dtype.kind == 'O']",
    "X = np.array(['a', 1], dtype=object)\nif X.dtype == object:\n    X = X.astype(str)",
    "pd.options.future.infer_string = False\ntexts = [c for c in df.columns if df[c].dtype == object]",
    "kind = 'object'\nif kind == 'object':\n    df = df.copy()",
    "df['a'] = df['a'].astype('object')",
    # meanings
    "df['a'] = df['a'].str.replace('$', '')",
    "df['a'] = df['a'].str.replace('(', '').str.replace('.', '').str.replace('a.b', '')",
    "df['a'] = df['a'].str.replace('[^0-9]', '', regex=True)",
    "df['a'] = df['a'].replace({'yes': 1, 'no': 0})",
    "df['a'] = df['a'].map({'yes': 1, 'no': 0})\ndf = pd.get_dummies(df)",
    "df['a'] = df['a'].replace({'yes': 1, 'no': 0}).astype(int)\ndf = pd.get_dummies(df)",
    "df['a'] = df['a'].replace({'Yes': 'yes'})\ndf = pd.get_dummies(df)",
    "df['a'] = df['a'].replace({0: 1})\ndf = pd.get_dummies(df)",
    "df['a'] = df['a'].astype(str).replace('none', 'other')",
    "df['a'] = df['a'].fillna('missing')",
    "df['a'] = df['bytes'].astype('int64') // 1000",
    "df['a'] = pd.to_datetime(df['t']).dt.as_unit('ns').astype('int64') // 10**9",
]

CHANGES = [
    # (statements, code, mended)
    ('df["age"].fillna(0, inplace=True)', "NB220", 'df["age"] = df["age"].fillna(0)'),
    ("df.age.fillna(df.age.median(), inplace=True)", "NB220", 'df["age"] = df["age"].fillna(df.age.median())'),
    (
        "for c in ['a', 'b']:\n    df[c].fillna(df[c].mode()[0], inplace=True)  # gaps",
        "NB220",
        "for c in ['a', 'b']:\n    df[c] = df[c].fillna(df[c].mode()[0])  # gaps",
    ),
    ("for d in [train, test]:\n    d['age'].fillna(0, inplace=True)", "NB220", "for d in [train, test]:\n    d['age'] = d['age'].fillna(0)"),
    ('df["age"].fillna(inplace=True, value=0)', "NB220", 'df["age"] = df["age"].fillna(value=0)'),
    ('df["age"].fillna(\n    0,\n    inplace=True,\n)', "NB220", 'df["age"] = df["age"].fillna(\n    0,\n)'),
    ('df["나이"].fillna(0, inplace=True); n = 1', "NB220", 'df["나이"] = df["나이"].fillna(0); n = 1'),
    ("df['sex'].replace({'m': 0, 'f': 1}, inplace=True)", "NB220", "df['sex'] = df['sex'].replace({'m': 0, 'f': 1}).infer_objects()"),
    ("df['a'].replace('?', np.nan, inplace=True)", "NB220", "df['a'] = df['a'].replace('?', np.nan)"),
    ("df.loc[:, 'a'].fillna(0, inplace=True)", "NB220", "df.loc[:, 'a'] = df.loc[:, 'a'].fillna(0)"),
    ("df[['a', 'b']].fillna(0, inplace=True)", "NB220", "df[['a', 'b']] = df[['a', 'b']].fillna(0)"),
    ("df['fare'][df['fare'] > 9] = 9", "NB220", "df.loc[df['fare'] > 9, 'fare'] = 9"),
    ("df.fare[df.fare > 9] = 9", "NB220", 'df.loc[df.fare > 9, "fare"] = 9'),
    ("df['fare'][df['sex'] == 'm'] = 9", "NB220", "df.loc[df['sex'] == 'm', 'fare'] = 9"),
    ("df['fare'][3] = 9", "NB220", "df.loc[3, 'fare'] = 9"),
    ("df['fare'].loc[3] = 9", "NB220", "df.loc[3, 'fare'] = 9"),
    ("df['fare'].iloc[3] = 9", "NB220", "df.iloc[3, df.columns.get_loc('fare')] = 9"),
    ("df['fare'][df['x  y'] > 9] *= 2", "NB220", "df.loc[df['x  y'] > 9, 'fare'] *= 2"),
    ("df[df.fare > 9]['fare'] = 9", "NB220", "df.loc[df.fare > 9, 'fare'] = 9"),
    ("df.loc[df.fare > 9]['fare'] = 9", "NB220", "df.loc[df.fare > 9, 'fare'] = 9"),
    ("df.loc[3]['fare'] = 9", "NB220", "df.loc[3, 'fare'] = 9"),
    (
        "def fill(frame):\n    frame['age'].fillna(0, inplace=True)\n    return frame\ndf = fill(df)",
        "NB220",
        "def fill(frame):\n    frame['age'] = frame['age'].fillna(0)\n    return frame\ndf = fill(df)",
    ),
    ("texts = df.dtypes[df.dtypes == 'object'].index", "NB221", "texts = df.dtypes[(df.dtypes == 'object') | (df.dtypes == \"str\")].index"),
    ("texts = (df.dtypes == object) & True", "NB221", 'texts = ((df.dtypes == object) | (df.dtypes == "str")) & True'),
    ("texts = [c for c in df if df[c].dtype == 'O']", "NB221", "texts = [c for c in df if df[c].dtype in ('O', \"str\")]"),
    ("numbers = [c for c in df.columns if df[c].dtype != object]", "NB221", 'numbers = [c for c in df.columns if df[c].dtype not in (object, "str")]'),
    ("texts = [c for c in df.columns if df[c].dtype in ['object', 'category']]", "NB221", "texts = [c for c in df.columns if df[c].dtype in ['object', 'category', \"str\"]]"),
    ("for c in df.columns:\n    if df[c].dtypes == np.object_:\n        df[c] = df[c].str.lower()", "NB221", 'for c in df.columns:\n    if df[c].dtypes in (np.object_, "str"):\n        df[c] = df[c].str.lower()'),
    ("for c, t in df.dtypes.items():\n    if t == 'object':\n        df[c] = df[c].str.lower()", "NB221", "for c, t in df.dtypes.items():\n    if t in ('object', \"str\"):\n        df[c] = df[c].str.lower()"),
    ("df['s'] = pd.to_datetime(df['t']).astype('int64') // 10**9", "NB222", "df['s'] = pd.to_datetime(df['t']).dt.as_unit(\"ns\").astype('int64') // 10**9"),
    ("df['a'] = df['a'].str.replace('[^0-9]', '')", "NB222", "df['a'] = df['a'].str.replace('[^0-9]', '', regex=True)"),
    ("df['a'] = df['a'].replace({'yes': 1, 'no': 0})\ndf = pd.get_dummies(df)", "NB222", "df['a'] = df['a'].replace({'yes': 1, 'no': 0}).infer_objects()\ndf = pd.get_dummies(df)"),
]  # fmt: skip

NO_FIX = [
    ("df['age'].dropna(inplace=True)", "NB220"),
    ("df['fare'].sort_values(inplace=True)", "NB220"),
    ("df[df.fare > 9].drop(columns=['age'], inplace=True)", "NB220"),
    ("if True:\n    df.head().drop(columns=['age'], inplace=True)", "NB220"),
    ("df['sex'].update(pd.Series(['m']))", "NB220"),
    ("df['sex'][df['sex'] == 'm'] = 0", "NB220"),
    ("df['sex'][df['sex'] == 1] = 'male'", "NB220"),
    ("df.sex[df.sex == 1] = 'male'", "NB220"),
    ("df[df.sex == 'm']['sex'] = 1", "NB220"),
    ("df['fare'][1:3] = 0", "NB220"),
    ("[d['age'].fillna(0, inplace=True) for d in (train, test)]", "NB220"),
    ("df['age'].fillna(0,  # the youngest\n    inplace=True)", "NB220"),
    ("%time df['age'].fillna(0, inplace=True)", "NB220"),
    ("if pd.api.types.is_object_dtype(df['a']):\n    df = df.drop(columns=['a'])", "NB221"),
    ("df['a'] = df['a'].astype(str).replace('nan', 'missing')", "NB222"),
    ("df['a'] = df['a'].fillna('ffill')", "NB222"),
]


@pytest.mark.parametrize("statements", LEAVES_ALONE)
def test_what_works_is_left_alone(statements):
    """Nobody is warned of a statement that does what it says."""
    assert found(statements) == ()


@pytest.mark.parametrize(("statements", "code", "after"), CHANGES)
def test_trap_is_found_and_mended(statements, code, after):
    """A trap has its code, and its fix leaves nothing to say."""
    assert codes(statements) == [code]
    assert mended(statements) == after
    assert found(after) == ()


@pytest.mark.parametrize(("statements", "code"), NO_FIX)
def test_trap_without_a_safe_fix_is_told_only(statements, code):
    """Where the change could mean something else, the finding says what to do and offers no fix."""
    (finding,) = found(statements)
    assert (finding.code, finding.fix) == (code, None)
    assert finding.hint
    assert mended(statements) == statements


@pytest.mark.parametrize(
    ("statements", "version"),
    [
        ('df["age"].fillna(0, inplace=True)', "2.3.3"),
        ("texts = df.dtypes[df.dtypes == 'object'].index", "2.2.0"),
        ("df = df.fillna(method='ffill')", "2.2.0"),
        ("texts = df.select_dtypes('object')", "3.1.1"),
    ],
)
def test_trap_of_a_newer_version_is_not_reported(statements, version):
    """A finding is true for the versions that are installed, which are those that the service is locked to."""
    assert codes(statements, lambda _: version) == []
    assert len(codes(statements, lambda _: "4.0.0")) == 1


def test_trap_in_a_cell_that_no_service_needs_is_not_reported():
    """An experiment that nothing uses may be as old as it likes."""
    text = "answer = df.head()\n# %% #experiment\nother = df.copy()\nother['a'].fillna(0, inplace=True)\nother.ix[0]"
    assert found(text) == ()


# -- that it is true

FRAME = {
    "age": [1.0, np.nan, 3.0], "fare": [12.0, 3.0, 10.0], "sex": ["m", "f", "m"], "a": ["1x", "2", "x3"],
    "yes": ["yes", "no", "yes"], "t": ["2024-01-01", "2024-01-02", "2024-01-03"],
}  # fmt: skip


def run(statements: str) -> pd.DataFrame:
    """Return `df` after statements."""
    scope = {"pd": pd, "np": np, "df": pd.DataFrame(FRAME)}
    exec(statements, scope)
    return scope["df"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("statements", "column", "values"),
    [
        ('df["age"].fillna(0, inplace=True)', "age", [1.0, 0.0, 3.0]),
        ("df.age.fillna(0, inplace=True)", "age", [1.0, 0.0, 3.0]),
        ('df.loc[:, "age"].fillna(0, inplace=True)', "age", [1.0, 0.0, 3.0]),
        ('df[["age", "fare"]].fillna(0, inplace=True)', "age", [1.0, 0.0, 3.0]),
        ('df["fare"].clip(upper=9, inplace=True)', "fare", [9.0, 3.0, 9.0]),
        ('df["fare"][df["fare"] > 9] = 9', "fare", [9.0, 3.0, 9.0]),
        ("df.fare[df.fare > 9] = 9", "fare", [9.0, 3.0, 9.0]),
        ('df[df.fare > 9]["fare"] = 9', "fare", [9.0, 3.0, 9.0]),
        ('df.loc[df.fare > 9]["fare"] = 9', "fare", [9.0, 3.0, 9.0]),
        ('df["fare"].iloc[0] = 9', "fare", [9.0, 3.0, 10.0]),
        ('df["fare"][0] += 9', "fare", [21.0, 3.0, 10.0]),
        ('df.loc[0]["fare"] = 9', "fare", [9.0, 3.0, 10.0]),
        ('df["sex"].replace({"m": 0, "f": 1}, inplace=True)', "sex", [0, 1, 0]),
    ],
)
def test_lost_change_is_lost_and_its_fix_is_not(statements, column, values):
    """The statement leaves the frame as it was; mended, it does what it says, with the dtype that numbers have."""
    pd.testing.assert_frame_equal(run(statements), pd.DataFrame(FRAME))
    after = run(mended(statements))[column]
    assert after.tolist() == values
    assert after.dtype.kind in "if"


@pytest.mark.filterwarnings("ignore")
def test_changed_meanings_are_as_told():
    """What the messages of NB221 and NB222 claim is what the installed pandas does."""
    df = pd.DataFrame(FRAME)
    assert not (df.dtypes == "object").any()
    assert run(mended("df = df.dtypes == object")).sum() == 4
    assert str(df["sex"].replace({"m": 0, "f": 1}).dtype) == "object"
    assert list(pd.get_dummies(df[["sex"]].replace({"m": 0, "f": 1}))) == ["sex_0", "sex_1"]
    seconds = pd.to_datetime(df["t"]).astype("int64") // 10**9
    assert (pd.to_datetime(df["t"]).dt.as_unit("ns").astype("int64") // 10**9 // seconds).round(-3).eq(1000).all()
    assert df["a"].str.replace("[^0-9]", "").tolist() == df["a"].tolist()
    assert pd.Series(["a", None]).astype(str).isna().tolist() == [False, True]


def test_trap_at_the_end_of_a_long_notebook_is_found():
    """A frame is known for one however often its name was bound again above."""
    text = "df = df[df.age > 0]\n" * 300 + "df['age'].fillna(0, inplace=True)"
    assert codes(text) == ["NB220"]
