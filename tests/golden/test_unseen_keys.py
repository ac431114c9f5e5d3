"""Look-ups in tables of the training rows, and flags for their values: what a value gets that training never saw."""

from __future__ import annotations

from pathlib import Path

import harness
import pytest

from nb2svc.diagnostics import RowError

NOTEBOOK = """\
# %% [load] #load
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
rng = np.random.default_rng(3)
flats = pd.DataFrame({{"area": rng.integers(20, 120, 200), "street": [f"street {{i % 60}}" for i in range(200)]}})
flats["rent"] = flats.area * 9 + rng.normal(0, 20, 200)
# %% [preprocess] #clean
{preparation}
# %% [train] #fit
model = HistGradientBoostingRegressor(max_iter=5, min_samples_leaf=2).fit(X, flats["rent"])
# %% [predict] #ask
rent = model.predict(X)
"""
UPPER = 'flats["street"] = flats["street"].str.upper()\n'
MEANS = 'means = flats.groupby("street")["area"].mean()\n'
TABLE = 'table = flats.groupby("street")["area"].mean().rename("m").reset_index()\n'
NUMBERS = 'numbers = {s: i for i, s in enumerate(flats["street"].unique())}\n'
TWO = 'X = flats[["area", "m"]]'
COPY = 'X = flats[["area"]].copy()\n'

REFUSED = {
    "merged": TABLE + 'flats = flats.merge(table, on="street", how="left")\n' + TWO,
    "merged, made": UPPER + TABLE + 'flats = flats.merge(table, how="left", on=["street"])\n' + TWO,
    "merged by pd.merge, inner": UPPER + TABLE + 'flats = pd.merge(flats, table, on="street")\n' + TWO,
    "merged with labels": UPPER
    + MEANS
    + 'flats = flats.merge(means.rename("m"), left_on="street", right_index=True, how="left")\n'
    + TWO,
    "merged, another column filled": UPPER
    + TABLE
    + 'flats = flats.merge(table, on="street", how="left")\nflats["area"] = flats["area"].fillna(0)\n'
    + TWO,
    "joined": UPPER + MEANS + 'flats = flats.join(means.rename("m"), on="street")\n' + TWO,
    "joined by labels": UPPER
    + MEANS
    + 'flats = flats.set_index("street").join(means.rename("m")).reset_index()\n'
    + TWO,
    "labels mapped": MEANS + 'flats = flats.set_index("street")\nflats["m"] = flats.index.map(means)\n' + TWO,
    "several labels mapped": 'flats["big"] = flats["area"] > 0\n'
    'means = flats.groupby(["street", "big"])["area"].mean()\n'
    'flats["m"] = flats.set_index(["street", "big"]).index.map(means)\n' + TWO,
    "reindexed": UPPER + MEANS + 'flats["m"] = means.reindex(flats["street"]).to_numpy()\n' + TWO,
    "mapped by a method": UPPER + NUMBERS + 'flats["m"] = flats["street"].map(numbers.get)\n' + TWO,
    "asked in a lambda": UPPER + NUMBERS + 'flats["m"] = flats["street"].apply(lambda s: numbers.get(s))\n' + TWO,
    "asked in a helper": UPPER
    + NUMBERS
    + 'def number(s):\n    return numbers.get(s)\nflats["m"] = flats["street"].apply(number)\n'
    + TWO,
    "asked row by row": UPPER
    + MEANS
    + 'flats["m"] = flats.apply(lambda row: means.get(row["street"]), axis=1)\n'
    + TWO,
    "asked one by one": UPPER + NUMBERS + 'flats["m"] = [numbers.get(s) for s in flats["street"]]\n' + TWO,
    "categories": UPPER
    + 'kinds = sorted(flats["street"].unique())\nflats["m"] = pd.Categorical(flats["street"], categories=kinds).codes\n'
    + TWO,
    "dtype of categories": UPPER
    + 'kinds = pd.CategoricalDtype(flats["street"].unique())\nflats["m"] = flats["street"].astype(kinds).cat.codes\n'
    + TWO,
    "searched": UPPER
    + 'names = np.unique(flats["street"])\nflats["m"] = np.searchsorted(names, flats["street"])\n'
    + TWO,
    "positions": UPPER
    + 'names = pd.Index(flats["street"].unique())\nflats["m"] = names.get_indexer(flats["street"])\n'
    + TWO,
    "dicts": "from sklearn.feature_extraction import DictVectorizer\n"
    'X = DictVectorizer(sparse=False).fit_transform(flats[["area", "street"]].to_dict("records"))',
    "flags in a loop": COPY
    + 'for s in flats["street"].unique():\n    X["is " + s] = (flats["street"] == s).astype(int)',
    "flags in a loop, made": UPPER
    + COPY
    + 'for i, s in enumerate(sorted(set(flats["street"]))):\n    X[f"is {i}"] = np.where(s == flats["street"], 1, 0)',
    "flags of the most frequent": UPPER
    + COPY
    + 'for s in flats["street"].value_counts().index[:10]:\n    X["is " + s] = flats["street"].eq(s) * 1',
    "flags in a dict": UPPER
    + 'X = flats[["area"]].assign(**{"is " + s: flats["street"] == s for s in flats["street"].unique()})',
    "flags in a table": UPPER + 'names = list(flats["street"].unique())\n'
    'flags = pd.DataFrame({s: (flats["street"] == s).astype(int) for s in names})\n'
    'X = pd.concat([flats[["area"]], flags], axis=1)',
    "flags in lists": UPPER + 'names = sorted(flats["street"].unique())\n'
    'X = np.array([[int(v == s) for s in names] for v in flats["street"]])',
    "flags at once": UPPER + 'names = np.unique(flats["street"].astype(object))\n'
    'X = (flats["street"].to_numpy(dtype=object)[:, None] == names).astype(int)',
}


