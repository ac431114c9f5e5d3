"""Whose turn it is: a result is not replaced by one for an earlier time, or of a run that was started before it.

A file of a batch run says by its own rows what it is for, so nothing has to be kept beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from nb2svc.batch.addresses import Address
from nb2svc.batch.errors import TableError
from nb2svc.batch.stamp import LOGICAL_TIME, RUN_ID, Stamp

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
    assert address.path is not None, "databases have their own turns"
    there = _read_first(address.path, address.form)
    # keys of runs begin with the time at which they were started
    if there is None or there <= (stamp.logical_time, stamp.run_id):
        return
    time, run_id = there
    later = f"of {time}, which is later than {stamp.logical_time}" if time != stamp.logical_time else "of the same time"
    raise TableError(
        f"`{address.path}` holds the result {later}, by the run {run_id}: it stays. Name another file, as in "
        f"`{address.path.stem}-{{{{ logical_date }}}}{address.path.suffix}`, or replace it with --overwrite"
    )


def _read_first(path: Path, form: str) -> tuple[str, str] | None:
    """Return logical time and run of the first row; None where that cannot be told, and anything may replace it."""
    if not path.is_file():
        return None
    try:
        row = {"parquet": _first_of_parquet, "csv": _first_of_csv}.get(form, _first_of_json)(path)
    except (OSError, ValueError, pa.ArrowException, msgspec.MsgspecError, StopIteration):
        return None
    values = [row.get(name) for name in _COLUMNS]
    return (values[0], values[1]) if isinstance(values[0], str) and isinstance(values[1], str) else None


def _first_of_parquet(path: Path) -> dict[str, object]:
    with pq.ParquetFile(path) as file:
        batch = next(file.iter_batches(batch_size=1, columns=_COLUMNS))
    return dict(batch.to_pylist()[0])


def _first_of_csv(path: Path) -> dict[str, object]:
    frame = pd.read_csv(path, nrows=1, dtype=str, usecols=_COLUMNS)
    return {name: frame[name].iloc[0] for name in _COLUMNS} if len(frame) else {}


def _first_of_json(path: Path) -> dict[str, object]:
    with path.open("rb") as file:  # one row on each line, in a list or not, as a run writes them
        line = next(line for line in file if line.strip() not in (b"", b"["))
    return msgspec.json.decode(line.strip().removesuffix(b","), type=dict[str, object])
