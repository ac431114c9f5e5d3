"""What is taken for the same output, and how a difference is told."""

import pandas as pd
import pytest

from nb2svc.diagnostics import Nb2svcError
from nb2svc.regress.json_values import compare_json
from nb2svc.regress.outputs import compare_outputs
from nb2svc.regress.tables import compare_html
from nb2svc.regress.telling import tell_differences
from nb2svc.regress.texts import compare_texts, find_numbers
from nb2svc.regress.tolerance import Tolerance, tolerance_of_cell

USUAL = Tolerance()
CHOSEN = Tolerance().change("rtol", 0.02, "a test")

SAME = {
    "the same": ("loss 0.25", "loss 0.25"),
    "the last digits": ("loss 0.250000001", "loss 0.25"),
    "another way to write it": ("1e-05 and 2.", "0.00001 and 2.0"),
    "columns that became wider": ("a   1.0\nb  22.5", "a    1.00000001\nb   22.5"),
    "an array that wraps elsewhere": ("[1.  2.\n 3. ]", "[1. 2. 3.]"),
    "the rule of a table": ("a\n-----\n1.5", "a\n--------\n1.5"),
    "missing": ("x nan inf", "x NaN inf"),
    "thousands": ("1,234.5 rows/s", "1234.5 rows/s"),
    "an address": ("<Net at 0x7f21aa>", "<Net at 0x55e0b4>"),
    "a progress bar": ("x\n 40%|███  | 4/10 [00:02<00:03,  1.99it/s]\n", "x\n"),
    "a timing": ("CPU times: user 3 ms, total: 4 ms\nWall time: 1.2 ms\n7", "7"),
    "where a warning comes from": (
        "/home/ann/.venv/lib/python3.11/site-packages/sklearn/base.py:474: FutureWarning: soon",
        "/usr/lib/python3.12/site-packages/sklearn/base.py:480: FutureWarning: soon",
    ),
    "the path of a kernel": ("/tmp/ipykernel_12/345.py:1: Warning", "/tmp/ipykernel_77/345.py:1: Warning"),
}

OTHER = {
    "a number": ("loss 0.2500", "loss 0.2501"),
    "a count": ("10000001 rows", "10000002 rows"),
    "a word": ("3 red", "3 blue"),
    "a sign": ("-1.5", "1.5"),
    "missing now": ("1.5", "nan"),
    "a date": ("2026-11-19", "2026-11-20"),
    "a version": ("pandas 3.1.0", "pandas 3.1.1"),
    "a time": ("at 06:30:00", "at 06:30:01"),
    "a line more": ("a\nb", "a\nb\nc"),
    "a number more": ("1.5", "1.5 2.5"),
    "the name of a column": ("x1  2.0", "x2  2.0"),
}


@pytest.mark.parametrize(("was", "now"), SAME.values(), ids=SAME)
def test_what_means_the_same_is_no_difference(was, now):
    """Layout, the last digits and what no two runs have in common are passed over."""
    assert compare_texts(was, now, USUAL, "printed text") == []


@pytest.mark.parametrize(("was", "now"), OTHER.values(), ids=OTHER)
def test_what_means_something_else_is_a_difference(was, now):
    """Also where it looks like a number that is near."""
    assert len(compare_texts(was, now, USUAL, "printed text")) == 1


@pytest.mark.parametrize(("was", "now"), [OTHER[name] for name in ("a date", "a version", "a time")])
def test_no_tolerance_makes_dates_equal(was, now):
    """A date is no number, however much numbers may be off."""
    assert compare_texts(was, now, Tolerance().change("rtol", 0.5, "a test"), "value")


def test_whole_numbers_are_exact_until_a_tolerance_is_chosen():
    """They count something; who says 2 % means them as well."""
    assert compare_texts("400 rows", "401 rows", USUAL, "value")
    assert not compare_texts("400 rows", "401 rows", CHOSEN, "value")


def test_numbers_are_found_among_words():
    """Names with digits stay words."""
    words, numbers = find_numbers("x1 is 2.5e3, -4 of f1_score: .5 (50%)")
    assert [number.value for number in numbers] == [2500.0, -4.0, 0.5, 50.0]
    assert words == "x1 is\0,\0of f1_score:\0(\0%)"


def test_a_line_is_told_with_how_far_it_is_off():
    """Only the lines that differ, each with the number that does."""
    found = compare_texts("a 1.0\nloss 0.250 after 3", "a 1.0\nloss 0.260 after 3", USUAL, "printed text")
    text = tell_differences("churn.ipynb:cell 4", "print(loss)", found, USUAL, "nb2svc test churn.ipynb --update")
    assert text == (
        "churn.ipynb:cell 4: a difference from the saved outputs\n"
        "  1 | print(loss)\n"
        "printed text, line 2:\n"
        "    was  loss 0.250 after 3\n"
        "    now  loss 0.260 after 3\n"
        "    0.250 -> 0.260, off by 0.01 (4 %)\n"
        "hint: if it is right as it is now, `nb2svc test churn.ipynb --update` saves it\n"
        "numbers may be off by 1e-06 of their value, and whole numbers not at all; "
        "`# nb2svc: rtol=0.02` in the cell allows 2 %"
    )


