"""What a person reads of a test that fails: the cell, what was saved, what is computed, by how much, what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nb2svc.regress.differences import Difference
from nb2svc.regress.tolerance import Tolerance

__all__ = ["tell_differences", "tell_failure", "without_colours"]

_MOST: Final = 8
_MOST_LINES: Final = 6
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


def tell_differences(
    place: str, source: str, differences: Sequence[Difference], tolerance: Tolerance, update: str
) -> str:
    """Return the text about a cell whose outputs differ.

    Args:
        place: the cell, `notebooks/churn.ipynb:cell 20`.
        source: its text.
        differences: at least one.
        tolerance: what was allowed.
        update: the command that saves what is computed.
    """
    count = f"{len(differences)} differences" if len(differences) > 1 else "a difference"
    lines = [f"{place}: {count} from the saved outputs", *_frame(source)]
    lines += list_differences(differences)
    lines.append(f"hint: if it is right as it is now, `{update}` saves it")
    lines.append(_offer(differences, tolerance))
    return "\n".join(lines)


def list_differences(differences: Sequence[Difference]) -> list[str]:
    """Return lines that show the first of them, and count the others."""
    lines = []
    for difference in differences[:_MOST]:
        lines.append(
            f"{difference.where}:" if difference.was or difference.now else f"{difference.where}: {difference.by}"
        )
        if difference.was or difference.now:
            lines.append(f"    was  {difference.was or '(nothing)'}")
            lines.append(f"    now  {difference.now or '(nothing)'}")
            lines += [f"    {difference.by}"] if difference.by else []
    if len(differences) > _MOST:
        lines.append(f"and {len(differences) - _MOST:,} more")
    return lines


def tell_failure(place: str, source: str, what: str, traceback: str = "") -> str:
    """Return the text about a cell that does not come to its end."""
    lines = [f"{place}: {what}", *_frame(source)]
    return "\n".join([*lines, traceback.strip("\n")] if traceback else lines)


def without_colours(text: str) -> str:
    """Return a text without the codes that colour it in a terminal."""
    return _COLOUR.sub("", text)


def _frame(source: str) -> list[str]:
    lines = source.split("\n")
    shown = [f"  {number} | {line}".rstrip() for number, line in enumerate(lines[:_MOST_LINES], 1)]
    return shown if len(lines) <= _MOST_LINES else [*shown, f"  ... {len(lines) - _MOST_LINES} more lines"]


def _offer(differences: Sequence[Difference], tolerance: Tolerance) -> str:
    """Return how to allow what differs, where a tolerance can."""
    if any("->" in difference.by for difference in differences):
        whole = "" if tolerance.is_chosen else ", and whole numbers not at all"
        return (
            f"numbers may be off by {tolerance.rtol:g} of their value{whole}; "
            "`# nb2svc: rtol=0.02` in the cell allows 2 %"
        )
    if any("looks different" in difference.by for difference in differences):
        return f"{100 * tolerance.picture:g} % may look different; `# nb2svc: picture=0.05` in the cell allows 5 %"
    return "a cell tagged `nbval-ignore-output` is run and not compared"
