"""Whose turn it is: a result is not replaced by one for an earlier time, or of a run that was started before it.

A file of a batch run says by its own rows what it is for, so nothing has to be kept beside it.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import BinaryIO, Final

import msgspec
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables import stores
from nb2svc.batch.tables.addresses import Address
from nb2svc.batch.tables.stamp import LOGICAL_TIME, RUN_ID, Stamp

__all__ = ["check_turn"]

_COLUMNS: Final = [LOGICAL_TIME, RUN_ID]


def check_turn(address: Address, stamp: Stamp) -> None:
    """Check that a file may be replaced by the result of a run.

    Args:
        address: of the file, which need not be there.
        stamp: of the run.

    Raises:
        TableError: it holds the result of a later time, or of the same time by a run that was started later.
    """
    there = _read_first(address)
    # keys of runs begin with the time at which they were started
    if there is None or there <= (stamp.logical_time, stamp.run_id):
        return
    time, run_id = there
    if time == stamp.logical_time:
        raise TableError(
            f"`{address.shown}` holds the result of the same time, by the run {run_id}, which was started later: it "
            "stays, or is replaced with --overwrite"
        )
    name = PurePosixPath(address.shown)
    raise TableError(
        f"`{address.shown}` holds the result of {time}, which is later than {stamp.logical_time}, by the run {run_id}: "
        f"it stays. Name another file, as in `{name.stem}-{{{{ logical_date }}}}{name.suffix}`, or replace it with "
        "--overwrite"
    )


def _read_first(address: Address) -> tuple[str, str] | None:
    """Return logical time and run of the first row; None where that cannot be told, and anything may replace it."""
    if not (stores.exists(address.store) if address.path is None else address.path.is_file()):
        return None
    first = {"parquet": _first_of_parquet, "csv": _first_of_csv}.get(address.form, _first_of_json)
    try:
        with stores.open_file(address.store) if address.path is None else address.path.open("rb") as file:
            row = first(file)
    except (OSError, ValueError, pa.ArrowException, msgspec.MsgspecError, StopIteration):
        return None
    values = [row.get(name) for name in _COLUMNS]
    return (values[0], values[1]) if isinstance(values[0], str) and isinstance(values[1], str) else None


def _first_of_parquet(file: BinaryIO) -> dict[str, object]:
    batch = next(pq.ParquetFile(file).iter_batches(batch_size=1, columns=_COLUMNS))
    return dict(batch.to_pylist()[0])


def _first_of_csv(file: BinaryIO) -> dict[str, object]:
    frame = pd.read_csv(file, nrows=1, dtype=str, usecols=_COLUMNS)
    return {name: frame[name].iloc[0] for name in _COLUMNS} if len(frame) else {}


def _first_of_json(file: BinaryIO) -> dict[str, object]:
    line = next(line for line in file if line.strip() not in (b"", b"["))  # one row on each line, in a list or not
    return msgspec.json.decode(line.strip().removesuffix(b","), type=dict[str, object])
