"""Several files as one table: the same columns in each, one piece of one file in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import pandas as pd
import pyarrow as pa

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.columns import mend
from nb2svc.batch.tables.reading.data_files import DataFile
from nb2svc.batch.tables.reading.source import Source
from nb2svc.manifest import Field

__all__ = ["open_files"]

Opener = Callable[[DataFile], Source]

_WHOLE: Final = re.compile(r"[+-]?\d+")
_INT32: Final = range(-(2**31), 2**31)


def open_files(files: Sequence[DataFile], known: Mapping[str, Field], opener: Opener) -> Source:
    """Return files as one table, in their order.

    The names of folders below the one that was asked for are columns, `region=N`, as `pandas.read_parquet` makes them;
    those above it only where the service reads such a column and the files have none.

    Args:
        files: all of one form.
        known: the service's fields.
        opener: gives one of them as a table.

    Raises:
        TableError: a column is missing in one of them, or has types that no column has at once.
    """
    keyed = {name for file in files for name in file.keys} | {name for name in files[0].outer_keys if name in known}
    if len(files) == 1 and not keyed:
        return opener(files[0])
    columns: dict[str, pa.DataType] = {}
    for file in files:
        columns = _agree(columns, opener(file).columns, file, files[0])
    keys = {name: _key_type(name, files) for name in sorted(keyed - set(columns))} if files[0].form == "parquet" else {}

    def read(rows: int) -> Iterator[pd.DataFrame]:
        for file in files:
            for frame in opener(file).chunks(rows):
                yield _complete(frame, file, columns, keys, known)

    return Source(columns=columns | keys, chunks=lambda rows: _gather(read(rows), rows, known))


def _agree(
    columns: Mapping[str, pa.DataType], found: Mapping[str, pa.DataType], file: DataFile, first: DataFile
) -> dict[str, pa.DataType]:
    """Return columns that hold what was found so far and what one more file has."""
    if columns and file.form not in ("json", "jsonl"):  # a JSON row may leave out what it has no value for
        for lacking, has, names in ((file, first, columns.keys() - found), (first, file, found.keys() - columns)):
            if names:
                listing = ", ".join(f"`{name}`" for name in sorted(names))
                raise TableError(
                    f"`{lacking.name}` has no column {listing}, which `{has.name}` has: files that are read as one "
                    "table have the same columns"
                )
    agreed = dict(columns)
    for name, kind in found.items():
        try:
            agreed[name] = _common_type(agreed.get(name, kind), kind)
        except pa.ArrowException as error:
            raise TableError(
                f"the column `{name}` is {kind} in `{file.name}` and {agreed[name]} in the files before it, from "
                f"`{first.name}` on: files that are read as one table have the same types"
            ) from error
    return agreed


def _common_type(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    """Return the narrowest type that holds both; whole numbers where some are missing were saved as fractions."""
    if one == other:
        return one
    pair = [pa.schema([("column", kind)]) for kind in (one, other)]
    return pa.unify_schemas(pair, promote_options="permissive").field(0).type


def _key_type(name: str, files: Sequence[DataFile]) -> pa.DataType:
    """Return whether the values of a key are numbers, by the rule of pyarrow and so of pandas: all, or none of them."""
    values = [value for file in files if (value := _key_of(file, name)) is not None]
    numbers = values and all(_WHOLE.fullmatch(value) and int(value) in _INT32 for value in values)
    return pa.int32() if numbers else pa.string()


def _key_of(file: DataFile, name: str) -> str | None:
    return file.keys[name] if name in file.keys else file.outer_keys.get(name)


def _complete(
    frame: pd.DataFrame,
    file: DataFile,
    columns: Mapping[str, pa.DataType],
    keys: Mapping[str, pa.DataType],
    known: Mapping[str, Field],
) -> pd.DataFrame:
    """Return a frame with all columns, in the order of the first file."""
    added: dict[str, pd.Series] = {}
    for name in [*columns, *keys]:
        if name not in frame.columns:
            text = _key_of(file, name) if name in keys else None
            value = int(text) if text is not None and keys[name] == pa.int32() else text
            series = pd.Series([value] * len(frame), dtype=object if value is None else None)
            added[name] = mend(series, known[name]) if name in known else series
    return frame.assign(**added)[[*columns, *keys]]


def _gather(frames: Iterable[pd.DataFrame], rows: int, known: Mapping[str, Field]) -> Iterator[pd.DataFrame]:
    """Yield frames of at most that many rows, of many small files together where their types are the same."""
    held: list[pd.DataFrame] = []
    count = 0
    for frame in (frame if len(frame) == rows else _decode(frame, known) for frame in frames):
        if held and (count + len(frame) > rows or not frame.dtypes.equals(held[0].dtypes)):
            yield pd.concat(held, ignore_index=True)
            held, count = [], 0
        held.append(frame)
        count += len(frame)
    if held:
        yield pd.concat(held, ignore_index=True)


def _decode(frame: pd.DataFrame, known: Mapping[str, Field]) -> pd.DataFrame:
    """Return a frame whose texts are no categories, which differ from file to file."""
    encoded = [name for name in frame.columns if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.astype({name: "str" for name in encoded if name in known and known[name].dtype == "str"})
