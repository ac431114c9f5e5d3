"""Which statements a build runs."""

from __future__ import annotations

import pytest
from unit.compiler.programs import lines, planned

from nb2svc.compiler.passes.slice_run import slice_run

NOTEBOOK = """\
# %% #imports
import random
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
pd.set_option("mode.chained_assignment", None)
pd.set_option("display.max_columns", 50)
np.random.seed(3)
# %% [load] #load
df = pd.read_csv("rows.csv")
other = pd.read_csv("other.csv")
# %% #look
df.head()
df["age"].hist()
columns = ["age"]
# %% #helper
def fit(X, y):
    return np.linalg.lstsq(X, y)
# %% [train] #train
model = fit(df[columns], df["y"])
# %% #unused
unused = other.mean()
# %% [predict] #predict
answer = df[columns] - model[0]
# %% [evaluate] #evaluate
score = (answer == df["y"]).mean()
# %% [report] #report
plt.hist(answer)
"""


def test_needed_is_what_the_answer_stands_on() -> None:
    """Constants in display cells and helpers in untagged cells are run; displays, unused tables and plots are not."""
    found = planned(NOTEBOOK)
    needed = lines(found, found.run.needed)
    assert 'columns = ["age"]' in needed
    assert "def fit(X, y):" in needed
    assert 'df = pd.read_csv("rows.csv")' in needed
    assert not {"df.head()", 'df["age"].hist()', "unused = other.mean()", "import random"} & set(needed)


@pytest.mark.parametrize(
    ("line", "is_needed"),
    [
        ("np.random.seed(3)", True),
        ('pd.set_option("mode.chained_assignment", None)', True),
        ('pd.set_option("display.max_columns", 50)', False),
    ],
)
def test_settings_of_the_process_are_run(line: str, *, is_needed: bool) -> None:
    """No name leads to seeds and options, yet results depend on them; how frames are shown does not matter."""
    found = planned(NOTEBOOK)
    assert (line in lines(found, found.run.needed)) is is_needed


def test_evaluate_and_report_are_optional() -> None:
    """What only metrics and figures stand on may fail without stopping the build."""
    found = planned(NOTEBOOK)
    optional = lines(found, found.run.optional)
    assert optional == ["import matplotlib.pyplot as plt", 'score = (answer == df["y"]).mean()', "plt.hist(answer)"]


def test_all_cells_runs_the_rest_as_optional() -> None:
    """`--all-cells` adds every other statement, and keeps what is needed apart from it."""
    found = planned(NOTEBOOK)
    whole = slice_run(found.program, all_cells=True)
    assert whole.needed == found.run.needed
    assert not whole.needed & whole.optional
    assert "unused = other.mean()" in lines(found, whole.optional)
    assert len(whole.needed | whole.optional) == len(found.program.statements)
