"""An order of a batch run from the words of the command line, checked before anything is started or written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nb2svc.cli.options import parse_day, parse_parameters
from nb2svc.diagnostics import Nb2svcError
from nb2svc.store import find_bundle

if TYPE_CHECKING:
    from nb2svc.batch.orders.order import Order

__all__ = ["DueOrder", "make_order", "read_due_order"]

_CLOCKS: Final = timedelta(seconds=5)
"""By how much the clock of whoever starts a run may be ahead of the one here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueOrder:
    """An order from a file, and the time that it is due for.

    Attributes:
        order: what a run is to do.
        time: its logical time, in its own time zone.
        schedule: the schedule that was handed over.
    """

    order: Order
    time: datetime
    schedule: str


def make_order(
    service: str, store: Path, *, parameters: list[str] | None, is_kept: bool = False, **given: Any
) -> Order:
    """Return what a batch run is to do.

    Args:
        service: what answers.
        store: where it is.
        parameters: texts of `-p name=value`.
        is_kept: whether it is read again later.
        given: the other parts of an order.

    Raises:
        Nb2svcError: it can never be done.
    """
    from nb2svc.batch.orders.order import Order, check_order  # start-up: it brings pandas

    folder = find_bundle(service, store)
    values = parse_parameters(parameters)
    order = Order(service=service, store=str(store.resolve()), folder=str(Path.cwd()), parameters=values, **given)
    check_order(order, folder, is_kept=is_kept)
    return order


def read_due_order(path: Path, store: Path, logical_date: str, *, now: datetime) -> DueOrder:
    """Return what an order file says is due.

    Args:
        path: the file.
        store: where the services are.
        logical_date: a time, for which the last due time at or before it is meant; or a day, for the last one on it;
            or nothing, for the last one by now.
        now: the time.

    Raises:
        Nb2svcError: the order can never be done, or is not due on that day.
    """
    from nb2svc.batch.export.order_file import read_order_file  # start-up: see make_order
    from nb2svc.batch.orders.order import check_order
    from nb2svc.batch.schedules.due import last_time, read_zone

    read = read_order_file(path, store=store.resolve(), folder=Path.cwd())
    check_order(read.order, find_bundle(read.order.service, store), is_kept=True)
    zone = read_zone(read.order.timezone)
    time = last_time(read.cron, zone, by=parse_day(logical_date, zone, ends=True) if logical_date else now + _CLOCKS)
    if len(logical_date) == len("2026-11-19") and time < parse_day(logical_date, zone):
        raise Nb2svcError(
            f"`{read.schedule}` is not due on {logical_date}: the last time before was {time:%Y-%m-%dT%H:%M}, "
            f"by `{read.cron}` in {zone.key}"
        )
    return DueOrder(order=read.order, time=time, schedule=read.schedule)
