"""`nb2svc explain` on the golden cases: what it says of a statement is what the package holds of it."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from golden.harness import Outcome, build

from nb2svc.build.explanations import encode_explanation
from nb2svc.cli.explained import print_explanation
from nb2svc.compiler.explain import Explanation, explain

HERE = Path(__file__).parent
NAMES = [
    "churn_mixed_columns",
    "iris_literal_flower",
    "plants_models_in_list",
    "cars_categories",
    "houses_filtered_rows",
    "rents_inline_statistics",
    "visits_clusters",
]

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
notebook.py  5 of 15 statements serve a request, 3 values are frozen, 6 are left out

  cell 1 #look
    1  import pandas as pd                                                 constant       import
    2  from sklearn.linear_model import LinearRegression                   constant       import
    3  from sklearn.preprocessing import StandardScaler                    constant       import
"""


def explained(outcome: Outcome) -> Explanation:
    """Return the explanation of a case."""
    assert outcome.planned is not None
    assert outcome.results is not None
    assert outcome.classified is not None
    assert outcome.package is not None
    planned, results = outcome.planned, outcome.results
    return explain(
        planned.program, planned.run, planned.code, results.trace, outcome.classified, outcome.package, results.previews
    )


@pytest.fixture(scope="module")
def outcome_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Outcome]:
    """What a case's notebook is built to; each is built once."""

    @functools.cache
    def built(name: str) -> Outcome:
        case = HERE / name
        return build((case / "notebook.py").read_text(), tmp_path_factory.mktemp(name), data=case)

    return built


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    """The explanation of the small notebook."""
    return explained(build(NOTEBOOK, tmp_path_factory.mktemp("small")))


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_is_explained_as_the_package_has_it(name: str, outcome_of: Callable[[str], Outcome]) -> None:
    """A statement is called served if and only if lines of the stage functions come from it; all else has a reason."""
    outcome = outcome_of(name)
    assert outcome.planned is not None
    assert outcome.package is not None
    explanation = explained(outcome)
    emitted = [
        line.strip() for n in ("preprocess.py", "predict.py") for line in outcome.package.files.get(n, "").split("\n")
    ]

    assert len(explanation.statements) == len(outcome.planned.program.statements)
    for s in explanation.statements:
        if s.binding == "row-time":
            assert all(line.strip() in emitted for line in (s.served or s.text).split("\n")), s
        elif s.binding not in {"row selection", "constant"}:
            assert not set(s.text.split("\n")) & set(emitted), s
        assert s.reason or s.frozen, s


@pytest.mark.parametrize("name", NAMES)
def test_every_frozen_value_is_shown_with_its_value(name: str, outcome_of: Callable[[str], Outcome]) -> None:
    """Each value of the state is named by a statement that serves, with a preview that is the same each time."""
    outcome = outcome_of(name)
    assert outcome.classified is not None
    shown = {f.name: f for s in explained(outcome).statements if s.binding == "row-time" for f in s.frozen}

    assert shown.keys() <= set(outcome.classified.names.values())
    assert shown
    assert all(f.value and " at 0x" not in f.value for f in shown.values())


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
