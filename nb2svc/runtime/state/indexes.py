"""pandas indexes of every kind as tagged JSON: class, dtype, names, frequency and categories survive."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nb2svc.runtime.state.errors import UnfitError
from nb2svc.runtime.state.plain import from_plain, to_plain, zone_from_plain, zone_to_plain
from nb2svc.runtime.state.scalars import scalar_from_plain, scalar_to_plain

__all__ = ["category_dtype_from_plain", "category_dtype_to_plain", "index_from_plain", "index_to_plain"]


def index_to_plain(index: Any) -> dict[str, Any]:
    """Return an Index as a tagged object.

    Raises:
        UnfitError: a kind of index that has no exact form here, or labels that have none.
    """
    tagged = {"$": "index", "kind": type(index).__name__}
    if type(index) is pd.MultiIndex:
        levels = [index_to_plain(level) for level in index.levels]
        codes = [np.asarray(codes).tolist() for codes in index.codes]
        return tagged | {"levels": levels, "codes": codes, "names": _plain(list(index.names))}
    tagged["name"] = _plain(index.name)
    if type(index) is pd.RangeIndex:
        return tagged | {"range": [index.start, index.stop, index.step]}
    if type(index) is pd.CategoricalIndex:
        categories = index_to_plain(index.categories)
        return tagged | {"codes": index.codes.tolist(), "categories": categories, "ordered": index.ordered}
    if type(index) is pd.IntervalIndex:
        return tagged | {"ends": [index_to_plain(index.left), index_to_plain(index.right)], "closed": index.closed}
    if isinstance(index, (pd.DatetimeIndex, pd.TimedeltaIndex)):
        return tagged | _times_to_plain(index)
    if type(index) is pd.Index:
        return tagged | {"dtype": str(index.dtype), "labels": _plain(index.tolist())}
    raise UnfitError(f"a `{type(index).__name__}` is no plain value")


def index_from_plain(data: dict[str, Any]) -> Any:
    """Return the Index that `index_to_plain` wrote."""
    if data["kind"] == "MultiIndex":
        levels: Any = [index_from_plain(level) for level in data["levels"]]
        return pd.MultiIndex(levels=levels, codes=data["codes"], names=_value(data["names"]), verify_integrity=False)
    return _flat_from_plain(data).rename(_value(data["name"]))


def category_dtype_to_plain(dtype: pd.CategoricalDtype) -> dict[str, Any]:
    """Return a categorical dtype as a tagged object; its categories may not be known yet."""
    categories: Any = dtype.categories
    plain = None if categories is None else index_to_plain(categories)
    return {"$": "category-dtype", "categories": plain, "ordered": dtype.ordered}


def category_dtype_from_plain(data: dict[str, Any]) -> pd.CategoricalDtype:
    """Return the dtype that `category_dtype_to_plain` wrote."""
    categories = None if data["categories"] is None else index_from_plain(data["categories"])
    return pd.CategoricalDtype(categories, ordered=data["ordered"])


def _flat_from_plain(data: dict[str, Any]) -> Any:
    match data["kind"]:
        case "RangeIndex":
            return pd.RangeIndex(*data["range"])
        case "CategoricalIndex":
            categories = index_from_plain(data["categories"])
            values = pd.Categorical.from_codes(data["codes"], categories=categories, ordered=data["ordered"])
            return pd.CategoricalIndex(values)
        case "IntervalIndex":
            left, right = (index_from_plain(end) for end in data["ends"])
            return pd.IntervalIndex.from_arrays(left, right, closed=data["closed"])
        case "DatetimeIndex" | "TimedeltaIndex":
            return _times_from_plain(data)
        case _:
            return _labels_from_plain(data)


def _labels_from_plain(data: dict[str, Any]) -> Any:
    labels, dtype = _value(data["labels"]), data["dtype"]
    if dtype != "object":
        return pd.Index(labels, dtype=dtype)
    values = np.empty(len(labels), dtype=object)
    for position, label in enumerate(labels):  # one by one: numpy would make a table of equally long tuples
        values[position] = label
    return pd.Index(values, dtype=object, tupleize_cols=False)


def _times_to_plain(index: Any) -> dict[str, Any]:
    if type(index) not in (pd.DatetimeIndex, pd.TimedeltaIndex):
        raise UnfitError(f"a `{type(index).__name__}` is no plain value")
    zone = zone_to_plain(index.tz) if isinstance(index, pd.DatetimeIndex) else None
    return {"ticks": index.asi8.tolist(), "unit": index.unit, "zone": zone, "freq": index.freqstr}


def _times_from_plain(data: dict[str, Any]) -> Any:
    ticks = np.array(data["ticks"], dtype="i8")
    if data["kind"] == "TimedeltaIndex":
        return pd.TimedeltaIndex(ticks.view(f"m8[{data['unit']}]"), freq=data["freq"])
    zone = zone_from_plain(data["zone"])
    index: Any = pd.DatetimeIndex(ticks.view(f"M8[{data['unit']}]"))
    if zone is not None:
        index = index.tz_localize("UTC").tz_convert(zone)
    index.freq = data["freq"]
    return index


def _plain(value: Any) -> Any:
    return to_plain(value, scalar_to_plain)


def _value(data: Any) -> Any:
    return from_plain(data, scalar_from_plain)
