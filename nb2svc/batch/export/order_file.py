"""The file that a run on another scheduler is made from: a schedule's order, with its braces unfilled.

It holds no password, no folder and no store: relative addresses start where the run is started, as on a command line.
The words between braces stay in this file, where the templates of Airflow, Argo or GitHub do not see them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Final

import msgspec

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.entries import Schedule
from nb2svc.batch.orders.order import Order, write_order
from nb2svc.batch.schedules.due import check_cron, read_zone

__all__ = ["OrderFile", "read_order_file", "write_order_file"]

_LATER: Final = ("store", "folder", "series")
"""Decided where and when a run is started."""
_OWN: Final = ("schedule", "cron")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFile:
    """What an order file says.

    Attributes:
        schedule: the name of the schedule.
        cron: when it is due, five fields, in the time zone of the order.
        order: what each run does.
    """

    schedule: str
    cron: str
    order: Order


def write_order_file(schedule: Schedule, *, service: str = "") -> str:
    """Return the text of a schedule's order file.

    Args:
        schedule: what is handed over.
        service: what answers there; as the schedule says where it is empty.
    """
    defaults = {field.name: _default(field) for field in fields(Order)}
    known = json.loads(write_order(schedule.order))
    said = {name: value for name, value in known.items() if name not in _LATER and value != defaults[name]}
    head = {"schedule": schedule.name, "cron": schedule.cron, "timezone": schedule.timezone}
    return json.dumps({**head, **said, "service": service or said["service"]}, indent=2, ensure_ascii=False) + "\n"


def read_order_file(path: Path, *, store: Path, folder: Path) -> OrderFile:
    """Return what an order file says.

    Args:
        path: the file.
        store: the folder of the services.
        folder: where relative addresses start.

    Raises:
        BatchError: it is not there, or is no order.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BatchError(f"the order `{path}` cannot be read: {error}") from error
    if not isinstance(said, dict):
        raise _no_order(path, "it holds no JSON object")
    _check_names(path, said)
    own = {name: said.pop(name) for name in _OWN}
    try:
        order = msgspec.convert({**said, "store": str(store), "folder": str(folder)}, type=Order)
    except msgspec.ValidationError as error:
        raise _no_order(path, str(error)) from error
    read_zone(order.timezone)
    return OrderFile(schedule=str(own["schedule"]), cron=check_cron(str(own["cron"])), order=order)


def _check_names(path: Path, said: Mapping[str, Any]) -> None:
    known = {field.name for field in fields(Order)} - set(_LATER)
    for name in said:
        if name not in {*known, *_OWN}:
            raise _no_order(path, f"`{name}` is no part of an order")
    for name in (*_OWN, "timezone"):
        if not said.get(name):
            raise _no_order(path, f"`{name}` is missing")


def _no_order(path: Path, why: str) -> BatchError:
    return BatchError(f"`{path}` is no order of a run: {why}. `nb2svc batch export` writes one from a schedule")


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default
