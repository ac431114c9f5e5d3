"""Findings that a run brings, each from the smallest notebook that has it; and that none of `CODES` goes untested."""

from __future__ import annotations

from pathlib import Path

import harness
import pytest

from nb2svc.codes import CODES

LOAD = """\
# %% [load] #load
import pandas as pd
rows = pd.DataFrame({"x": [float(i) for i in range(40)], "y": [2.0 * i for i in range(40)]})
"""

DYNAMIC = f"""{LOAD}
# %% [preprocess] #names
text = "fac" + "tor"
factor = globals().get(text, 2)
# %% [predict] #ask
answer = rows["x"] * factor
"""

PICKLE = f"""{LOAD}
# %% #words
import re
digits = re.compile("[0-9]+")
# %% [predict] #ask
answer = rows["x"].astype(str).map(lambda text: len(digits.findall(text)))
"""

NOT_STORABLE = f"""{LOAD}
# %% #guard
import threading
guard = threading.Lock()
# %% [predict] #ask
answer = rows["x"].map(lambda x: x if guard.locked() else -x)
"""

NOISE = f"""{LOAD}
# %% [predict] #ask
import numpy as np
answer = rows["x"] * 2 + np.random.normal(0, 0.1, len(rows))
"""

FAILING_REPORT = f"""{LOAD}
# %% [predict] #ask
answer = rows["x"] * 2
# %% [evaluate] #measure
error = answer.mean() / undefined_scale
"""

TRAINING_MODE = f"""{LOAD}
# %% [train] #fit
import torch
torch.manual_seed(0)
class Scores(torch.nn.Linear):
    def forward(self, x):
        z = super().forward(x)
        return z if self.training else torch.sigmoid(z)
model = Scores(1, 1)
# %% [predict] #ask
with torch.no_grad():
    answer = model(torch.tensor(rows[["x"]].values, dtype=torch.float32)).squeeze(1)
"""

ONLY_FITTED = f"""{LOAD}
# %% [predict] #fit
from sklearn.linear_model import LinearRegression
line = LinearRegression()
line.fit(rows[["x"]], rows["y"])
"""

ASKED_INSIDE = f"""{LOAD}
# %% #helper
def validate(model, X, y):
    model.fit(X, y)
    print("error", abs(model.predict(X) - y).mean())
# %% [predict] #ask
from sklearn.linear_model import LinearRegression
validate(LinearRegression(), rows[["x"]], rows["y"])
"""

LABELS = f"""{LOAD}
# %% [preprocess] #split
from sklearn.model_selection import train_test_split
train, test = train_test_split(rows, random_state=0)
test = test.reset_index()
# %% [predict] #ask
answer = test["x"] + test["index"]
"""


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (DYNAMIC, "NB205", "which names it reads or binds is not written down"),
        (NOISE, "NB212", "`np.random.normal(0, 0.1, len(rows))` draws random numbers"),
        (PICKLE, "NB401", "`digits` (re.Pattern) is stored as a pickle"),
        (NOT_STORABLE, "NB402", "`guard` cannot be stored"),
        (FAILING_REPORT, "NB404", "NameError: name 'undefined_scale' is not defined"),
        (TRAINING_MODE, "NB407", "`model` predicts in training mode"),
        (ONLY_FITTED, "NB201", "the predict cells fit `line` and ask it nothing"),
        (ASKED_INSIDE, "NB201", "`validate` asks the model inside, `model.predict(X)`"),
        (LABELS, "NB206", "a column holds the labels that the notebook's rows have"),
    ],
    ids=[
        "dynamic-names",
        "noise",
        "pickle",
        "not-storable",
        "failing-report",
        "training-mode",
        "only-fitted",
        "asked-inside",
        "labels",
    ],
)
def test_finding_names_what_is_wrong(text: str, code: str, words: str, tmp_path: Path) -> None:
    """The notebook gets the finding, with the words that tell what it is about."""
    outcome = harness.build(text, tmp_path)

    found = [d for d in outcome.diagnostics if d.code == code]
    assert found, [d.render() for d in outcome.diagnostics]
    assert words in found[0].message


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_test(code: str) -> None:
    """A kind of finding that no test knows could be wrong in every word."""
    tests = Path(__file__).parents[1]
    texts = [p for p in tests.rglob("*") if p.suffix in {".py", ".txt", ".case"} and p.is_file()]

    assert any(code in path.read_text(encoding="utf-8") for path in texts)
