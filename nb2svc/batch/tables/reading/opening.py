"""Opens the table at an address, whatever its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
import pandas as pd

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.addresses import Address, Form
from nb2svc.batch.tables.reading.csv_files import open_csv
from nb2svc.batch.tables.reading.data_files import DataFile, find_data_files
from nb2svc.batch.tables.reading.json_files import open_json, open_json_lines
from nb2svc.batch.tables.reading.many_files import Opener, open_files
from nb2svc.batch.tables.reading.parquet_files import open_parquet
from nb2svc.batch.tables.reading.source import Source
from nb2svc.manifest import Field

__all__ = ["open_source"]

_OPENERS: Final = {"csv": open_csv, "parquet": open_parquet, "json": open_json, "jsonl": open_json_lines}


def open_source(address: Address, fields: Sequence[Field]) -> Source:
    """Return the table at an address.

    Args:
        address: where it is.
        fields: what the service knows of the columns; these have their values as training saw them.

    Raises:
        TableError: there is no such table, or it cannot be understood; reading chunks may raise it as well.
    """
    known = {field.name: field for field in fields}
    if address.form == "database":
        # SQLAlchemy, which a service that reads files goes without
        from nb2svc.batch.tables.reading.database import open_database

        return open_database(address, known)
    files = find_data_files(address)
    return open_files(files, known, _opener(files[0].form, known))


def _opener(form: Form, known: Mapping[str, Field]) -> Opener:
    def opener(file: DataFile) -> Source:
        with _Explained(file):
            source = _OPENERS[form](file, known)
        return Source(columns=source.columns, chunks=lambda rows: _explained(file, source.chunks(rows)))

    return opener


class _Explained:
    """Turns what libraries raise on a broken file into a `TableError`."""

    def __init__(self, file: DataFile) -> None:
        self._file = file

    def __enter__(self) -> None: ...

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ValueError | OSError | msgspec.MsgspecError):  # pandas, pyarrow and decoders raise these
            raise TableError(f"`{self._file.name}` cannot be read: {str(error).strip()}") from error


def _explained(file: DataFile, chunks: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    with _Explained(file):
        yield from chunks
