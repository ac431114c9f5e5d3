"""One JSON value against one field of the request schema: the value as training had it, or what is wrong with it.

A check is made once per field, when a service is loaded, and called once per value. This file does not know about
rows, frames or HTTP.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.manifest import Field

__all__ = ["FaultError", "ValueCheck", "make_check", "show", "suggest"]

ValueCheck = Callable[[Any], Any]
"""From a JSON value to the training value; raises FaultError."""

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?")
_MANY: Final = 12
"""How many categories a message lists."""


class FaultError(Exception):
    """A value that does not fit its field.

    Args:
        type: kebab-case kind, stable for programs.
        message: what was found and what was expected.
        hint: tells what may have been meant; it takes its time, so the first faults of a request are enough.
    """

    def __init__(self, type: str, message: str, *, hint: Callable[[], str] = str) -> None:  # noqa: A002 - as in RowError
        super().__init__(message)
        self.type = type
        self.message = message
        self.hint = hint


def make_check(field: Field) -> ValueCheck:
    """Return the check of a field: null, JSON type, range of the dtype, shape and categories, in this order."""
    check = _CHECKS[field.kind](field)
    categories = None if field.categories is None else frozenset(field.categories)
    nullable = field.nullable

    def check_value(value: Any) -> Any:
        if value is None:
            if nullable:
                return None
            raise FaultError("null", "found null, but no training row had a missing value here")
        checked = check(value.item() if isinstance(value, np.generic) and field.kind != "datetime" else value)
        if categories is not None and checked not in categories:
            known = field.categories or ()
            raise FaultError(
                "unknown-category", _describe_unknown(checked, known), hint=lambda: _suggest_category(checked, known)
            )
        return checked

    return check_value


def show(value: Any) -> str:
    """Return a JSON value as people call it, shortened: `text 'abc'`, `number 3.5`, `a list`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _short(value) if abs(value) >= 10**30 else f"number {value!r}"
    if isinstance(value, str):
        return f"text {_short(value)}"
    if isinstance(value, (list, tuple, np.ndarray)):
        return "a list"
    return "an object" if isinstance(value, dict) else f"a {type(value).__name__}"


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean `x`?)` for the known word that is nearest, or an empty text."""
    folded = {other.casefold(): other for other in known}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return f"; did you mean `{folded[near[0]]}`?" if near else ""


def _short(value: Any) -> str:
    if isinstance(value, int) and abs(value) >= 10**30:
        return "a number of more than 30 digits"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _describe_unknown(value: Any, categories: tuple[Any, ...]) -> str:
    listed = ", ".join(repr(category) for category in categories[:_MANY])
    more = f" and {len(categories) - _MANY} more" if len(categories) > _MANY else ""
    return f"unknown category {_short(value)}: the training rows had {listed}{more}"


def _suggest_category(value: Any, categories: tuple[Any, ...]) -> str:
    return suggest(value, [c for c in categories if isinstance(c, str)]) if isinstance(value, str) else ""


def _wrong(value: Any, expected: str) -> FaultError:
    return FaultError("wrong-type", f"found {show(value)}, expected {expected}")


def _numeric_hint(value: Any) -> str:
    return ", without quotes" if isinstance(value, str) and re.fullmatch(r"\s*-?\d+(\.\d*)?\s*", value) else ""


def _check_integer(field: Field) -> ValueCheck:
    kind = field.dtype.lower()
    is_integer = re.fullmatch(r"u?int(8|16|32|64)", kind) is not None
    low, high = (int(np.iinfo(kind).min), int(np.iinfo(kind).max)) if is_integer else (-(2**63), 2**63 - 1)

    def check(value: Any) -> int:
        if type(value) is not int:
            value = _integral(value)
        if not low <= value <= high:
            raise FaultError("too-big", f"{_short(value)} does not fit {field.dtype}, which goes from {low} to {high}")
        return int(value)

    return check


def _integral(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(value, f"a whole number{_numeric_hint(value)}")
    if isinstance(value, float) and not math.isfinite(value):
        raise FaultError("not-finite", f"found {value}, expected a whole number; a missing value is null")
    if value != int(value):
        raise _wrong(value, "a whole number")
    return int(value)


def _check_number(field: Field) -> ValueCheck:
    kind = field.dtype.lower()
    is_taken_as_sent = kind == "number"
    largest = float(np.finfo(kind).max) if kind in ("float16", "float32", "float64") else math.inf

    def check(value: Any) -> float | int:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise _wrong(value, f"a number{_numeric_hint(value)}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf if isinstance(value, int) else math.nan
        if not math.isfinite(number) and isinstance(value, float):
            raise FaultError("not-finite", f"found {value}, expected a finite number; a missing value is null")
        if abs(number) > largest or math.isinf(number):
            raise FaultError("too-big", f"{_short(value)} does not fit {field.dtype}")
        return value if is_taken_as_sent else number

    return check


def _check_boolean(_: Field) -> ValueCheck:
    def check(value: Any) -> bool:
        if not isinstance(value, bool):
            raise _wrong(value, "true or false")
        return value

    return check


def _check_string(_: Field) -> ValueCheck:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise _wrong(value, "text")
        return str(value)

    return check


def _check_datetime(field: Field) -> ValueCheck:
    found = re.fullmatch(r"datetime64\[(\w+)(?:, (.+))?\]", field.dtype)
    unit, zone = (found.group(1), found.group(2)) if found else ("us", None)

    def check(value: Any) -> Any:
        moment = _moment(value)
        if zone is None and moment.tz is not None:
            raise FaultError("datetime", f"found {_short(str(value))} with a time zone; the training times had none")
        if zone is not None and moment.tz is None:
            raise FaultError("datetime", f"found {_short(str(value))} without a time zone; end it with Z or +hh:mm")
        try:
            return (moment.tz_convert(zone) if zone is not None else moment).as_unit(unit, round_ok=False)
        except (ValueError, OverflowError, NotImplementedError) as error:  # the last at the ends of the calendar
            raise FaultError("datetime", f"{_short(str(value))} does not fit {field.dtype}: {error}") from error

    return check


def _moment(value: Any) -> Any:
    if isinstance(value, (date, np.datetime64)):
        return pd.Timestamp(value)
    if not isinstance(value, str):
        raise _wrong(value, "a date and time as text, such as '2024-05-17T08:30:00'")
    if not _ISO.fullmatch(value):
        raise FaultError("datetime", f"found text {_short(value)}, expected ISO 8601, such as '2024-05-17T08:30:00'")
    try:
        return pd.Timestamp(value)
    except ValueError as error:
        raise FaultError("datetime", f"there is no time {_short(value)}: {error}") from error


def _check_array(field: Field) -> ValueCheck:
    shape, element = field.shape, _element_check(field)
    expected = f"nested lists of shape {' x '.join(map(str, shape))}" if len(shape) > 1 else f"a list of {shape[0]}"

    def walk(value: Any, depth: int, path: str) -> Any:
        if depth == len(shape):
            try:
                return element(value)
            except FaultError as fault:
                raise FaultError(fault.type, f"at {path}: {fault.message}") from None
        if not isinstance(value, (list, tuple)):
            raise FaultError("shape", f"found {show(value)}{f' at {path}' if path else ''}, expected {expected}")
        if len(value) != shape[depth]:
            where = f" at {path}" if path else ""
            raise FaultError("shape", f"found {len(value)} values{where}, expected {shape[depth]}: {expected}")
        return [walk(item, depth + 1, f"{path}[{i}]") for i, item in enumerate(value)]

    return lambda value: walk(value.tolist() if isinstance(value, np.ndarray) else value, 0, "")


def _element_check(field: Field) -> ValueCheck:
    if field.dtype == "number":
        return _without_null(_check_number(field))
    kinds = {"b": _check_boolean, "i": _check_integer, "u": _check_integer, "f": _check_number}
    try:
        kind = np.dtype(field.dtype).kind
    except TypeError:
        kind = "O"
    make = kinds.get(kind, _check_string if kind in "UT" else None)
    if make is None:  # cells of an object column: whatever they hold, missing and nested values are not it
        return _check_any
    return _without_null(make(field))


def _without_null(check: ValueCheck) -> ValueCheck:
    def check_element(value: Any) -> Any:
        if value is None:
            raise FaultError("null", "found null, expected a value")
        return check(value)

    return check_element


def _check_any(value: Any) -> Any:
    if not isinstance(value, (str, int, float)) or (isinstance(value, float) and not math.isfinite(value)):
        raise _wrong(value, "a number, text, true or false")
    return value


_CHECKS: Final[dict[str, Callable[[Field], ValueCheck]]] = {
    "integer": _check_integer,
    "number": _check_number,
    "boolean": _check_boolean,
    "string": _check_string,
    "datetime": _check_datetime,
    "array": _check_array,
}
