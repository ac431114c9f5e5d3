"""Request rows against the request schema: columns of checked values, and every fault of every row.

decode (JSON, elsewhere) -> validate (here) -> frame (`frames.py`). All faults are found in one go, so that a caller
mends a request once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, islice
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from nb2svc.diagnostics import RowError
from nb2svc.manifest import Field, RequestSchema
from nb2svc.runtime.rows.screening import screen
from nb2svc.runtime.rows.values import FaultError, ValueCheck, make_check, show, suggest

__all__ = ["CheckedRows", "RowReader", "Rows", "merge_rows", "to_records"]

Rows: TypeAlias = "Sequence[Any] | pd.DataFrame | pd.Series[Any] | np.ndarray[Any, Any]"
"""Request rows: a list of objects, a table, or one value or array per row where the input is no frame."""

_MISSING: Final = object()
_HINTS: Final = 100
"""So many faults say what may have been meant; to look for that in each would take minutes where all rows are wrong."""
_UNKNOWN: Final = 100
"""So many unknown fields of a row are listed: whoever sends more has not misspelt them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRows:
    """Rows after validation.

    Attributes:
        count: how many rows the request has.
        columns: field -> one value per row, of the fields that the service reads; what a faulty row has is not to be
            used. A Series where the caller's column is what training had.
        errors: every fault, by row and then by field.
    """

    count: int
    columns: Mapping[str, Sequence[Any] | pd.Series[Any]]
    errors: tuple[RowError, ...]

    @property
    def good(self) -> Sequence[int]:
        """Positions of the rows without a fault."""
        if not self.errors:
            return range(self.count)
        is_good = bytearray(b"\x01") * self.count
        for error in self.errors:
            is_good[error.row] = 0
        return list(compress(range(self.count), is_good))


def to_records(checked: CheckedRows) -> list[dict[str, Any]]:
    """Return checked rows as rows again, for a version that has a schema of its own."""
    columns = [
        _python_values(column) if isinstance(column, pd.Series) else column for column in checked.columns.values()
    ]
    return [dict(zip(checked.columns, values, strict=True)) for values in zip(*columns, strict=True)]


def merge_rows(parts: Sequence[CheckedRows]) -> CheckedRows:
    """Return the rows of several requests behind each other; their columns are lists, and none has a fault."""
    names = parts[0].columns
    columns = {name: list(chain.from_iterable(part.columns[name] for part in parts)) for name in names}
    return CheckedRows(count=sum(part.count for part in parts), columns=columns, errors=())