@pytest.mark.parametrize("preparation", REFUSED.values(), ids=REFUSED)
def test_value_that_a_table_of_training_rows_lacks_is_refused(preparation: str, tmp_path: Path) -> None:
    """A model that takes missing values, or zeros, would answer about something that the notebook never computed."""
    outcome = harness.build(NOTEBOOK.format(preparation=preparation), tmp_path)
    assert outcome.service is not None, outcome.rendered()
    golden = outcome.results.golden if outcome.results is not None else {}

    known, unknown = outcome.service.predict_each([golden["rows"][0], {"area": 50, "street": "elsewhere"}])

    assert known == pytest.approx(golden["answers"][0])
    assert isinstance(unknown, RowError)
    assert "elsewhere" in unknown.message.lower()
    if unknown.type != "unknown-category":
        assert unknown.type == "row-refused"
        assert "no training row held" in unknown.message


ANSWERED = {
    "filled later": TABLE
    + 'flats = flats.merge(table, on="street", how="left")\nflats["m"] = flats["m"].fillna(flats["area"].mean())\n'
    + TWO,
    "filled with all others": TABLE + 'flats = flats.merge(table, on="street", how="left").fillna(0)\n' + TWO,
    "filled in place": TABLE
    + 'flats = flats.merge(table, on="street", how="left")\nflats.loc[flats["m"].isna(), "m"] = 0\n'
    + TWO,
    "filled by an imputer": "from sklearn.impute import SimpleImputer\n"
    + MEANS
    + 'flats["m"] = flats["street"].map(means)\nX = SimpleImputer().fit_transform(flats[["area", "m"]])',
    "filled by a helper": MEANS
    + "def filled(column):\n    return column.fillna(column.median())\n"
    + 'flats["m"] = filled(flats["street"].map(means))\n'
    + TWO,
    "a default": NUMBERS + 'flats["m"] = flats["street"].apply(lambda s: numbers.get(s, -1))\n' + TWO,
    "or else": NUMBERS + 'flats["m"] = [numbers.get(s) or 0 for s in flats["street"]]\n' + TWO,
    "a counter": 'from collections import Counter\nflats["m"] = flats["street"].map(Counter(flats["street"]))\n' + TWO,
    "told to ignore": "from sklearn.preprocessing import OneHotEncoder\n"
    'X = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit_transform(flats[["street"]])',
    "the others": 'top = flats["street"].value_counts().index[:10]\n'
    'flats["m"] = np.where(flats["street"].isin(top), 1, 0)\n' + TWO,
    "the most frequent": 'most = flats["street"].mode()[0]\nflats["m"] = (flats["street"] == most) * 1\n' + TWO,
    "not needed": TABLE + 'flats = flats.merge(table, on="street", how="left")\nX = flats[["area"]]',
}


