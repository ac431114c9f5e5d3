"""What stands on every row of a result: whose it is, what it is for, and what answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from nb2svc.runtime.results.columns import LOGICAL_DATE, LOGICAL_TIME, RUN_ID, STAMP_COLUMNS, VERSION

__all__ = ["LOGICAL_DATE", "LOGICAL_TIME", "RUN_ID", "STAMP_COLUMNS", "VERSION", "Stamp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The identity of a run.

    Attributes:
        run_id: its key.
        time: its logical time, in the time zone that it is meant in. A result of the same logical time is replaced.
        version: what answers, `churn@7`.
        ordered: when the run was started. Of two for the same logical time the one that was started later counts.
    """

    run_id: str
    time: datetime
    version: str
    ordered: datetime

    @property
    def logical_time(self) -> str:
        """The logical time as rows have it: in UTC, to the second."""
        return self.time.astimezone(UTC).isoformat(timespec="seconds")

    @property
    def columns(self) -> Mapping[str, str]:
        """Name of a column -> what stands in it."""
        values = (self.run_id, self.time.date().isoformat(), self.logical_time, self.version)
        return dict(zip(STAMP_COLUMNS, values, strict=True))
