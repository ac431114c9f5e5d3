"""The clock stays live in a service, and stands still while it is compared with its notebook."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden.harness import Outcome, build

from nb2svc.runtime.load import load_service
from nb2svc.runtime.loading.bundle import read_bundle

NOTEBOOK = """\
# %% [load] #load
import time
from datetime import datetime
import numpy as np
import pandas as pd
df = pd.DataFrame({{"day": pd.date_range("2020-01-01", periods=50, freq="D"), "x": np.arange(50.0)}})
# %% [preprocess] #prepare
{statements}
# %% [predict] #ask
answer = df["f"]
"""

LIVE = [
    'now = datetime.now()\ndf["f"] = (now - df["day"]).dt.total_seconds()',
    'df["f"] = (pd.Timestamp.now() - df["day"]).dt.total_seconds()',
    'now = pd.to_datetime("now")\nstart = now.timestamp()\ndf["f"] = df["x"] + start',
    'df["f"] = df["x"] + time.time()',
]


def built(statements: str, folder: Path) -> Outcome:
    """Return what a notebook with these statements in preprocess is built to."""
    return build(NOTEBOOK.format(statements=statements), folder)


@pytest.mark.parametrize("statements", LIVE)
def test_clock_is_read_anew_by_requests_and_stands_still_in_the_verification(statements: str, tmp_path: Path) -> None:
    """To the microsecond the verified answers are the notebook's; a request gets the time at which it is asked."""
    outcome = built(statements, tmp_path)
    assert outcome.service is not None, outcome.rendered()
    assert outcome.results is not None
    assert outcome.folder is not None
    golden = outcome.results.golden
    live = load_service(read_bundle(outcome.folder))

    assert outcome.service.predict(golden["rows"]) == golden["answers"]
    first, second = (live.predict(golden["rows"][:1])[0] for _ in range(2))
    assert golden["answers"][0]["answer"] < first["answer"] < second["answer"]
    assert [d.code for d in outcome.diagnostics] == ["NB215"]
    assert all("is read anew for each request" in d.message and d.frame for d in outcome.diagnostics)


def test_clock_mixed_with_rows_is_kept_and_said(tmp_path: Path) -> None:
    """A span from the first row to now is of training; the finding says that it does not move."""
    outcome = built('span = datetime.now() - df["day"].min()\ndf["f"] = df["x"] / span.total_seconds()', tmp_path)

    assert not outcome.errors, outcome.rendered()
    assert [d.code for d in outcome.diagnostics] == ["NB215"]
    assert "keeps the time of the run" in outcome.diagnostics[0].message


def test_network_in_what_answers_is_refused(tmp_path: Path) -> None:
    """A row must not ask another machine; what is read once, before the rows, is kept."""
    asked = 'import requests\ndf["f"] = df["x"].map(lambda v: requests.get("http://127.0.0.1:9").text if v < 0 else v)'
    (found,) = built(asked, tmp_path).errors

    assert found.code == "NB214"
    assert "asks the network while a row is answered" in found.message
    assert found.span.cell == 2


def test_one_random_number_for_all_rows_is_refused(tmp_path: Path) -> None:
    """A number drawn in what answers is another one at each request; one drawn before and kept is not."""
    (found,) = built('df["f"] = df["x"] + np.random.rand()', tmp_path).errors
    assert found.code == "NB212"
    (tmp_path / "kept").mkdir()
    kept = built('noise = np.random.rand()\ndf["f"] = df["x"] + noise', tmp_path / "kept")
    assert not kept.diagnostics, kept.rendered()
