"""Whole tables by address: CSV, Parquet, JSON and JSON lines files, and tables in databases.

read_table("rows.csv"), write_table(frame, "sqlite:///results.db::answers")
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.publishing import check_folder, publish, work_place
from nb2svc.batch.tables.reading import open_source
from nb2svc.batch.tables.reading.data_files import find_data_files
from nb2svc.batch.tables.writing import open_writer
from nb2svc.manifest import Field

__all__ = ["TableError", "read_table", "write_table"]

_ROWS_AT_ONCE: Final = 100_000


def read_table(address: str, *, fields: Sequence[Field] = ()) -> pd.DataFrame:
    """Return a whole table.

    Args:
        address: `rows.csv`, `.parquet`, `.json`, `.jsonl`, `data/`, `data/*.csv`, `s3://bucket/rows.csv`,
            `sqlite:///x.db::table`, `sqlite:///x.db::SELECT ...`, ...; see `addresses`.
        fields: what a service knows of the columns (`manifest.request.fields`). They are read as training saw them:
            text as text ("007" and, where it was a category, "NA"), numbers as `read_csv` parses them. Columns that
            are not among them are passed on as they are written. Without fields, a CSV file is read as `read_csv`
            does by itself.

    Raises:
        TableError: there is no such table, or it cannot be read.
    """
    parsed = parse_address(address)
    if parsed.form == "csv" and not fields and len(files := find_data_files(parsed)) == 1:
        try:
            with files[0].open() as file:
                return pd.read_csv(file)
        except ValueError as error:
            raise TableError(f"`{parsed.shown}` cannot be read: {str(error).strip()}") from error
    source = open_source(parsed, fields)
    chunks = list(source.chunks(_ROWS_AT_ONCE))
    frame = pd.concat(chunks, ignore_index=True) if chunks else pd.DataFrame(columns=list(source.columns))
    return frame if fields else frame.infer_objects()


def write_table(frame: pd.DataFrame, address: str) -> None:
    """Write a whole table in one step: whoever reads sees what was there before, or all of it.

    Args:
        frame: the rows; the index is not written.
        address: as for `read_table`; what is there is replaced.

    Raises:
        TableError: the place cannot be written, or the frame holds what no table can.
    """
    parsed = parse_address(address)
    check_folder(parsed)
    if parsed.form == "folder":
        raise TableError(f"`{parsed.shown}` is a folder of results by logical date, which only a run has: name a file")
    try:
        table = pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise TableError(f"the rows cannot be written to `{parsed.shown}`: {error}") from error
    with tempfile.TemporaryDirectory(prefix=".nb2svc-", dir=work_place(parsed)) as folder:
        staged = Path(folder) / "rows"
        with open_writer(parsed.form, staged, table.schema) as writer:
            writer.write_table(table)
        publish(staged, parsed)