@pytest.mark.parametrize("preparation", ANSWERED.values(), ids=ANSWERED)
def test_value_of_which_the_notebook_says_what_becomes_is_answered(preparation: str, tmp_path: Path) -> None:
    """Where the notebook fills the gap, names a default, or needs nothing of it, there is nothing to refuse."""
    outcome = harness.build(NOTEBOOK.format(preparation=preparation), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    (answer,) = outcome.service.predict([{"area": 50, "street": "elsewhere"}])

    assert set(answer) == {"rent"}


def test_lookup_for_which_the_notebook_itself_has_no_entry_is_answered(tmp_path: Path) -> None:
    """Where rows of the notebook find nothing, either, it shows what becomes of them."""
    preparation = 'known = flats[flats["street"] != "street 7"]\n'
    preparation += 'table = known.groupby("street")["area"].mean().rename("m").reset_index()\n'
    preparation += 'flats = flats.merge(table, on="street", how="left")\n' + TWO
    outcome = harness.build(NOTEBOOK.format(preparation=preparation), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    answers = outcome.service.predict([{"area": 50, "street": "elsewhere"}, {"area": 50, "street": "street 7"}])

    assert answers[0] == answers[1]


SPLIT = """\
train, test = flats[:150], flats[150:]
X, X_test = train[["area"]].copy(), test[["area"]].copy()
for s in train["street"].unique():
    X[s] = (train["street"] == s).astype(int)
    X_test[s] = (test["street"] == s).astype(int)
"""


def test_flag_of_a_value_that_only_the_training_part_has_is_no_news(tmp_path: Path) -> None:
    """What was loaded has been seen, in whichever part of a split it is."""
    text = NOTEBOOK.format(preparation=SPLIT)
    text = text.replace('fit(X, flats["rent"])', 'fit(X, train["rent"])').replace("predict(X)", "predict(X_test)")
    outcome = harness.build(text, tmp_path)
    assert outcome.service is not None, outcome.rendered()

    rows = [{"area": 50, "street": street} for street in ("street 30", "street 25", "elsewhere")]
    tested, trained, unknown = outcome.service.predict_each(rows)

    assert set(tested) == set(trained) == {"rent"}
    assert isinstance(unknown, RowError)


def test_statistics_of_the_training_part_are_asked_for_its_own_keys(tmp_path: Path) -> None:
    """Rows of the other part need not have them: it is the training part that is looked at."""
    preparation = 'flats["street"] = flats["street"].str.upper()\n'
    preparation += "train = flats[flats.index % 4 > 0]\n"
    preparation += 'table = train.groupby("street")["area"].mean().rename("m").reset_index()\n'
    preparation += 'train = train.merge(table, on="street", how="left")\nX = train[["area", "m"]]'
    text = NOTEBOOK.format(preparation=preparation).replace('fit(X, flats["rent"])', 'fit(X, train["rent"])')
    outcome = harness.build(text, tmp_path)
    assert outcome.service is not None, outcome.rendered()

    known, unknown = outcome.service.predict_each([{"area": 50, "street": s} for s in ("street 1", "street 0")])

    assert set(known) == {"rent"}
    assert isinstance(unknown, RowError)
    assert "no training row held" in unknown.message