def frame(**columns):
    return pd.DataFrame({"x": [1.5, 2.5], "word": ["a", "b"], **columns})


def test_a_frame_is_compared_cell_by_cell():
    """A cell is named by its row and column, whatever the markup around it."""
    (difference,) = compare_html(frame()._repr_html_(), frame(x=[1.5, 2.75])._repr_html_(), USUAL)
    assert difference.where == "table, row `1`, column `x`"
    assert (difference.was, difference.now) == ("2.5", "2.75")
    assert difference.by == "2.5 -> 2.75, off by 0.25 (10 %)"
    assert not compare_html(frame()._repr_html_(), frame(x=[1.5, 2.50000001])._repr_html_(), USUAL)
    styled = [frame().style.format({"x": "{:.1f}"}).to_html() for _ in range(2)]
    assert styled[0] != styled[1], "a style has an id of its own each time"
    assert not compare_html(*styled, USUAL)


def test_a_frame_of_another_shape_is_told_by_its_columns():
    """Not cell by cell: they do not belong together any more."""
    (difference,) = compare_html(frame()._repr_html_(), frame(y=[1, 2]).drop(columns="x")._repr_html_(), USUAL)
    assert difference.by == "columns gone: `x`; new columns: `y`"
    (difference,) = compare_html(frame()._repr_html_(), frame(y=[1, 2])._repr_html_(), USUAL)
    assert (difference.was, difference.now) == (
        "3 rows of 3 columns, names included",
        "3 rows of 4 columns, names included",
    )
    assert difference.by == "new columns: `y`"


def test_json_is_compared_part_by_part():
    """A part is named by its path; true is not 1."""
    was = {"loss": [0.25, 0.5], "ok": True, "name": "a 1.0"}
    now = {"loss": [0.25, 0.6], "ok": 1, "name": "a 1.000000001", "new": None}
    found = list(compare_json(was, now, USUAL, "JSON"))
    assert [(d.where, d.was, d.now) for d in found] == [
        ("JSON.loss[1]", "0.5", "0.6"),
        ("JSON.ok", "True", "1"),
        ("JSON.new", "", "None"),
    ]


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data):
    return {"output_type": "display_data", "data": {k.replace("_", "/"): v for k, v in data.items()}}


def test_what_is_printed_is_one_text_however_it_came():
    """A busy kernel sends it in other pieces."""
    assert not compare_outputs([stream("a\nb\n")], [stream("a\n"), stream(["b\n"])], USUAL)
    (difference,) = compare_outputs([stream("a\n")], [stream("a\n"), stream("warned\n", "stderr")], USUAL)
    assert (difference.where, difference.now) == ("text on stderr, line 1", "warned")


def test_an_output_that_is_new_or_gone_is_told():
    """With what it is."""
    (gone,) = compare_outputs([shown(text_plain="3.5")], [], USUAL)
    assert (gone.was, gone.now) == ("3.5", "")
    (kind,) = compare_outputs([shown(text_plain="3.5", image_png="")], [shown(text_plain="3.5")], USUAL)
    assert (kind.was, kind.now) == ("3.5 (image/png)", "3.5")


def test_the_text_beside_a_table_or_a_picture_is_not_compared():
    """It says the same, less well: a wide frame wraps it elsewhere."""
    assert not compare_outputs(
        [shown(text_plain="<Figure size 600x300>", text_html="<b>1.5</b>")],
        [shown(text_plain="<Figure size 601x300>", text_html="<b>1.50</b>")],
        USUAL,
    )


def test_an_expected_error_is_compared_by_its_message():
    """Tracebacks hold paths."""
    was = {"output_type": "error", "ename": "ValueError", "evalue": "2 rows", "traceback": ["/a"]}
    assert not compare_outputs([was], [{**was, "traceback": ["/b"]}], USUAL)
    (difference,) = compare_outputs([was], [{**was, "evalue": "3 rows"}], USUAL)
    assert (difference.where, difference.by) == ("error, line 1", "2 -> 3, off by 1 (50 %)")


def test_a_comment_in_a_cell_sets_its_tolerance():
    """Before all that is set elsewhere; what it leaves out stays."""
    general = Tolerance().change("atol", 1.0, "a test")
    found = tolerance_of_cell("x = 1\n# nb2svc: rtol=1e-3, picture=0.1\nx", general, "cell 4")
    assert found == Tolerance(rtol=1e-3, atol=1.0, picture=0.1, is_chosen=True)


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        (
            "rtol=much",
            "cell 4, `# nb2svc: rtol=much`: `rtol` is a number from 0 on, such as `rtol=0.001`; found `much`",
        ),
        ("rtol=-1", "cell 4, `# nb2svc: rtol=-1`: `rtol` is a number from 0 on, such as `rtol=0.001`; found `-1`"),
        ("tol=1", "cell 4, `# nb2svc: tol=1`: `tol` is no tolerance; there are `rtol`, `atol`, `picture`"),
    ],
)
def test_a_comment_that_sets_nothing_is_refused(comment, message):
    """A misspelt tolerance would be none."""
    with pytest.raises(Nb2svcError) as refused:
        tolerance_of_cell(f"# nb2svc: {comment}", USUAL, "cell 4")
    assert refused.value.message == message
