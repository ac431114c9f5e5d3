"""What stops a batch run or keeps a table from being read or written."""

from __future__ import annotations

from nb2svc.diagnostics import Nb2svcError

__all__ = ["BatchError", "TableError"]


class BatchError(Nb2svcError):
    """A batch run failed; nothing of its output was written."""


class TableError(Nb2svcError):
    """A table is missing, cannot be understood or cannot be written."""
