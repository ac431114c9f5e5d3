"""What stops a batch run or keeps a table from being read or written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from nb2svc.diagnostics import Nb2svcError

__all__ = ["BatchError", "RunFailedError", "TableError", "WorkerError", "at_field"]


class BatchError(Nb2svcError):
    """A batch run failed; nothing of its output was written.

    Attributes:
        field: the part of the order that is at fault, `input`, `output` or `parameters.bins`; empty where it is none.
    """

    field: str = ""


class RunFailedError(BatchError):
    """A run came to no result.

    Args:
        message: what happened, in a sentence.
        state: `failed`, `timed-out` or `died`.
        cell: id of the cell at which it stopped; empty where there is none.
    """

    def __init__(
        self, message: str, *, state: Literal["failed", "timed-out", "died"] = "failed", cell: str = ""
    ) -> None:
        super().__init__(message)
        self.state = state
        self.cell = cell


class TableError(Nb2svcError):
    """A table is missing, cannot be understood or cannot be written; `field` is as in `BatchError`."""

    field: str = ""


class WorkerError(BatchError):
    """A process that answered rows died, or could not load the version."""


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """Let errors say which part of an order is at fault; one that says so already keeps what it says."""
    try:
        yield
    except (BatchError, TableError) as error:
        error.field = error.field or name
        raise
