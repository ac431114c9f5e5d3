"""Builtin values as tagged JSON, exactly: types, key order, NaN, infinities, the sign of zero and time zones survive.

JSON objects that hold the key `$` are tags; everything else stands for itself. Values of other libraries are handed
to `other`, so that each codec decides what its leaves may be.
"""

from __future__ import annotations

import base64
import math
from collections import Counter, OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from nb2svc.runtime.state.errors import UnfitError

__all__ = ["Decode", "Encode", "from_plain", "to_plain", "zone_from_plain", "zone_to_plain"]

Encode = Callable[[Any], Any]
Decode = Callable[[str, dict[str, Any]], Any]

_LARGEST_JSON_INTEGER: Final = 2**63
"""Beyond this, readers of JSON other than Python's lose digits, and Python's own refuses very long decimals."""


def to_plain(value: Any, other: Encode) -> Any:
    """Return a value as what `json.dumps` writes and `from_plain` reads back as the same value.

    Args:
        value: the value; subclasses of builtins are not builtins here.
        other: turns a value that is no builtin into a tagged object, or raises UnfitError.

    Raises:
        UnfitError: the value, or one inside it, cannot be written exactly.
    """
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if abs(value) < _LARGEST_JSON_INTEGER else {"$": "int", "v": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"$": "float", "v": str(value)}
    if kind is list:
        return [to_plain(item, other) for item in value]
    if kind is dict:
        return _dict_to_plain(value, other)
    writer = _WRITERS.get(kind)
    return writer(value, other) if writer else other(value)


def from_plain(data: Any, other: Decode) -> Any:
    """Return the value that `to_plain` wrote.

    Args:
        data: parsed JSON.
        other: makes the value of a tag that is no builtin's; gets the tag and its object.
    """
    if type(data) is list:
        return [from_plain(item, other) for item in data]
    if type(data) is not dict:
        return data
    tag = data.get("$")
    if tag is None:
        return {key: from_plain(item, other) for key, item in data.items()}
    reader = _READERS.get(tag)
    return reader(data, other) if reader else other(tag, data)


def zone_to_plain(zone: tzinfo | None) -> Any:
    """Return a time zone as JSON: null, a name, or an offset in seconds."""
    if zone is None:
        return None
    if type(zone) is ZoneInfo and zone.key:
        return zone.key
    if type(zone) is timezone:
        offset = zone.utcoffset(None)
        if repr(zone) in (repr(timezone(offset)), repr(UTC)):
            return offset.total_seconds()
    raise UnfitError(f"time zone `{zone!r}` has neither a name nor a fixed offset")


def zone_from_plain(data: Any) -> tzinfo | None:
    """Return the time zone that `zone_to_plain` wrote."""
    if data is None:
        return None
    return ZoneInfo(data) if isinstance(data, str) else timezone(timedelta(seconds=data))


def _dict_to_plain(value: dict[Any, Any], other: Encode) -> Any:
    if all(type(key) is str for key in value) and "$" not in value:
        return {key: to_plain(item, other) for key, item in value.items()}
    return {"$": "dict", "v": _pairs(value, other)}


def _pairs(value: dict[Any, Any], other: Encode) -> list[list[Any]]:
    return [[to_plain(key, other), to_plain(item, other)] for key, item in value.items()]


def _read_pairs(data: dict[str, Any], other: Decode) -> list[tuple[Any, Any]]:
    return [(from_plain(key, other), from_plain(item, other)) for key, item in data["v"]]


def _items(tag: str) -> Callable[[Any, Encode], Any]:
    return lambda value, other: {"$": tag, "v": [to_plain(item, other) for item in value]}


def _unordered(tag: str) -> Callable[[Any, Encode], Any]:
    def write(value: Any, other: Encode) -> Any:
        # the order of a set changes from process to process: sorted, the same value gives the same bytes
        return {"$": tag, "v": sorted((to_plain(item, other) for item in value), key=repr)}

    return write


def _read_items(build: Callable[[list[Any]], Any]) -> Callable[[dict[str, Any], Decode], Any]:
    return lambda data, other: build(from_plain(data["v"], other))


def _write_datetime(value: datetime, _: Encode) -> Any:
    return {
        "$": "datetime",
        "v": value.replace(tzinfo=None).isoformat(),
        "zone": zone_to_plain(value.tzinfo),
        "fold": value.fold,
    }


def _read_datetime(data: dict[str, Any], _: Decode) -> datetime:
    zone = zone_from_plain(data["zone"])
    return datetime.fromisoformat(data["v"]).replace(tzinfo=zone, fold=data["fold"])


def _write_time(value: time, _: Encode) -> Any:
    zone = zone_to_plain(value.tzinfo)
    return {"$": "time", "v": value.replace(tzinfo=None).isoformat(), "zone": zone, "fold": value.fold}


def _read_time(data: dict[str, Any], _: Decode) -> time:
    return time.fromisoformat(data["v"]).replace(tzinfo=zone_from_plain(data["zone"]), fold=data["fold"])


def _write_ordered(value: OrderedDict[Any, Any], other: Encode) -> Any:
    # torch's `state_dict()` is one that has attributes of its own
    return {"$": "OrderedDict", "v": _pairs(value, other), "attributes": to_plain(vars(value), other)}


def _read_ordered(data: dict[str, Any], other: Decode) -> OrderedDict[Any, Any]:
    value = OrderedDict(_read_pairs(data, other))
    value.__dict__.update(from_plain(data["attributes"], other))
    return value


_WRITERS: Final[dict[type, Callable[[Any, Encode], Any]]] = {
    tuple: _items("tuple"),
    set: _unordered("set"),
    frozenset: _unordered("frozenset"),
    OrderedDict: _write_ordered,
    Counter: lambda value, other: {"$": "Counter", "v": _pairs(value, other)},
    datetime: _write_datetime,
    date: lambda value, _: {"$": "date", "v": value.isoformat()},
    time: _write_time,
    timedelta: lambda value, _: {"$": "timedelta", "v": [value.days, value.seconds, value.microseconds]},
    bytes: lambda value, _: {"$": "bytes", "v": base64.b64encode(value).decode()},
    complex: lambda value, other: {"$": "complex", "v": [to_plain(value.real, other), to_plain(value.imag, other)]},
    Decimal: lambda value, _: {"$": "decimal", "v": str(value)},
    range: lambda value, _: {"$": "range", "v": [value.start, value.stop, value.step]},
    slice: lambda value, other: {
        "$": "slice",
        "v": [to_plain(part, other) for part in (value.start, value.stop, value.step)],
    },
}

_READERS: Final[dict[str, Callable[[dict[str, Any], Decode], Any]]] = {
    "int": lambda data, _: int(data["v"], 16),
    "float": lambda data, _: float(data["v"]),
    "dict": lambda data, other: dict(_read_pairs(data, other)),
    "OrderedDict": _read_ordered,
    "Counter": lambda data, other: Counter(dict(_read_pairs(data, other))),
    "tuple": _read_items(tuple),
    "set": _read_items(set),
    "frozenset": _read_items(frozenset),
    "datetime": _read_datetime,
    "date": lambda data, _: date.fromisoformat(data["v"]),
    "time": _read_time,
    "timedelta": lambda data, _: timedelta(*data["v"]),
    "bytes": lambda data, _: base64.b64decode(data["v"]),
    "complex": _read_items(lambda parts: complex(*parts)),
    "decimal": lambda data, _: Decimal(data["v"]),
    "range": lambda data, _: range(*data["v"]),
    "slice": _read_items(lambda parts: slice(*parts)),
}
