"""The desks of a server: none costs nothing, not even the libraries of databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nb2svc.diagnostics import MissingExtraError
from nb2svc.runtime.results.source import ResultsSource
from nb2svc.runtime.settings import Settings

if TYPE_CHECKING:
    from nb2svc.runtime.results.desk import Desk

__all__ = ["check_results", "open_desks"]


def check_results(sources: Sequence[ResultsSource], settings: Settings) -> None:
    """Find what can never work before a server starts.

    Raises:
        Nb2svcError: see `check_source`.
        MissingExtraError: SQLAlchemy is not installed.
    """
    if sources:
        try:
            from nb2svc.runtime.results.desk import check_source  # SQLAlchemy, which other servers do without
        except ModuleNotFoundError as error:
            raise MissingExtraError("serving the results of batch runs", "results") from error
        for source in sources:
            check_source(source, seconds=settings.lookup_seconds)


def open_desks(sources: Sequence[ResultsSource], settings: Settings) -> list[Desk]:
    """Return where results are asked for, in the process that answers: connections are not passed on by a fork.

    Raises:
        Nb2svcError: there is no such kind of database, or its driver is not installed.
    """
    if not sources:
        return []
    from nb2svc.runtime.results.desk import Desk  # as above

    return [Desk(source, seconds=settings.lookup_seconds) for source in sources]
