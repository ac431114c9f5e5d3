"""Two pictures are the same where a person sees no difference."""

import base64
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from nb2svc.regress.pictures import compare_pictures
from nb2svc.regress.tolerance import Tolerance

mpl.use("Agg")

ROWS = np.random.default_rng(0).normal(size=400)
WALK = np.cumsum(np.random.default_rng(1).normal(size=100))


def histogram(axes, *, move=0.0, color="tab:red", threshold=0.35):
    axes.hist(ROWS + move, bins=np.linspace(-4, 4, 40), color=color)
    axes.axvline(threshold, color="black", linestyle="--")
    axes.set_xlabel("probability of leaving")
    axes.set_title("Churn risk")


def line(axes, *, scale=1.0, length=100, color="tab:blue"):
    axes.plot(WALK[:length] * scale, color=color)
    axes.set_ylim(WALK.min() - 3, WALK.max() + 3)


def bars(axes, *, first=5.0):
    axes.bar(list("abcde"), [first, 2, 7, 1, 9])


def draw(paint, dpi=72, rc=None, form="png", **settings):
    with mpl.rc_context(rc or {}):
        figure, axes = plt.subplots(figsize=(6, 3))
        paint(axes, **settings)
        file = io.BytesIO()
        figure.savefig(file, format=form, dpi=dpi, bbox_inches="tight")
        plt.close(figure)
    return base64.b64encode(file.getvalue()).decode()


SAME = {
    "another font": (histogram, {"rc": {"font.family": "DejaVu Serif"}}),
    "no smoothing": (histogram, {"rc": {"lines.antialiased": False}}),
    "larger letters": (histogram, {"rc": {"font.size": 10.3}}),
    "other hinting": (bars, {"rc": {"text.hinting": "none"}}),
    "a thousandth": (line, {"scale": 1.001}),
}
OTHER = {
    "moved rows": (histogram, {"move": 0.2}),
    "another colour": (histogram, {"color": "tab:blue"}),
    "a moved threshold": (histogram, {"threshold": 0.6}),
    "a line that is steeper": (line, {"scale": 1.1}),
    "a line that ends before": (line, {"length": 90}),
    "a higher bar": (bars, {"first": 5.5}),
}


@pytest.mark.parametrize(("paint", "settings"), SAME.values(), ids=SAME)
def test_what_another_machine_draws_is_the_same(paint, settings):
    """Fonts and smoothing change every point and mean nothing."""
    saved, drawn = draw(paint), draw(paint, **settings)
    assert saved != drawn
    assert list(compare_pictures(saved, drawn, Tolerance())) == []


@pytest.mark.parametrize(("paint", "settings"), OTHER.values(), ids=OTHER)
def test_other_data_are_seen(paint, settings):
    """Also where only colours change, to which hashes of pictures are blind."""
    (difference,) = compare_pictures(draw(paint), draw(paint, **settings), Tolerance())
    assert "looks different" in difference.by


def test_a_difference_is_told_with_its_place_and_can_be_allowed():
    """As a part of the picture."""
    saved, drawn = draw(bars), draw(bars, first=6)
    (difference,) = compare_pictures(saved, drawn, Tolerance())
    assert difference.by.endswith("% of it looks different, most of that at the left")
    assert not list(compare_pictures(saved, drawn, Tolerance(picture=0.05)))


def test_a_picture_of_another_size_is_told_by_its_size():
    """Nothing else can be said of two such pictures."""
    (difference,) = compare_pictures(draw(bars), draw(bars, dpi=144), Tolerance())
    assert difference.where == "picture"
    assert " x " in difference.was


def test_a_jpeg_is_a_picture_too():
    """Its losses are not seen."""
    assert not list(compare_pictures(draw(bars), draw(bars, form="jpeg"), Tolerance()))


def test_bytes_that_are_no_picture_are_told():
    """A notebook may hold anything."""
    (difference,) = compare_pictures("aGVsbG8=", draw(bars), Tolerance())
    assert difference.by == "the saved one cannot be read"
