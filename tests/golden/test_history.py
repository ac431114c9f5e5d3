"""State across rows: what looks at other rows is refused with the rows it would need, also where the data hide it."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden.comparison import differences
from golden.harness import Outcome, build
from golden.plain import run_plainly

NOTEBOOK = """\
# %% [load] #load
import numpy as np
import pandas as pd
rng = np.random.default_rng(5)
df = pd.DataFrame({{
    "id": np.arange(90),
    "store": rng.choice(["north", "south"], 90),
    "day": pd.date_range("2024-03-01", periods=90, freq="h"),
    "sales": rng.normal(100, 9, 90).round(1),
    "price": rng.uniform(1, 2, 90).round(2),
    "returns": np.zeros(90),
    "code": rng.permutation(90),
    "y": rng.normal(size=90),
}})
# %% [preprocess] #prepare
{statements}
X = df[{features}].fillna(0)
# %% [train] #fit
from sklearn.linear_model import LinearRegression
model = LinearRegression().fit(X, df["y"])
# %% [predict] #ask
answer = model.predict(X)
# %% #which
positions = df["id"].to_numpy()
"""

REFUSED = [
    ('df["f"] = df["sales"].shift(3)', "shift(3)", "the 3 earlier rows, in the order of the table"),
    ('df["f"] = df["sales"].shift(-1)', "shift(-1)", "the row after it, in the order of the table"),
    (
        'df["f"] = df.groupby("store")["sales"].shift(3)',
        "shift(3)",
        "the 3 earlier rows of the same `store`, in the order of the table",
    ),
    (
        'visits = df.sort_values(["store", "day"])\ndf["f"] = visits.groupby("store")["sales"].diff()',
        "diff()",
        "the row of the same `store` before it, in the order of `store` and `day`",
    ),
    (
        'df["f"] = df.groupby("store")["sales"].transform(lambda s: s.rolling(7, min_periods=1).mean())',
        "rolling(7, min_periods=1)",
        "the 6 earlier rows of the same `store`, in the order of the table",
    ),
    (
        'weekly = df.groupby("store")["sales"].rolling(7).mean().reset_index(level=0, drop=True)\ndf["f"] = weekly',
        "rolling(7)",
        "the 6 earlier rows of the same `store`, in the order of the table",
    ),
    (
        'df["f"] = df.set_index("day")["sales"].rolling("6h").mean().to_numpy()',
        "rolling('6h')",
        "the rows of the 6h before it, in the order of the table",
    ),
    ('df["f"] = df["sales"].expanding().mean()', "expanding()", "all earlier rows, in the order of the table"),
    ('df["f"] = df["sales"].ewm(span=4).mean()', "ewm(span=4)", "all earlier rows, in the order of the table"),
    ('df["f"] = df["sales"].rank(pct=True)', "rank(pct=True)", "all other rows, and"),
    ('df["f"] = np.roll(df["sales"], 2)', "roll(df['sales'], 2)", "the 2 earlier rows, in the order of the table"),
    ('df["f"] = df["sales"].pct_change(2)', "pct_change(2)", "the 2 earlier rows, in the order of the table"),
    (
        "def lagged(s, k):\n    return s.shift(k)\ndf['f'] = lagged(df['sales'], 2)",
        "shift(k)",
        "the `k` earlier rows, in the order of the table",
    ),
    (
        'for k in [1, 2]:\n    df[f"lag{k}"] = df["sales"].shift(k)\ndf["f"] = df["lag2"]',
        "shift(k)",
        "the `k` earlier rows, in the order of the table",
    ),
]

HIDDEN = [
    'df["f"] = df["returns"].cumsum()',
    'df["f"] = np.cumsum(df["returns"])',
    'df["f"] = df["returns"].cummax()',
    'df["f"] = df["returns"].expanding().max()',
    'df["f"] = df["returns"].rolling(3, min_periods=1).sum()',
    'df["f"] = df["returns"].rank(method="dense")',
    'df["f"] = df["returns"].diff().fillna(0)',
    'df["f"] = df["returns"].shift(1, fill_value=0.0)',
    'df["f"] = df["sales"].ffill()',
    'df["f"] = df["sales"].bfill()',
    'df["f"] = df["sales"].interpolate()',
    'df["f"] = df["code"].duplicated().astype(int)',
    'df["f"] = df.groupby("code").cumcount()',
    'df["f"] = df.groupby("code")["sales"].rank()',
    'df["f"] = df.groupby("code")["sales"].cumsum()',
    'df["f"] = df.assign(g=lambda d: d["returns"].cumsum())["g"]',
    'def seen(frame):\n    return frame["returns"].cumsum()\ndf["f"] = seen(df)',
]

ALLOWED = [
    'df["f"] = df[["sales", "price"]].cumsum(axis=1)["price"]',
    'df["f"] = df[["returns", "price"]].rank(axis=1)["price"]',
    'df["f"] = df[["sales", "price"]].diff(axis="columns")["price"]',
    'df["f"] = df["sales"].rolling(1).mean()',
    'df["f"] = np.cumsum(df[["sales", "price"]].to_numpy(), axis=1)[:, 1]',
    'df["lag"] = df["sales"].shift(1)\ndf["f"] = df["sales"] * 2',
    'df["f"] = df["store"].str.pad(8).str.len()',
]

CHOICES = [
    'df = df[~df.duplicated(subset=["code"])]\ndf["f"] = df["sales"] * 2',
    'df = df[~df["sales"].round().duplicated()]\ndf["f"] = df["sales"] * 2',
    'df = df.drop_duplicates()\ndf["f"] = df["sales"] * 2',
    'df["whole"] = df["sales"].round()\ndf.drop_duplicates("whole", inplace=True)\ndf["f"] = df["sales"] * 2',
    'df = df[df.groupby("store").cumcount() < 20]\ndf["f"] = df["sales"] * 2',
]


def notebook(statements: list[str]) -> str:
    """Return a notebook whose features are the `f` of all statements."""
    features = [f"f{i}" for i in range(len(statements))]
    lines = [
        text.replace('df["f"]', f'df["f{i}"]').replace("df['f']", f"df['f{i}']") for i, text in enumerate(statements)
    ]
    return NOTEBOOK.format(statements="\n".join(lines), features=["price", *features])


def built(statements: list[str], folder: Path) -> Outcome:
    """Return what a notebook with these statements in preprocess is built to."""
    return build(notebook(statements), folder)


def test_history_is_refused_with_the_rows_it_would_need(tmp_path: Path) -> None:
    """Each finding names the operation, the rows it looks at, the groups it keeps apart and the order that counts."""
    found = {d.message for d in built([each[0] for each in REFUSED], tmp_path).errors if d.code == "NB211"}

    for _, operation, needs in REFUSED:
        begin = f"`{operation}` looks at other rows: to answer for one, the service would need {needs}"
        assert any(message.startswith(begin) for message in found), (begin, found)


def test_history_is_refused_where_the_rows_hide_it(tmp_path: Path) -> None:
    """Where no row of the data shows it (zeros, no gaps, no doubles), the rows of the next request would."""
    found = built(HIDDEN, tmp_path).errors

    assert {d.code for d in found} == {"NB211"}
    assert len({d.span.line for d in found}) == len(HIDDEN), [d.frame for d in found]
    assert all("load it as a column" in d.hint for d in found)


def test_operations_of_that_name_within_a_row_are_served(tmp_path: Path) -> None:
    """Along the columns of a row, over a window of one row, or unused: the service answers equally."""
    outcome = built(ALLOWED, tmp_path)

    assert not outcome.errors, outcome.rendered()
    assert differences(outcome, run_plainly(notebook(ALLOWED), tmp_path)) == []


@pytest.mark.parametrize("statements", CHOICES)
def test_rows_chosen_because_of_other_rows_are_training_rows(statements: str, tmp_path: Path) -> None:
    """Doubles are taken out of the training rows; a request has no others, and none of its rows goes."""
    outcome = built([statements], tmp_path)

    assert not outcome.diagnostics, outcome.rendered()
    assert differences(outcome, run_plainly(notebook([statements]), tmp_path)) == []
    assert outcome.service is not None
    assert outcome.results is not None
    row = outcome.results.golden["rows"][0]
    assert outcome.service.predict([row, row]) == outcome.service.predict([row]) * 2


def test_history_in_a_helper_shows_both_places(tmp_path: Path) -> None:
    """The finding stands where the helper is called, and shows the line in the helper."""
    statements = "def lagged(s):\n    return s.shift(1)\ndf['f'] = lagged(df['sales'])"
    (found,) = built([statements], tmp_path).errors

    assert found.frame == ("df['f0'] = lagged(df['sales'])",)
    assert [frame for _, frame in found.related] == [("    return s.shift(1)",)]
