"""Tables in: any form as chunks of rows with known columns, in memory that does not grow with the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from nb2svc.batch.addresses import Address
from nb2svc.batch.columns import field_type, infer_type, mend
from nb2svc.batch.errors import TableError
from nb2svc.manifest import Field
from nb2svc.runtime.formats.csv_rows import null_words

__all__ = ["Source", "open_source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table that can be read.

    Attributes:
        columns: name -> type that the column has when it is passed on to a result.
        chunks: given a number of rows, the table in frames of at most that many.
    """

    columns: Mapping[str, pa.DataType]
    chunks: Callable[[int], Iterator[pd.DataFrame]]


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
        return _open_database(address, known)
    path = address.path
    assert path is not None, "every form but a database is a file"
    if not path.is_file():
        raise TableError(f"there is no file `{path}`")
    opened = {"csv": _open_csv, "parquet": _open_parquet, "json": _open_json, "jsonl": _open_json_lines}[address.form]
    with _Explained(path):
        source = opened(path, known)
    return Source(columns=source.columns, chunks=lambda rows: _explained(path, source.chunks(rows)))


class _Explained:
    """Turns what libraries raise on a broken file into a `TableError`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None: ...

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ValueError | OSError | msgspec.MsgspecError):  # pandas, pyarrow and decoders raise these
            raise TableError(f"`{self._path}` cannot be read: {str(error).strip()}") from error


def _explained(path: Path, chunks: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    with _Explained(path):
        yield from chunks


def _mend_frame(frame: pd.DataFrame, known: Mapping[str, Field], *, from_text: bool = False) -> pd.DataFrame:
    columns = {
        name: mend(frame[name], known[name], from_text=from_text) if name in known else frame[name]
        for name in frame.columns
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame)))


def _open_csv(path: Path, known: Mapping[str, Field]) -> Source:
    names = [str(name) for name in pd.read_csv(path, nrows=0).columns]
    parsed = {"integer", "number", "boolean"}
    options: Any = {
        "dtype": {name: str for name in names if name not in known or known[name].kind not in parsed},
        "na_values": {name: sorted(null_words(known.get(name))) for name in names},
        "keep_default_na": False,
        "low_memory": False,  # or the type of a column would be guessed piece by piece
        "index_col": False,
    }

    def chunks(rows: int) -> Iterator[pd.DataFrame]:
        with pd.read_csv(path, chunksize=rows, **options) as reader:
            for frame in reader:
                yield _mend_frame(frame.reset_index(drop=True), known, from_text=True)

    return Source(columns={name: _passed_type(known.get(name)) for name in names}, chunks=chunks)


def _passed_type(field: Field | None) -> pa.DataType:
    return pa.string() if field is None else field_type(field)


def _open_parquet(path: Path, known: Mapping[str, Field]) -> Source:
    schema = pq.read_schema(path)
    names = [str(name) for name in _to_frame(schema.empty_table()).columns]

    def chunks(rows: int) -> Iterator[pd.DataFrame]:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=rows):
                yield _mend_frame(_to_frame(pa.Table.from_batches([batch])), known)

    return Source(columns={name: _plain_type(schema.field(name).type) for name in names}, chunks=chunks)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _to_frame(table: pa.Table) -> pd.DataFrame:
    """Return a table as pandas saved it, a named index as a column again, and nested values as lists."""
    frame: pd.DataFrame = table.to_pandas()
    frame = frame.reset_index(drop=all(name is None for name in frame.index.names))
    for field in table.schema:
        if pa.types.is_nested(field.type) and field.name in frame.columns:
            frame[field.name] = pd.Series(table[field.name].to_pylist(), dtype=object)
    return frame


def _open_json(path: Path, known: Mapping[str, Field]) -> Source:
    rows = msgspec.json.decode(path.read_bytes())
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TableError(f"`{path}` holds no list of objects, one object per row")
    columns = _json_columns(iter(rows), known)

    def chunks(count: int) -> Iterator[pd.DataFrame]:
        for start in range(0, len(rows), count):
            yield _frame_of(rows[start : start + count], columns, known)

    return Source(columns=columns, chunks=chunks)


def _open_json_lines(path: Path, known: Mapping[str, Field]) -> Source:
    columns = _json_columns(_read_lines(path), known)  # one pass for the columns, since any row may bring a new one

    def chunks(count: int) -> Iterator[pd.DataFrame]:
        rows: list[dict[str, Any]] = []
        for row in _read_lines(path):
            rows.append(row)
            if len(rows) == count:
                yield _frame_of(rows, columns, known)
                rows = []
        if rows:
            yield _frame_of(rows, columns, known)

    return Source(columns=columns, chunks=chunks)


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    row = msgspec.json.decode(line)
                except msgspec.DecodeError as error:
                    raise TableError(f"line {number} of `{path}` is not JSON: {error}") from error
                if not isinstance(row, dict):
                    raise TableError(f'line {number} of `{path}` holds no object; a row is `{{"name": value}}`')
                yield row


def _json_columns(rows: Iterator[dict[str, Any]], known: Mapping[str, Field]) -> dict[str, pa.DataType]:
    kinds: dict[str, set[type]] = {}
    for row in rows:
        for name, value in row.items():
            kinds.setdefault(name, set()).add(type(value))
    return {name: field_type(known[name]) if name in known else infer_type(found) for name, found in kinds.items()}


def _frame_of(rows: Sequence[Mapping[str, Any]], names: Mapping[str, Any], known: Mapping[str, Field]) -> pd.DataFrame:
    columns = {name: pd.Series([row.get(name) for row in rows], dtype=object) for name in names}
    return _mend_frame(pd.DataFrame(columns), known)


def _open_database(address: Address, known: Mapping[str, Field]) -> Source:
    from nb2svc.batch import database  # SQLAlchemy, which a service that reads files goes without

    columns = database.read_columns(address)

    def chunks(count: int) -> Iterator[pd.DataFrame]:
        for rows in database.read_rows(address, count):
            frame = pd.DataFrame({n: pd.Series([r[i] for r in rows], dtype=object) for i, n in enumerate(columns)})
            yield _mend_frame(frame, known)

    return Source(columns=columns, chunks=chunks)
