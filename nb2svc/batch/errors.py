"""What stops a batch run or keeps a table from being read or written."""

from __future__ import annotations

from typing import Literal

from nb2svc.diagnostics import Nb2svcError

__all__ = ["BatchError", "RunFailedError", "TableError", "WorkerError"]


class BatchError(Nb2svcError):
    """A batch run failed; nothing of its output was written."""


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
    """A table is missing, cannot be understood or cannot be written."""


class WorkerError(BatchError):
    """A process that answered rows died, or could not load the version."""
