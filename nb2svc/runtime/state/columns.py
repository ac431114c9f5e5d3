"""One pandas column as one Arrow array and a layout that brings back exactly the same column.

Arrow has no mixed columns, and parquet forgets categories that no row uses, time zones' names and frequencies.
So categories travel as codes, times as ticks and objects as tagged JSON; the layout says which.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from nb2svc.runtime.state.indexes import index_from_plain, index_to_plain
from nb2svc.runtime.state.leaves import leaf_from_plain, leaf_to_plain
from nb2svc.runtime.state.plain import from_plain, to_plain, zone_from_plain, zone_to_plain

__all__ = ["column_from_arrow", "column_to_arrow"]


def column_to_arrow(values: Any) -> tuple[Any, dict[str, Any]]:
    """Return the Arrow array of a column and its layout.

    Args:
        values: `series.array` or `index.array`.

    Raises:
        UnfitError: an object in the column has no exact form.
        pyarrow.ArrowException: Arrow has no such type.
    """
    if isinstance(values, pd.arrays.NumpyExtensionArray):
        values = values.to_numpy()
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = index_to_plain(values.categories)
        return pa.array(values.codes), {"kind": "category", "categories": categories, "ordered": values.ordered}
    if hasattr(values, "asi8") and dtype.kind in "mM":
        zone = zone_to_plain(getattr(values, "tz", None))
        return pa.array(values.asi8), {"kind": "times", "dtype": dtype.kind, "unit": values.unit, "zone": zone}
    if dtype.kind == "O" and isinstance(dtype, np.dtype):
        texts = [json.dumps(to_plain(value, leaf_to_plain)) for value in values]
        return pa.array(texts, type=pa.large_string()), {"kind": "object"}
    if isinstance(dtype, np.dtype):
        return pa.array(values, from_pandas=False), {"kind": "numpy", "dtype": dtype.str}
    return pa.array(values), {"kind": "extension", "dtype": str(dtype)}


def column_from_arrow(array: Any, layout: dict[str, Any]) -> Any:
    """Return the column that `column_to_arrow` took apart.

    Args:
        array: the Arrow array.
        layout: what `column_to_arrow` returned beside it.
    """
    match layout["kind"]:
        case "category":
            categories = index_from_plain(layout["categories"])
            return pd.Categorical.from_codes(array.to_numpy(), categories=categories, ordered=layout["ordered"])
        case "times":
            return _times(array.to_numpy(), layout)
        case "object":
            values = np.empty(len(array), dtype=object)
            for position, text in enumerate(array.to_pylist()):
                values[position] = from_plain(json.loads(text), leaf_from_plain)
            return values
        case "numpy":
            return array.to_numpy(zero_copy_only=False).astype(layout["dtype"])
        case _:
            dtype: Any = pd.api.types.pandas_dtype(layout["dtype"])
            return dtype.__from_arrow__(array)


def _times(ticks: Any, layout: dict[str, Any]) -> Any:
    kind, unit = layout["dtype"], layout["unit"]
    values = np.array(ticks, dtype="i8").view(f"{kind}8[{unit}]")
    if kind == "m":
        return pd.TimedeltaIndex(values).array
    zone = zone_from_plain(layout["zone"])
    index = pd.DatetimeIndex(values)
    return index.array if zone is None else index.tz_localize("UTC").tz_convert(zone).array
