"""DataFrame, Series and large Index as parquet: readable by every tool, and loaded as exactly the same object."""

from __future__ import annotations

import json
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from nb2svc.runtime.state.columns import column_from_arrow, column_to_arrow
from nb2svc.runtime.state.errors import UnfitError, type_name
from nb2svc.runtime.state.indexes import index_from_plain, index_to_plain
from nb2svc.runtime.state.leaves import leaf_from_plain, leaf_to_plain
from nb2svc.runtime.state.plain import from_plain, to_plain

__all__ = ["frame_from_parquet", "frame_to_parquet"]

_META: Final = b"nb2svc"
_INDEX: Final = "index"


def frame_to_parquet(value: Any) -> bytes:
    """Return a DataFrame, Series or Index as a parquet file.

    Raises:
        UnfitError: another type, a subclass of these, or a column without an exact form.
    """
    meta: dict[str, Any]
    if type(value) is pd.DataFrame:
        meta = {"kind": "frame", "labels": index_to_plain(value.columns), "attrs": _plain(value.attrs)}
        columns = [value.iloc[:, i].array for i in range(value.shape[1])]
        index = value.index
    elif type(value) is pd.Series:
        meta = {"kind": "series", "name": _plain(value.name), "attrs": _plain(value.attrs)}
        columns, index = [value.array], value.index
    elif isinstance(value, pd.Index):
        meta, columns, index = {"kind": "index"}, [], value
    else:
        raise UnfitError(f"a `{type_name(value)}` is no table")
    try:
        return _write(meta, columns, index, _column_names(value))
    except (pa.ArrowException, TypeError, NotImplementedError) as error:
        raise UnfitError(f"parquet cannot hold it: {error}") from error


def frame_from_parquet(data: bytes) -> Any:
    """Return the DataFrame, Series or Index that `frame_to_parquet` wrote."""
    table = pq.read_table(pa.BufferReader(data))
    meta = json.loads(table.schema.metadata[_META])
    columns = [_series(_column(table, i, layout), layout) for i, layout in enumerate(meta["columns"])]
    index = _read_index(table, meta)
    if meta["kind"] == "index":
        return index
    if meta["kind"] == "series":
        series = columns[0].set_axis(index).rename(from_plain(meta["name"], leaf_from_plain))
        series.attrs = from_plain(meta["attrs"], leaf_from_plain)
        return series
    frame = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(len(index))).set_axis(index)
    frame.columns = index_from_plain(meta["labels"])
    frame.attrs = from_plain(meta["attrs"], leaf_from_plain)
    return frame


def _write(meta: dict[str, Any], columns: list[Any], index: Any, names: list[str]) -> bytes:
    parts = [column_to_arrow(values) for values in columns]
    index_arrays, index_meta = _write_index(index)
    meta |= {"columns": [layout for _, layout in parts], "index": index_meta}
    arrays = [array for array, _ in parts] + index_arrays
    names = names + [f"{_INDEX}{i}" for i in range(len(index_arrays))]
    table = pa.table(arrays, names=names).replace_schema_metadata({_META: json.dumps(meta)})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return bytes(sink.getvalue().to_pybytes())


def _write_index(index: Any) -> tuple[list[Any], dict[str, Any]]:
    """Keep labels as a column, so that a long index costs what a column costs; the rest as JSON."""
    if type(index) is pd.MultiIndex:
        plain = index_to_plain(index.set_codes([[]] * index.nlevels, verify_integrity=False))
        return [pa.array(codes) for codes in index.codes], {"plain": plain}
    if type(index) is pd.RangeIndex:
        return [], {"plain": index_to_plain(index)}
    array, layout = column_to_arrow(index.array)
    return [array], {"layout": layout, "name": _plain(index.name), "freq": getattr(index, "freqstr", None)}


def _read_index(table: Any, meta: dict[str, Any]) -> Any:
    first, stored = len(meta["columns"]), meta["index"]
    if "plain" in stored:
        index: Any = index_from_plain(stored["plain"])
        if isinstance(index, pd.MultiIndex):
            codes = [table.column(first + i).to_numpy() for i in range(index.nlevels)]
            return index.set_codes(codes, verify_integrity=False)
        return index
    values = _column(table, first, stored["layout"])
    kind: Any = {"dtype": object, "tupleize_cols": False} if stored["layout"]["kind"] == "object" else {}
    index = pd.Index(values, name=from_plain(stored["name"], leaf_from_plain), **kind)
    if stored["freq"] is not None:
        index.freq = stored["freq"]
    return index


def _series(values: Any, layout: dict[str, Any]) -> Any:
    """Of a bare array of texts pandas would make a `str` column."""
    dtype: Any = object if layout["kind"] == "object" else None
    return pd.Series(values, dtype=dtype, copy=False)


def _column(table: Any, position: int, layout: dict[str, Any]) -> Any:
    chunks = table.column(position).combine_chunks()
    return column_from_arrow(chunks, layout)


def _column_names(value: Any) -> list[str]:
    """Return names for the file's columns: the frame's own where they are plain text, for those who look inside."""
    if isinstance(value, pd.Index):
        return []
    labels = list(value.columns) if isinstance(value, pd.DataFrame) else [value.name]
    plain = all(isinstance(label, str) and not label.startswith(_INDEX) for label in labels)
    if plain and len(set(labels)) == len(labels):
        return labels
    return [f"column{i}" for i in range(len(labels))]


def _plain(value: Any) -> Any:
    return to_plain(value, leaf_to_plain)
