"""A frozen value in a few words: `41.0`, `11 columns: age, charge, …`, `StandardScaler()`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.values import qualified_type

__all__ = ["preview"]

LONGEST: Final = 60
MOST: Final = 4


def preview(value: Any) -> str:
    """Return a value on one line, short, the same for equal values."""
    return _short(_words(value))


def _words(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    match value:
        case float():
            return f"{value:.6g}"
        case str():
            return repr(value)
        case None | int() | pd.Timestamp() | pd.Timedelta():
            return str(value)
        case pd.DataFrame():
            return f"table, {value.shape[0]} x {value.shape[1]}: {_some(map(str, value.columns))}"
        case pd.Index() | pd.CategoricalDtype():
            labels = value.categories if isinstance(value, pd.CategoricalDtype) else value
            return f"{len(labels)} labels: {_some(map(str, labels))}"
        case pd.Series() | Mapping():
            return f"{len(value)} values: {_some(f'{k}: {_words(v)}' for k, v in value.items())}"
        case set() | frozenset() | list() | tuple():
            parts = sorted(map(_words, value)) if isinstance(value, set | frozenset) else map(_words, value)
            return f"{len(value)} values: {_some(parts)}"
        case _ if hasattr(value, "shape") and hasattr(value, "dtype"):
            return f"{value.dtype} array, {' x '.join(map(str, value.shape)) or 'one value'}"
        case _:
            return _described(value)


def _described(value: Any) -> str:
    """Return what an estimator says of itself, without addresses; else its type."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # noqa: BLE001 - whatever a foreign object's repr raises, its type can be named
        text = ""
    return qualified_type(value) if not text or " at 0x" in text or text.startswith("<") else text


def _some(parts: Iterable[str]) -> str:
    found = list(parts)
    return ", ".join(found[:MOST]) + (", …" if len(found) > MOST else "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
