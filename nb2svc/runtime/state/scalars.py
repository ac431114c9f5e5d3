"""Single values of numpy and pandas as tagged JSON, with their exact dtype.

numpy and pandas are imported only when a value of theirs is met.
"""

from __future__ import annotations

import base64
import sys
from typing import Any, Final

from nb2svc.runtime.state.errors import UnfitError, type_name
from nb2svc.runtime.state.plain import from_plain, to_plain, zone_from_plain, zone_to_plain

__all__ = ["scalar_from_plain", "scalar_to_plain"]

_TYPES: Final = {f"builtins.{t.__name__}": t for t in (bool, int, float, complex, str, bytes, list, tuple, dict, set)}
_EXACT_IN_PYTHON: Final = frozenset(
    {"bool", "float16", "float32", "float64", "complex64", "complex128"}
    | {f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)}
)
"""Wider floats lose digits as Python's own."""


def scalar_to_plain(value: Any) -> Any:
    """Return a numpy or pandas scalar or dtype as a tagged object.

    Raises:
        UnfitError: it is none of these.
    """
    if isinstance(value, type):
        return _type_to_plain(value)
    if "numpy" in sys.modules:
        tagged = _numpy_to_plain(value)
        if tagged is not None:
            return tagged
    if "pandas" in sys.modules:
        tagged = _pandas_to_plain(value)
        if tagged is not None:
            return tagged
    raise UnfitError(f"a `{type_name(value)}` is no plain value")


def scalar_from_plain(tag: str, data: dict[str, Any]) -> Any:
    """Return the value of a tag that `scalar_to_plain` wrote.

    Raises:
        ValueError: no such tag.
    """
    if tag in ("numpy", "dtype", "type"):
        return _numpy_from_plain(tag, data)
    if tag in ("timestamp", "timedelta64", "NaT", "NA", "interval", "pandas-dtype"):
        return _pandas_from_plain(tag, data)
    raise ValueError(f"unknown tag `{tag}`")


def _type_to_plain(value: type) -> Any:
    name = f"{value.__module__}.{value.__qualname__}"
    if _TYPES.get(name) is value:
        return {"$": "type", "v": name}
    if "numpy" in sys.modules:
        import numpy as np  # loaded already: a value of it cannot exist otherwise

        if issubclass(value, np.generic) and getattr(np, value.__name__, None) is value:
            return {"$": "type", "v": f"numpy.{value.__name__}"}
    raise UnfitError(f"the class `{name}` is no plain value")


def _numpy_to_plain(value: Any) -> Any:
    import numpy as np  # see _type_to_plain

    if isinstance(value, np.dtype):
        if value.fields or value.subdtype or np.dtype(value.str) != value:
            raise UnfitError("a structured dtype is no plain value")
        return {"$": "dtype", "v": value.str}
    if not isinstance(value, np.generic) or type(value) is not value.dtype.type:
        return None
    kind, dtype = value.dtype.kind, value.dtype
    if kind in "mM":
        return {"$": "numpy", "dtype": dtype.str, "v": int(value.view("i8"))}
    if kind == "S":
        return {"$": "numpy", "dtype": "S", "v": base64.b64encode(value.tobytes()).decode()}
    if kind == "U":
        return {"$": "numpy", "dtype": "U", "v": str(value)}
    if kind in "biufc" and dtype.name in _EXACT_IN_PYTHON:
        return {"$": "numpy", "dtype": dtype.name, "v": to_plain(value.item(), scalar_to_plain)}
    raise UnfitError(f"a scalar of dtype `{dtype}` is no plain value")


def _numpy_from_plain(tag: str, data: dict[str, Any]) -> Any:
    if tag == "type" and data["v"] in _TYPES:
        return _TYPES[data["v"]]
    import numpy as np  # only when a value of numpy is stored

    if tag == "dtype":
        return np.dtype(data["v"])
    if tag == "type":
        found = getattr(np, str(data["v"]).removeprefix("numpy."))
        if not (isinstance(found, type) and issubclass(found, np.generic)):
            raise ValueError(f"`{data['v']}` is no numpy scalar type")
        return found
    dtype = data["dtype"]
    if dtype == "S":
        return np.bytes_(base64.b64decode(data["v"]))
    if dtype == "U":
        return np.str_(data["v"])
    if np.dtype(dtype).kind in "mM":
        return np.array(data["v"], dtype="i8").view(dtype)[()]
    return np.dtype(dtype).type(from_plain(data["v"], scalar_from_plain))


def _pandas_to_plain(value: Any) -> Any:
    import pandas as pd  # see _type_to_plain

    if value is pd.NaT:
        return {"$": "NaT"}
    if value is pd.NA:
        return {"$": "NA"}
    if type(value) is pd.Timestamp:
        ticks = int(value.asm8.view("i8"))
        return {"$": "timestamp", "v": ticks, "unit": value.unit, "zone": zone_to_plain(value.tz)}
    if type(value) is pd.Timedelta:
        return {"$": "timedelta64", "v": int(value.asm8.view("i8")), "unit": value.unit}
    if type(value) is pd.Interval:
        ends = [to_plain(end, scalar_to_plain) for end in (value.left, value.right)]
        return {"$": "interval", "v": ends, "closed": value.closed}
    if isinstance(value, pd.api.extensions.ExtensionDtype) and not isinstance(value, pd.CategoricalDtype):
        return {"$": "pandas-dtype", "v": str(value)}
    return None


def _pandas_from_plain(tag: str, data: dict[str, Any]) -> Any:
    import numpy as np
    import pandas as pd  # only when a value of pandas is stored

    if tag == "NaT":
        return pd.NaT
    if tag == "NA":
        return pd.NA
    if tag == "pandas-dtype":
        return pd.api.types.pandas_dtype(data["v"])
    if tag == "interval":
        left, right = from_plain(data["v"], scalar_from_plain)
        return pd.Interval(left, right, closed=data["closed"])
    if tag == "timedelta64":
        return pd.Timedelta(np.timedelta64(data["v"], data["unit"]))
    naive: Any = pd.Timestamp(np.datetime64(data["v"], data["unit"]))
    zone = zone_from_plain(data["zone"])
    return naive if zone is None else naive.tz_localize("UTC").tz_convert(zone)
