"""Columns of a run beside those of the training, and their charts."""

import re

import numpy as np
import pandas as pd
import pytest

from nb2svc.batch.report.charts import draw_bars, draw_histogram
from nb2svc.batch.report.comparison import compare
from nb2svc.batch.scoring.summary import ColumnSummary
from nb2svc.build.probe.profile import profile_answers, profile_input


def beside(values, trained, *, kind="number", known=None, low=None, high=None):
    """Compare values with training values."""
    summary = ColumnSummary("x", kind)
    if low is not None:
        summary.watch(low, high)
    with np.errstate(all="ignore"):  # means of infinite numbers
        summary.add(pd.Series(values, dtype=object))
        profile = profile_input("x", pd.DataFrame({"x": trained}))
    return compare(summary, profile["fields"]["x"], profile["rows"], known=known)


def test_numbers_are_counted_in_the_bins_of_the_training():
    """What lies outside is in the first and the last part; nothing is lost, nothing counted twice."""
    random = np.random.default_rng(0)
    trained = random.normal(size=2000)
    found = beside([*random.normal(size=500), -50.0, 99.0], trained)
    assert sum(part.run for part in found.parts) == 502
    assert sum(part.training for part in found.parts) == 2000
    assert found.parts[0].run >= 1
    assert found.parts[-1].run >= 1
    assert found.level == "none"


def test_moved_numbers_are_called_so():
    """A shift has its number, and says where the middle was."""
    found = beside(list(np.linspace(5, 15, 500)), np.linspace(0, 10, 500))
    assert found.level == "large"
    assert found.remarks == ("median 10, 5 in training",)
    assert found.is_notable


def test_few_whole_numbers_are_parts_of_their_own():
    """Counts of calls are words: 0, 1, 2, and what training never had."""
    found = beside([0, 0, 1, 7], [0, 0, 1, 2] * 10, kind="integer")
    assert found.edges == ()
    assert [(p.label, p.run, p.training) for p in found.parts] == [
        ("0", 2, 20),
        ("1", 1, 10),
        ("2", 0, 10),
        ("above 2", 1, 0),
    ]


def test_words_that_training_never_had_are_named():
    """New words come with how many rows have them, known ones are compared by their shares."""
    found = beside(["a"] * 50 + ["c"] * 3 + ["d"], ["a", "b"] * 100, kind="string", known=("a", "b"))
    assert "not in training: c (3 rows), d (1 row)" in found.remarks
    assert "b 0\N{NO-BREAK SPACE}%, 50.0\N{NO-BREAK SPACE}% in training" in found.remarks
    assert found.level == "large"


def test_many_words_become_a_few_parts():
    """The most common ones have their own, the others are one."""
    found = beside([f"w{i % 40}" for i in range(400)], [f"w{i % 40}" for i in range(4000)], kind="string")
    assert len(found.parts) == 12
    assert found.parts[-1].label == "all others"
    assert (sum(p.run for p in found.parts), sum(p.training for p in found.parts)) == (400, 4000)
    assert found.level == "none"


def test_missing_values_are_said_when_they_are_no_chance():
    """Twice as many gaps in a thousand rows are; in five rows they are not."""
    trained = [None, *range(9)] * 100
    assert beside([None, None, None, *range(9)] * 100, trained).remarks == (
        "25.0\N{NO-BREAK SPACE}% missing, 10.0\N{NO-BREAK SPACE}% in training",
    )
    assert beside([None, 1.0, 2.0, 3.0, 4.0], trained).remarks == ()


def test_values_outside_the_range_are_counted():
    """A part of the numbers beyond what training had is said; from one in a hundred it is said first."""
    found = beside([5.0] * 99 + [11.0], np.linspace(0, 10, 100), low=0, high=10)
    assert "1.0\N{NO-BREAK SPACE}% outside the training range" in found.remarks


def test_a_profile_without_histograms_is_enough():
    """Versions of before have quantiles alone: the run is drawn by itself."""
    summary = ColumnSummary("x", "number")
    summary.add(pd.Series([1.0, 2.5, 3.0]))
    found = compare(summary, {"kind": "number", "nulls": 0, "quantiles": list(range(11))}, 100)
    assert found.shift is None
    assert sum(part.run for part in found.parts) == 3


def test_what_the_notebook_answered_is_profiled():
    """Answers are numbers, words, truth values, or lists, of which nothing is drawn."""
    answers = [{"p": 0.1 * i, "team": "ab"[i % 2], "yes": i > 5, "all": [1, 2]} for i in range(10)]
    profile = profile_answers(answers)
    assert profile["rows"] == 10
    assert profile["fields"]["yes"]["counts"] == {"False": 6, "True": 4}
    assert profile["fields"]["team"]["distinct"] == 2
    assert sum(profile["fields"]["p"]["histogram"]["counts"]) == 10
    assert profile["fields"]["all"] == {"kind": "array", "nulls": 0}
    assert profile_answers([]) == {"rows": 0, "fields": {}}


NUMBERS = {
    "one": [0.5],
    "equal": [0.5] * 10,
    "zeros": [0.0, 0.0],
    "tiny and large": [-1e-12, 1e12],
    "around zero": [5, -5, 3],
    "huge": [1e300, -1e300],
    "the largest": [1.7e308, -1.7e308],
    "the smallest": [5e-324, 0.0],
    "infinite": [1.0, 2.0, np.inf, -np.inf],
    "side by side": [1.0, 1.0 + 2**-52],
    "a long tail": [*range(100), 1e9],
}


@pytest.mark.parametrize("trained", NUMBERS)
@pytest.mark.parametrize("values", NUMBERS)
def test_any_numbers_are_drawn(values, trained):
    """One value, equal values, tiny and huge ones: each finite one is in a part, and the picture has only numbers."""
    found = beside(NUMBERS[values], np.asarray(NUMBERS[trained], dtype="float64"))
    assert sum(part.run for part in found.parts) == np.isfinite(NUMBERS[values]).sum()
    drawn = draw_histogram(found.parts, found.edges, "x") if found.edges else draw_bars(found.parts)
    assert re.search(r"nan|inf[^o]", drawn) is None


def test_charts_say_what_they_show():
    """A picture has words for people who do not see it, and each bar says its shares."""
    found = beside(list(np.linspace(0, 9.9, 300)), np.linspace(0, 9.9, 300))
    drawn = draw_histogram(found.parts, found.edges, 'histogram of "x"')
    assert 'role="img" aria-label="histogram of &quot;x&quot;"' in drawn
    assert re.search(
        r"<title>0 to 0.5: [\d.]+\N{NO-BREAK SPACE}%, [\d.]+\N{NO-BREAK SPACE}% in training</title>", drawn
    )


def test_words_of_a_table_are_text():
    """A value that looks like HTML is shown as it is."""
    drawn = draw_bars(beside(["<b>"] * 3, ["<b>"] * 9, kind="string").parts)
    assert "<b>" not in drawn
    assert "&lt;b&gt;" in drawn
