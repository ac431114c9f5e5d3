"""What becomes of due times that passed while nobody was there to start runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from nb2svc.batch.ledger.entries import CatchUp

__all__ = ["GRACE", "Chosen", "choose"]

GRACE: Final = timedelta(minutes=5)
"""A scheduler that is started anew, or a busy machine, is not yet a missed time."""


class Chosen(NamedTuple):
    """Due times, sorted out.

    Attributes:
        run: those to run, in order.
        skip: those that are passed over; they are noted, never forgotten.
    """

    run: list[datetime]
    skip: list[datetime]


def choose(times: Sequence[datetime], policy: CatchUp, *, now: datetime) -> Chosen:
    """Return what is to run of the times that are due by now.

    Args:
        times: in order, none of them later than now.
        policy: every missed time is run, only the last one, or none that is more than `GRACE` ago.
        now: the time.
    """
    if policy == "all":
        return Chosen([*times], [])
    if policy == "latest":
        return Chosen([*times[-1:]], [*times[:-1]])
    fresh = [time for time in times if now - time <= GRACE]
    return Chosen(fresh, [time for time in times if time not in fresh])
