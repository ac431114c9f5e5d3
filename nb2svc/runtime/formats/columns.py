"""Columns of a table against the request schema, before any row is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nb2svc.diagnostics import RowError
from nb2svc.manifest import RequestSchema
from nb2svc.runtime.formats.exchange import BodyError, ColumnsError
from nb2svc.runtime.rows.values import suggest

__all__ = ["check_columns", "refuse_twice"]

_MANY: Final = 100
"""How many columns at fault are listed: a wrong file may have any number."""


def check_columns(names: Iterable[str], schema: RequestSchema) -> None:
    """Check that a table has the columns that the service reads, and none that it does not know.

    Raises:
        ColumnsError: some are missing or unknown.
        BodyError: one is there twice.
    """
    given = list(names)
    there = refuse_twice(given)
    known = {field.name for field in schema.fields}
    errors = [
        RowError(row=0, field=name, type="unknown-field", message=f"no such field{suggest(name, known)}")
        for name in [name for name in given if name not in known][:_MANY]
    ]
    errors += [
        RowError(row=0, field=field.name, type="missing", message="the column is missing")
        for field in schema.fields
        if field.required and field.name not in there
    ]
    if errors:
        raise ColumnsError(tuple(errors[:_MANY]))


def refuse_twice(names: Iterable[str]) -> set[str]:
    """Refuse a name that is there twice: which of the two is meant cannot be told; else return the names.

    Raises:
        BodyError: there is one.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BodyError(f"the column `{name[:60]}` is there twice", type="duplicate-column", status=422)
        seen.add(name)
    return seen
