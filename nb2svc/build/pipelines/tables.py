"""Rows from a file beside a declaration: CSV, Parquet, JSON and JSON lines, as a request would say them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from nb2svc.diagnostics import Nb2svcError
from nb2svc.manifest import Field, RequestSchema

__all__ = ["RowsError", "Table", "explain_lacking", "read_columns", "read_table"]

_FORMS: Final = "rows are read from .csv, .parquet, .json and .jsonl files"
_MUCH: Final = 2**62
_Read = TypeVar("_Read")


class RowsError(Nb2svcError):
    """A file of rows is missing, cannot be read, or lacks a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of a file.

    Attributes:
        rows: one object per row, with the fields that the pipeline reads, as JSON values.
        others: column -> values, of the columns that were asked for beside them.
    """

    rows: list[dict[str, Any]]
    others: Mapping[str, list[Any]]


def read_columns(path: Path) -> list[str]:
    """Return the names of a file's columns.

    Raises:
        RowsError: the file is missing or cannot be understood.
    """
    return _reading(path, {".csv": _csv_columns, ".parquet": _parquet_columns, ".json": _json_columns})


def explain_lacking(columns: Iterable[str], needed: Iterable[str]) -> str:
    """Return `` no column `a`, `b` `` for those that are not there, or empty."""
    there = set(columns)
    lacking = [f"`{name}`" for name in needed if name not in there]
    return f"no column {', '.join(lacking)}" if lacking else ""


def read_table(path: Path, schema: RequestSchema, *, others: Sequence[str] = ()) -> Table:
    """Return the rows of a file.

    Args:
        path: the file.
        schema: of the pipeline; columns that it does not read are left out.
        others: columns to return beside the rows, with the values that `read_csv` gives.

    Raises:
        RowsError: the file is missing, cannot be understood or lacks a column.
    """
    fields = [field for field in schema.fields if field.required]
    lacking = explain_lacking(read_columns(path), [*(field.name for field in fields), *others])
    if lacking:
        raise RowsError(f"`{path}` has {lacking}")
    readers: dict[str, Callable[[Path], Table]] = {
        ".csv": lambda file: _read_csv(file, fields, others),
        ".parquet": lambda file: _read_parquet(file, fields, others),
        ".json": lambda file: _read_json(file, fields, others),
    }
    return _reading(path, readers)


def _reading(path: Path, readers: Mapping[str, Callable[[Path], _Read]]) -> _Read:
    ending = path.suffix.lower()
    reader = readers.get(".json" if ending == ".jsonl" else ending)
    if reader is None:
        raise RowsError(f"`{path}` has a form that is not known: {_FORMS}")
    try:
        return reader(path)
    except FileNotFoundError as error:
        raise RowsError(f"there is no file `{path}`") from error
    except (ValueError, OSError, msgspec.MsgspecError) as error:  # pandas, pyarrow and decoders raise these
        raise RowsError(f"`{path}` cannot be read: {str(error).strip()}") from error
    except Nb2svcError as error:
        raise error if isinstance(error, RowsError) else RowsError(f"`{path}` cannot be read: {error}") from error


def _csv_columns(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file), [])


def _parquet_columns(path: Path) -> list[str]:
    from pyarrow import parquet  # only where a file is one: a check stays quick

    return list(parquet.read_schema(path).names)


def _json_columns(path: Path) -> list[str]:
    rows = _json_rows(path)
    return list(dict.fromkeys(name for row in rows for name in row))


def _json_rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    rows = msgspec.json.Decoder().decode_lines(data) if path.suffix == ".jsonl" else msgspec.json.decode(data)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RowsError(f"`{path}` holds no list of objects, one object per row")
    return rows


def _read_csv(path: Path, fields: Sequence[Field], others: Sequence[str]) -> Table:
    import pandas as pd  # these come with the model's libraries, in the process that verifies

    from nb2svc.runtime.formats.csv_rows import decode_csv
    from nb2svc.runtime.formats.exchange import Limits

    body = path.read_bytes()
    known = {field.name for field in fields}
    extra = [
        Field(name=name, kind="string", dtype="str", required=False) for name in _csv_columns(path) if name not in known
    ]
    schema = RequestSchema(name="rows", input="frame", fields=(*fields, *extra))
    frame: Any = decode_csv(body, schema, Limits(bytes=_MUCH, rows=_MUCH)).rows
    rows = [dict(zip(known, values, strict=True)) for values in zip(*(frame[name] for name in known), strict=True)]
    if not others:
        return Table(rows=rows, others={})
    beside = pd.read_csv(io.BytesIO(body), usecols=list(others))
    return Table(rows=rows, others={name: beside[name].tolist() for name in others})


def _read_parquet(path: Path, fields: Sequence[Field], others: Sequence[str]) -> Table:
    from pyarrow import parquet  # see _read_csv

    held = parquet.read_table(path, columns=[*(field.name for field in fields), *others]).to_pylist()
    return _split(held, fields, others)


def _read_json(path: Path, fields: Sequence[Field], others: Sequence[str]) -> Table:
    return _split(_json_rows(path), fields, others)


def _split(held: Sequence[Mapping[str, Any]], fields: Sequence[Field], others: Sequence[str]) -> Table:
    from nb2svc.runtime.rows.answers import to_json_value  # see _read_csv

    rows = [{field.name: to_json_value(row[field.name]) for field in fields if field.name in row} for row in held]
    return Table(rows=rows, others={name: [row.get(name) for row in held] for name in others})
