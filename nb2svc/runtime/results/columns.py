"""The columns that every row of a result has, and the table beside the results: runs write them, servers read them."""

from __future__ import annotations

from typing import Final

__all__ = ["ERROR", "LOGICAL_DATE", "LOGICAL_TIME", "PUBLISHED", "RUN_ID", "STAMP_COLUMNS", "VERSION"]

ERROR: Final = "error"
"""Why a row has no answer."""
RUN_ID: Final = "run_id"
LOGICAL_DATE: Final = "logical_date"
LOGICAL_TIME: Final = "logical_time"
VERSION: Final = "version"
STAMP_COLUMNS: Final = (RUN_ID, LOGICAL_DATE, LOGICAL_TIME, VERSION)

PUBLISHED: Final = "nb2svc_published"
"""Which run has written the rows of which logical time (`table_name`, `logical_time`, `run_id`), and which of their
columns are answers (`answers`, a JSON list)."""
