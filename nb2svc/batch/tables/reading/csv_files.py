"""CSV files, read as the notebook's `read_csv` reads them, but for text, which stays as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from nb2svc.batch.tables.columns import field_type
from nb2svc.batch.tables.reading.data_files import DataFile
from nb2svc.batch.tables.reading.source import Source, mend_frame
from nb2svc.manifest import Field
from nb2svc.runtime.formats.csv_rows import null_words

__all__ = ["open_csv"]


def open_csv(file: DataFile, known: Mapping[str, Field]) -> Source:
    """Return the rows of a CSV file.

    Raises:
        ValueError: it is none.
        OSError: it cannot be read.
    """
    with file.open() as opened:
        names = [str(name) for name in pd.read_csv(opened, nrows=0).columns]
    parsed = {"integer", "number", "boolean"}
    options: Any = {
        "dtype": {name: str for name in names if name not in known or known[name].kind not in parsed},
        "na_values": {name: sorted(null_words(known.get(name))) for name in names},
        "keep_default_na": False,
        "low_memory": False,  # or the type of a column would be guessed piece by piece
        "index_col": False,
    }

    def chunks(rows: int) -> Iterator[pd.DataFrame]:
        with file.open() as opened, pd.read_csv(opened, chunksize=rows, **options) as reader:
            for frame in reader:
                yield mend_frame(frame.reset_index(drop=True), known, from_text=True)

    return Source(columns={name: _passed_type(known.get(name)) for name in names}, chunks=chunks)


def _passed_type(field: Field | None) -> pa.DataType:
    return pa.string() if field is None else field_type(field)
