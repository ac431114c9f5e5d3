"""What is known of a part that was tested, as plain data: for programs, and for the summary of a run."""

from __future__ import annotations

from typing import Final, TypedDict

__all__ = ["GENERATED", "SOURCE", "Facts"]

SOURCE: Final = "source notebook"
GENERATED: Final = "generated notebook"


class Facts(TypedDict, total=False):
    """What is known of a part that was tested, for programs.

    Attributes:
        part: `SOURCE`, `GENERATED`, `check` or `saved outputs`; where collecting failed, the file.
        name: the notebook, or the version.
        cell: the cell's number, counting every cell from 1.
        outcome: passed, failed or skipped.
        message: the text for people, of one that failed.
        differences: each with where, was, now and by.
        updated: the file whose saved outputs were changed.
    """

    part: str
    name: str
    cell: int
    outcome: str
    message: str
    differences: list[dict[str, str]]
    updated: str
