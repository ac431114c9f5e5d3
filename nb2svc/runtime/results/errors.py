"""Why there is no result to give, in the words of an HTTP answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.results.columns import LOGICAL_DATE

__all__ = ["Outcome", "ResultError"]

Outcome = Literal["found", "unknown-key", "no-answer", "no-results", "results-unavailable", "date-expected"]
"""What becomes of a question, for programs and for counting."""
_STATUSES: Final[Mapping[Outcome, int]] = {
    "unknown-key": 404,
    "no-answer": 422,
    "date-expected": 422,
    "no-results": 503,
    "results-unavailable": 503,
}


class ResultError(Nb2svcError):
    """There is no result to give.

    Args:
        message: why, for who asks: nothing of the database.
        type: why, for programs.
        version: what had no answer for the row; empty where no row was found.
    """

    def __init__(self, message: str, *, type: Outcome, version: str = "") -> None:  # noqa: A002 - as in answers
        super().__init__(message)
        self.type = type
        self.version = version

    @property
    def status(self) -> int:
        """The HTTP status."""
        return _STATUSES[self.type]

    @property
    def place(self) -> list[str | int]:
        """Which part of the request it is about."""
        return ["query", LOGICAL_DATE] if self.type == "date-expected" else ["path", "key"]