class RowReader:
    """Validates rows by one schema; made once per service.

    Args:
        schema: what a row is.
    """

    def __init__(self, schema: RequestSchema) -> None:
        self._is_frame = schema.input in {"frame", "call"}
        self._known = {field.name for field in schema.fields}
        self._fields = [field for field in schema.fields if field.required]
        self._checks = {field.name: make_check(field) for field in self._fields}

    def read(self, rows: Rows) -> CheckedRows:
        """Return the checked columns of the rows and all faults.

        A field that the service does not read may be sent and is ignored; an unknown one is a fault, because it is
        most often a known one misspelt.

        Args:
            rows: the request.
        """
        if isinstance(rows, pd.DataFrame):
            return self._read_frame(rows)
        values = rows.tolist() if isinstance(rows, (pd.Series, np.ndarray)) else list(rows)
        errors: list[RowError] = []
        records = [self._read_record(i, row, errors) for i, row in enumerate(values)]
        columns = {
            field.name: self._check_column(field, [record.get(field.name, _MISSING) for record in records], errors)
            for field in self._fields
        }
        return CheckedRows(count=len(values), columns=columns, errors=self._sorted(errors))

    def read_columns(self, columns: Mapping[str, Sequence[Any] | pd.Series[Any]], count: int) -> CheckedRows:
        """Return what `read` does, for rows that come as columns: of every field that is read, and no others.

        Args:
            columns: field -> one value per row.
            count: how many rows there are.
        """
        errors: list[RowError] = []
        checked = {
            field.name: self._check_series(field, column, errors)
            if isinstance(column := columns[field.name], pd.Series)
            else self._check_column(field, column, errors)
            for field in self._fields
        }
        return CheckedRows(count=count, columns=checked, errors=self._sorted(errors))

    def _read_record(self, row: int, value: Any, errors: list[RowError]) -> Mapping[str, Any]:
        """Return a row as a mapping; of a row that is none, every field counts as faulty already."""
        if isinstance(value, Mapping):
            self._check_names(value, [row], errors)
            return value
        if not self._is_frame:  # one value per row: its name goes without saying
            return {self._fields[0].name: value}
        names = ", ".join(f"`{field.name}`" for field in self._fields)
        errors.append(_error(row, "", "row-type", f"found {show(value)}, expected an object with the fields {names}"))
        return _Nothing()

    def _check_names(self, names: Any, rows: Sequence[int], errors: list[RowError]) -> None:
        for name in list(islice((name for name in names if name not in self._known), _UNKNOWN)):
            hint = suggest(str(name), self._known) if len(errors) < _HINTS else ""
            errors += [_error(row, str(name), "unknown-field", f"no such field{hint}") for row in rows]

    def _check_series(self, field: Field, series: pd.Series[Any], errors: list[RowError]) -> Any:
        """Check a whole column: only what is in doubt is looked at value by value."""
        series = series.reset_index(drop=True)
        screened = screen(series, field)
        if screened is not None:
            column, doubted = screened
            faults: list[RowError] = []
            if doubted:
                self._check_column(field, _python_values(series.iloc[list(doubted)]), faults, doubted, told=len(errors))
            if len(faults) == len(doubted):
                errors += faults
                return column
        check = _remembering(self._checks[field.name]) if isinstance(series.dtype, pd.StringDtype) else None
        return self._check_column(field, _python_values(series), errors, check=check)

    def _check_column(
        self,
        field: Field,
        values: Sequence[Any],
        errors: list[RowError],
        rows: Sequence[int] | None = None,
        *,
        check: ValueCheck | None = None,
        told: int = 0,
    ) -> list[Any]:
        """Check values one by one; `told` is how many errors there are beside those that are gathered here."""
        check, checked = check or self._checks[field.name], []
        for row, value in zip(range(len(values)) if rows is None else rows, values, strict=True):
            try:
                checked.append(_checked(check, value, field))
            except FaultError as fault:
                checked.append(None)
                hint = fault.hint() if told + len(errors) < _HINTS else ""
                errors.append(_error(row, field.name, fault.type, f"{fault.message}{hint}"))
        return checked

    def _read_frame(self, frame: pd.DataFrame) -> CheckedRows:
        errors: list[RowError] = []
        self._check_names(frame.columns, range(len(frame)), errors)
        columns: dict[str, Any] = {}
        for field in self._fields:
            columns[field.name] = (
                self._check_series(field, frame[field.name], errors)
                if field.name in frame.columns
                else self._check_column(field, [_MISSING] * len(frame), errors)
            )
        return CheckedRows(count=len(frame), columns=columns, errors=self._sorted(errors))

    def _sorted(self, errors: list[RowError]) -> tuple[RowError, ...]:
        order = {field.name: position for position, field in enumerate(self._fields)}
        return tuple(sorted(errors, key=lambda error: (error.row, order.get(error.field, -1))))


class _Nothing(dict[str, Any]):
    """The record of a row that is no object: its one fault is enough."""

    def get(self, _key: str, _default: Any = None) -> Any:
        return self


def _checked(check: ValueCheck, value: Any, field: Field) -> Any:
    if value is _MISSING:
        also = "; send null when it is not known" if field.nullable else ""
        raise FaultError("missing", f"the field is missing{also}")
    return None if isinstance(value, _Nothing) else check(value)


def _error(row: int, field: str, kind: str, message: str) -> RowError:
    return RowError(row=row, field=field, type=kind, message=message)


def _remembering(check: ValueCheck) -> ValueCheck:
    """Return a check of texts that looks at each of them once: a column has the same ones again and again."""
    found: dict[str | None, tuple[Any, FaultError | None]] = {}

    def check_text(text: str | None) -> Any:
        if text not in found:
            try:
                found[text] = check(text), None
            except FaultError as error:
                found[text] = None, error
        value, fault = found[text]
        if fault is not None:
            raise fault.with_traceback(None)
        return value

    return check_text


def _python_values(series: pd.Series[Any]) -> list[Any]:
    """Return a column's values as JSON has them: missing ones as None."""
    values, are_missing = series.astype(object).tolist(), series.isna().tolist()
    return [None if is_missing else value for value, is_missing in zip(values, are_missing, strict=True)]
