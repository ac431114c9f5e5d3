"""`nb2svc explain` on the golden cases: what it says of a statement is what the package holds of it."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from golden.harness import build, explained

from nb2svc.build.explanations import encode_explanation
from nb2svc.cli.explained import print_explanation
from nb2svc.compiler.explain import Explanation

NOTEBOOK = """\
# %% #look
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler
# %% [load] #load
가격 = pd.DataFrame({"면적": [20.0, 35.0, None, 80.0, 55.0] * 8, "층": [1, 4, 2, 9, 7] * 8, "가격": range(40)})
가격.head()
# %% [preprocess] #prepare
bins = 가격["층"].value_counts()
가격["면적"] = 가격["면적"].fillna(가격["면적"].median())
가격["층"] = 가격["층"] + 1
y = 가격["가격"] * 1.0
X = 가격[["면적", "층"]]
# %% [train] #fit
scaler = StandardScaler()
X = scaler.fit_transform(X)
model = LinearRegression().fit(X, y)
# %% [predict] #ask
price = model.predict(X)
# %% [evaluate] #measure
error = abs(price - y).mean()
"""

PAGE = """\
notebook.py  5 of 15 statements serve a request, 6 are left out; 3 values are frozen

  cell 1 #look
    1  import pandas as pd                                                 constant       import
    2  from sklearn.linear_model import LinearRegression                   constant       import
    3  from sklearn.preprocessing import StandardScaler                    constant       import
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    """The explanation of the small notebook."""
    return explained(build(NOTEBOOK, tmp_path_factory.mktemp("small")))


def test_statement_tells_what_becomes_of_a_value_that_training_never_saw(tmp_path: Path) -> None:
    """A look at the values refuses a row; an encoder that is told to ignore what it does not know does so."""
    notebook = """\
# %% [load] #load
import pandas as pd
from sklearn.preprocessing import OneHotEncoder
shops = pd.DataFrame({"town": ["Bonn", "Köln", "Aachen"] * 8, "kind": ["a", "b"] * 12, "sales": range(24)})
# %% [preprocess] #prepare
X = pd.get_dummies(shops["town"].str.upper(), dtype=float)
encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
X[["a", "b"]] = encoder.fit_transform(shops[["kind"]])
# %% [train] #fit
from sklearn.linear_model import LinearRegression
model = LinearRegression().fit(X, shops["sales"])
# %% [predict] #ask
sales = model.predict(X)
"""
    found = {s.text: s.reason for s in explained(build(notebook, tmp_path)).statements}

    dummies = 'X = pd.get_dummies(shops["town"].str.upper(), dtype=float)'
    assert found[dummies] == "a row with a value that no training row held is refused"
    told = 'encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)'
    assert found[told].endswith(
        "a value that no training row held is no error: the notebook says so by `handle_unknown`"
    )


def test_reasons_follow_from_the_graph(small: Explanation) -> None:
    """What was left out says what it feeds, measures or shows; what is served says what it stands on."""
    found = {s.text: (s.binding, s.reason) for s in small.statements}

    assert found["가격.head()"] == ("display", "shows something and changes nothing")
    assert found['bins = 가격["층"].value_counts()'] == ("not needed", "nothing that the answer needs reads `bins`")
    assert found['y = 가격["가격"] * 1.0'] == ("training only", "feeds only the target `가격`")
    assert found["scaler = StandardScaler()"] == ("training only", "is needed to compute `model` and `scaler`")
    assert found["error = abs(price - y).mean()"] == ("not needed", "measures the model")
    assert found["price = model.predict(X)"] == ("row-time", "gives the answer")
    assert found['가격["층"] = 가격["층"] + 1'] == ("row-time", "computed from the row alone")


def test_served_statements_tell_columns_values_and_text(small: Explanation) -> None:
    """A served statement tells the fields it stands on, the values it uses, its text in the package, its readers."""
    (filled,) = [s for s in small.statements if "fillna" in s.text]

    assert filled.columns == ("면적",)
    assert [(f.name, f.value, f.source) for f in filled.frozen] == [("면적_median", "45", '가격["면적"].median()')]
    assert filled.served == '가격["면적"] = 가격["면적"].fillna(state.면적_median)'
    assert "preprocess" in filled.read_by


def test_page_is_aligned_at_every_width(small: Explanation) -> None:
    """Columns start at the same place whatever the script of the names; a narrow terminal gets the reason below."""
    wide, narrow = io.StringIO(), io.StringIO()
    print_explanation(small, file=wide, width=140)
    print_explanation(small, file=narrow, width=50)

    assert wide.getvalue().startswith(PAGE), wide.getvalue()
    assert "\x1b" not in wide.getvalue()
    assert not any(line != line.rstrip() for line in wide.getvalue().splitlines())
    lines = narrow.getvalue().splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip() == "1  가격 = pd.DataFrame({" or "가격.head()" in line)
    assert "display  shows something and changes nothing" in lines[at + 1]
    assert "request" in narrow.getvalue()
    assert "price number" in narrow.getvalue()


def test_explanation_survives_json(small: Explanation) -> None:
    """Other tools read the same explanation from the file in the bundle."""
    assert msgspec.json.decode(encode_explanation(small), type=Explanation) == small
