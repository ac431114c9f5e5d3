"""Results in a folder, by logical date: `scores/logical_date=2026-11-19/20261119T060000Z.parquet`.

pandas, pyarrow, Spark and DuckDB read the folder as one table with a column `logical_date`, which is taken from the
names of its folders; so the files do not have it. A file has the result of one logical time, and is called by it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables import stores
from nb2svc.batch.tables.addresses import Address
from nb2svc.batch.tables.stamp import LOGICAL_DATE, Stamp

__all__ = ["find_place"]


def find_place(folder: Address, stamp: Stamp) -> Address:
    """Return the file of a folder that has, or is to have, the result of a run.

    Args:
        folder: where results of all times go.
        stamp: of the run.

    Raises:
        TableError: the result of this logical time is there for another date, of another time zone.
    """
    name = f"{stamp.time.astimezone(UTC):%Y%m%dT%H%M%SZ}.parquet"
    date = stamp.time.date()
    for other in (date - timedelta(days=1), date + timedelta(days=1)):
        place = _place(folder, f"{LOGICAL_DATE}={other}/{name}")
        if stores.exists(place.store) if place.path is None else place.path.is_file():
            raise TableError(
                f"`{folder.shown}` holds the result of {stamp.logical_time} for {other}, and this run is for {date}, "
                "in another time zone: the rows would be there twice. Run it in the first one's time zone, or remove "
                f"`{place.shown}`"
            )
    return _place(folder, f"{LOGICAL_DATE}={date}/{name}")


def _place(folder: Address, name: str) -> Address:
    path = None if folder.path is None else Path(folder.path, name)
    store = f"{folder.store}{name}" if path is None else ""
    return replace(folder, text=f"{folder.text}{name}", form="parquet", path=path, store=store)
