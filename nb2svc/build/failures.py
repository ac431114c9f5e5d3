"""What to do about errors that a notebook's own libraries raise: the message of each says what, seldom why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from nb2svc.diagnostics import Diagnostic, Span

__all__ = ["earlier_traps", "hint_for"]

_NO_NUMBERS: Final = (
    "columns of text are no longer left out (since pandas 2): add `numeric_only=True`, or select the columns"
)
# the error's name -> what to do, whatever it says
_HINTS_BY_NAME: Final = {
    "FileNotFoundError": "the notebook runs in its own folder: put the file there, "
    "or write a path that exists on this machine (a parameter for it can differ between builds, `-p data=FILE`)",
    "ModuleNotFoundError": "install the package that brings the module into the environment in which nb2svc runs",
    "KeyError": "there is no column or key of this name when the cell is reached: "
    "compare its spelling, and look above for what renames or drops it",
}
# what the error says -> what to do; the first that matches counts
_HINTS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"with string dtype|does not support operation '\w+'|Could not convert .* to numeric"), _NO_NUMBERS),
    (
        re.compile(r"could not convert string to float|Cannot use \w+ strategy with non-numeric data"),
        "a column of text is among the numbers: encode it, or select the columns of numbers",
    ),
    (
        re.compile(r"Invalid value '.*' for dtype"),
        "a column keeps its dtype (since pandas 3): convert it before, or write all of it with `.map(...)`",
    ),
    (
        re.compile(r"Weights only load failed"),
        "torch loads only tensors since 2.6: save the `state_dict()`; for a file that you trust, `weights_only=False`",
    ),
    (
        re.compile(r"numpy boolean (subtract|negative)"),
        "columns of `get_dummies` are True and False (since pandas 2): ask for numbers, `get_dummies(..., dtype=int)`",
    ),
    (
        re.compile(r"can't convert np.ndarray of type numpy.object_"),
        "the columns have no common type of number: `.to_numpy(dtype=float)`, and `get_dummies(..., dtype=float)`",
    ),
    (
        re.compile(r"Cannot interpret '<StringDtype"),
        "the dtype of text is no numpy dtype (since pandas 3): ask `pd.api.types.is_numeric_dtype(column)`",
    ),
    (
        re.compile(r"does not support reshape"),
        "text is no numpy array (since pandas 3): `.to_numpy().reshape(...)`",
    ),
    (re.compile(r"Cannot subset columns with a tuple"), "select columns with a list: `groupby(...)[[a, b]]`"),
    (
        re.compile(r"[Ii]nput (X |y )?contains NaN|contains NaN, infinity"),
        "there are gaps in the data: fill them with `df[column] = df[column].fillna(...)`",
    ),
    (
        re.compile(r"unexpected keyword argument '\w+'|has no attribute '\w+'|cannot import name '\w+'"),
        "the installed version of the library may no longer have it: see its list of changes",
    ),
)
_SILENT: Final = frozenset({"NB220", "NB221", "NB222"})


def hint_for(exception: str, message: str) -> str:
    """Return what to do about an exception of a library, or empty.

    Args:
        exception: its name.
        message: its text.
    """
    if exception in _HINTS_BY_NAME:
        return _HINTS_BY_NAME[exception]
    if exception in ("NameError", "KeyboardInterrupt", "AssertionError"):
        return ""
    return next((hint for pattern, hint in _HINTS if pattern.search(message)), "")


def earlier_traps(found: Iterable[Diagnostic], span: Span) -> tuple[Span, ...]:
    """Return the places above a failure where the notebook silently does something else than it says."""
    end = (span.cell, span.line or 1)
    return tuple(d.span for d in found if d.code in _SILENT and (d.span.cell, d.span.line) < end)
