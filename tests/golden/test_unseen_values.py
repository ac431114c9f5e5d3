"""A value that training never saw, where the service only knows those that it saw: an error that names it."""

from __future__ import annotations

from pathlib import Path

import harness
import pytest

from nb2svc.diagnostics import RowError

NOTEBOOK = """\
# %% [load] #load
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
rng = np.random.default_rng(3)
flats = pd.DataFrame({{"area": rng.integers(20, 120, 200), "street": [f"street {{i % 60}}" for i in range(200)]}})
flats["rent"] = flats.area * 9 + rng.normal(0, 20, 200)
# %% [preprocess] #clean
{encoding}
# %% [train] #fit
model = LinearRegression().fit(X, flats["rent"])
# %% [predict] #ask
rent = model.predict(X)
"""
ENCODINGS = {
    "dummies": 'X = pd.get_dummies(flats[["area", "street"]], columns=["street"])',
    "dummies without the first": 'X = pd.get_dummies(flats[["area", "street"]], drop_first=True, dtype=int)',
    "codes": 'flats["s"] = flats["street"].astype("category").cat.codes\nX = flats[["area", "s"]]',
    "factorized": 'flats["s"], _ = pd.factorize(flats["street"])\nX = flats[["area", "s"]]',
    "mean of its group": 'flats["m"] = flats.groupby("street")["area"].transform("mean")\nX = flats[["area", "m"]]',
    "mean of groups in a name": 'groups = flats.groupby("street")\nflats["m"] = groups["area"].transform("mean")\n'
    'X = flats[["area", "m"]]',
    "number of its group": 'flats["s"] = flats.groupby("street").ngroup()\nX = flats[["area", "s"]]',
    "mean by a key apart": 'flats["m"] = flats["area"].groupby(flats["street"]).transform("mean")\n'
    'X = flats[["area", "m"]]',
    "mean of its group, put in gaps": 'flats["m"] = flats.groupby("street")["area"].transform("mean").fillna(0)\n'
    'X = flats[["area", "m"]]',
}


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
def test_value_that_no_encoding_knows_is_refused_by_name(encoding: str, tmp_path: Path) -> None:
    """Zeros everywhere, number -1 or no mean would be an answer about something else; the other rows are answered."""
    outcome = harness.build(NOTEBOOK.format(encoding=encoding), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    known, unknown = outcome.service.predict_each(
        [{"area": 50, "street": "street 7"}, {"area": 50, "street": "no such street"}]
    )

    assert set(known) == {"rent"}
    assert isinstance(unknown, RowError)
    assert (unknown.field, unknown.type) == ("street", "unknown-category")
    assert "no such street" in unknown.message


TWO_PARTS = """\
# %% [load] #load
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
rng = np.random.default_rng(3)
old = pd.DataFrame({{"area": rng.integers(20, 120, 200), "street": rng.choice(["oak", "elm", "ash", "fir"], 200)}})
old["rent"] = old.area * 9 + old.street.map({{"oak": 50, "elm": 0, "ash": 20, "fir": 90}}) + rng.normal(0, 5, 200)
new = pd.DataFrame({{"area": rng.integers(20, 120, 40), "street": rng.choice(["elm", "ash"], 40)}})
# %% [preprocess] #clean
{encoding}
# %% [train] #fit
model = LinearRegression().fit(X, old["rent"])
# %% [predict] #ask
rent = model.predict(X_new)
"""
REINDEXED = {
    "reindexed": "X = pd.get_dummies(old[['area', 'street']])\n"
    "X_new = pd.get_dummies(new)\nX_new = X_new.reindex(columns=X.columns, fill_value=0)",
    "reindexed at once": "X = pd.get_dummies(old[['area', 'street']], columns=['street'], drop_first=True)\n"
    "new['street'] = new['street'].where(new['area'] > 0, 'ash')\n"
    "X_new = pd.get_dummies(new, columns=['street']).reindex(columns=X.columns, fill_value=0)",
    "other letters": "for d in (old, new):\n    d['street'] = d['street'].str.upper()\n"
    "X = pd.get_dummies(old.drop(columns='rent'))\n"
    "X_new = pd.get_dummies(new).reindex(columns=X.columns, fill_value=0)",
}


@pytest.mark.parametrize("encoding", REINDEXED.values(), ids=REINDEXED)
def test_value_that_only_training_has_gets_its_column_where_columns_are_those_of_training(
    encoding: str, tmp_path: Path
) -> None:
    """The notebook says by `reindex` what becomes of it; a value that neither part has is refused all the same."""
    outcome = harness.build(TWO_PARTS.format(encoding=encoding), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    streets = ["oak", "elm", "ash", "fir", "yew"]
    *known, unknown = outcome.service.predict_each([{"area": 50, "street": street} for street in streets])

    rents = [answer["rent"] for answer in known if not isinstance(answer, RowError)]
    assert rents == pytest.approx([500, 450, 470, 540], abs=5)
    assert isinstance(unknown, RowError)
    assert "yew" in unknown.message.lower()


MADE = {
    "other letters": 'flats["street"] = flats["street"].str.title()\nX = pd.get_dummies(flats.drop(columns="rent"))',
    "a part": 'flats["last"] = flats["street"].str[-1:]\n'
    'X = pd.get_dummies(flats[["area", "last"]], columns=["last"], drop_first=True)',
    "a pair": 'flats["pair"] = flats["street"] + "_" + (flats["area"] > 0).astype(str)\n'
    'X = flats[["area"]].join(pd.get_dummies(flats["pair"], prefix="p"))',
    "numbers": 'flats["number"] = flats["street"].str.extract(r"(\\d+)", expand=False).fillna("99").astype(int)\n'
    'X = pd.get_dummies(flats[["area", "number"]], columns=["number"])',
    "array": 'X = flats[["area"]].join(pd.get_dummies(flats["street"].str.upper().values))',
    "codes": 'flats["s"] = flats["street"].str.upper().astype("category").cat.codes\nX = flats[["area", "s"]]',
    "codes in a loop": 'flats["upper"] = flats["street"].str[7:]\nfor c in ["street", "upper"]:\n'
    '    flats[c] = flats[c].astype("category").cat.codes\nX = flats[["area", "upper"]]',
    "several columns": 'flats["upper"] = flats["street"].str.upper()\n'
    'flats[["upper"]] = flats[["upper"]].astype("category")\nX = pd.get_dummies(flats[["area", "upper"]])',
    "categorical": 'flats["s"] = pd.Categorical(flats["street"].str.upper()).codes\nX = flats[["area", "s"]]',
    "factorized": 'flats["s"], names = pd.factorize(flats["street"].str.upper())\nX = flats[["area", "s"]]',
    "factorized array": 'flats["s"] = pd.factorize(flats["street"].values)[0]\nX = flats[["area", "s"]]',
    "inverse of its values": '_, flats["s"] = np.unique(flats["street"], return_inverse=True)\n'
    'X = flats[["area", "s"]]',
    "number of groups": 'flats["upper"] = flats["street"].str.upper()\n'
    'flats["s"] = flats.groupby(["upper", "street"]).ngroup()\nX = flats[["area", "s"]]',
    "factorized itself": 'flats["s"] = flats["street"].str.upper().factorize()[0]\nX = flats[["area", "s"]]',
    "mean of its group": 'flats["upper"] = flats["street"].str.upper()\n'
    'flats["m"] = flats.groupby("upper")["area"].transform("mean").fillna(0)\nX = flats[["area", "m"]]',
    "means of its group": 'flats["upper"] = flats["street"].str.upper()\n'
    'flats[["m"]] = flats.groupby("upper")[["area"]].transform("mean").fillna(0)\nX = flats[["area", "m"]]',
    "mean by a key apart": 'flats["m"] = flats["area"].groupby(flats["street"].str.upper()).transform("mean")\n'
    'X = flats[["area", "m"]]',
    "distance to its group": 'flats["upper"] = flats["street"].str.upper()\n'
    'flats["m"] = flats.groupby("upper")["area"].transform(lambda s: s - s.mean())\nX = flats[["area", "m"]]',
    "mean of groups in a name": 'flats["upper"] = flats["street"].str.upper()\ngroups = flats.groupby("upper")\n'
    'flats["m"] = groups["area"].transform("mean").fillna(0)\nX = flats[["area", "m"]]',
    "tags": 'X = flats[["area"]].join(flats["street"].str.get_dummies(" "))',
    "binarized": "from sklearn.preprocessing import LabelBinarizer\n"
    'X = np.hstack([flats[["area"]], LabelBinarizer().fit_transform(flats["street"])])',
    "binarized later": "from sklearn.preprocessing import LabelBinarizer\nlb = LabelBinarizer()\n"
    'lb.fit(flats["street"])\nX = np.hstack([flats[["area"]], lb.transform(flats["street"])])',
    "binarized tags": "from sklearn.preprocessing import MultiLabelBinarizer\n"
    'X = np.hstack([flats[["area"]], MultiLabelBinarizer().fit_transform(flats["street"].str.split())])',
    "its count": 'flats["n"] = flats["street"].str.upper().map(flats["street"].str.upper().value_counts())\n'
    'X = flats[["area", "n"]]',
    "its number": 'streets = flats["street"].unique()\nnumbers = {s: i for i, s in enumerate(streets)}\n'
    'flats["n"] = flats["street"].map(numbers)\nX = flats[["area", "n"]]',
    "in a helper": 'def encoded(f):\n    f = f.assign(upper=f["street"].str.upper())\n'
    '    if len(f.columns) > 3:\n        f = f.drop(columns="street")\n'
    '    return pd.get_dummies(f[["area", "upper"]])\n'
    "X = encoded(flats)",
}


@pytest.mark.parametrize("encoding", MADE.values(), ids=MADE)
def test_value_that_the_notebook_has_made_and_no_encoding_knows_is_refused(encoding: str, tmp_path: Path) -> None:
    """No list in the schema says what the notebook will make of a text: the statement that encodes it looks."""
    outcome = harness.build(NOTEBOOK.format(encoding=encoding), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    known, unknown = outcome.service.predict_each(
        [{"area": 50, "street": "street 7"}, {"area": 50, "street": "elsewhere"}]
    )

    assert set(known) == {"rent"}
    assert isinstance(unknown, RowError)
    if unknown.type != "unknown-category":
        assert unknown.type == "row-refused"
        assert "no training row held" in unknown.message
        assert "cell 2, line" in unknown.message


def test_values_that_training_saw_but_not_together_are_refused(tmp_path: Path) -> None:
    """A mean by street and size is none where training had the street and the size, but in no row both."""
    mean = 'flats.groupby(["street", "size"])["area"].transform("mean").fillna(0)'
    encoding = f'flats["size"] = flats["area"] // 50\nflats["m"] = {mean}\nX = flats[["area", "m"]]'
    outcome = harness.build(NOTEBOOK.format(encoding=encoding), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    answers = outcome.service.predict_each([{"area": area, "street": "street 7"} for area in (20, 60, 110)])

    refused = [answer for answer in answers if isinstance(answer, RowError)]
    assert 0 < len(refused) < len(answers)
    assert "`street, size` is ('street 7'," in refused[0].message


@pytest.mark.parametrize("bins", ["pd.qcut(flats['area'], 4).cat.codes", "pd.cut(flats['area'], 5, labels=False)"])
def test_value_beyond_the_bins_of_training_is_refused(bins: str, tmp_path: Path) -> None:
    """Bins that were made of the training rows end where these end; no bin at all would be number -1."""
    outcome = harness.build(NOTEBOOK.format(encoding=f'X = flats[["area"]].assign(bin={bins})'), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    low, inside, high = outcome.service.predict_each([{"area": area} for area in (1, 50, 500)])

    assert set(inside) == {"rent"}
    for answer, area in ((low, 1), (high, 500)):
        assert isinstance(answer, RowError)
        assert f"`area` is {area}, and the values of no training row reach that far" in answer.message


def test_group_that_training_never_saw_is_no_matter_where_it_only_fills_gaps(tmp_path: Path) -> None:
    """A row with its own value needs none of its group."""
    median = 'flats.groupby("street")["area"].transform("median")'
    encoding = f'flats["area"] = flats["area"].fillna({median})\nX = flats[["area"]]'
    outcome = harness.build(NOTEBOOK.format(encoding=encoding), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    (answer,) = outcome.service.predict([{"area": 50, "street": "elsewhere"}])

    assert set(answer) == {"rent"}


SORTED_OUT = {
    "at once": 'flats["n"] = flats["street"].map(flats["street"].value_counts()).fillna(0)',
    "later": 'flats["n"] = flats["street"].map(flats["street"].value_counts())\nflats["n"] = flats["n"].fillna(0)',
    "for all columns": 'flats["n"] = flats["street"].map(flats["street"].value_counts())\nflats = flats.fillna(0)',
    "others named": 'top = flats["street"].value_counts().index[:20]\n'
    'flats["n"] = np.where(flats["street"].isin(top), flats["street"].str.len(), 0)',
}


@pytest.mark.parametrize("encoding", SORTED_OUT.values(), ids=SORTED_OUT)
def test_value_that_the_notebook_itself_sorts_out_is_answered(encoding: str, tmp_path: Path) -> None:
    """Where the notebook says what becomes of a value that it does not know, that is what becomes of it."""
    outcome = harness.build(NOTEBOOK.format(encoding=encoding + '\nX = flats[["area", "n"]]'), tmp_path)
    assert outcome.service is not None, outcome.rendered()

    (answer,) = outcome.service.predict([{"area": 50, "street": "no such street"}])

    assert set(answer) == {"rent"}
