"""What a table of results looks like, and so what can be asked of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

import sqlalchemy as sa

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.results.columns import (
    ERROR,
    LOGICAL_DATE,
    LOGICAL_TIME,
    PUBLISHED,
    STAMP_COLUMNS,
)
from nb2svc.runtime.results.source import ResultsSource

__all__ = ["ANSWERS", "Shape", "look_at"]

ANSWERS: Final = "nb2svc_answers"
"""Beside the columns of a row: the names of those that are answers, as JSON."""
_LARGEST: Final = 2**63 - 1
_KINDS: Final[Mapping[str, str]] = {
    "int": "integer", "float": "number", "Decimal": "number", "bool": "boolean", "str": "string",
    "datetime": "datetime", "date": "date", "UUID": "uuid",
}  # fmt: skip


class Shape:
    """A table of results as it was when it was looked at.

    Args:
        table: the table.
        source: by which key it is asked.
        published: the table beside it that tells which columns are answers; None where there is none.

    Attributes:
        kinds: column -> what JSON makes of its values: `integer`, `number`, `boolean`, `string`, `array`, ...
        has_index: whether there is an index that begins with the key.
        newest: asks for the newest row with `:key`.
        of_day: asks for the newest row with `:key` of the logical date `:day`.
        newest_stamp: asks whose the newest rows are.
        count: asks how many rows `:time` has.
    """

    def __init__(self, table: sa.Table, source: ResultsSource, published: sa.Table | None) -> None:
        columns = table.c
        self.kinds = {column.name: _kind(column.type) for column in columns}
        self.has_index = _has_index(table, source.key)
        self._key = columns[source.key]
        rows, stamps = sa.select(*columns), sa.select(*(columns[name] for name in STAMP_COLUMNS))
        if published is not None:
            told = (published.c.table_name == source.table) & (published.c.logical_time == columns[LOGICAL_TIME])
            both, answers = table.outerjoin(published, told), published.c.answers.label(ANSWERS)
            rows = rows.add_columns(answers).select_from(both)
            stamps = stamps.add_columns(answers).select_from(both)
        newest_first = columns[LOGICAL_TIME].desc()
        self.newest = rows.where(self._key == sa.bindparam("key", type_=self._key.type)).order_by(newest_first).limit(1)
        self.of_day = self.newest.where(columns[LOGICAL_DATE] == sa.bindparam("day"))
        self.newest_stamp = stamps.order_by(newest_first).limit(1)
        self.count = sa.select(sa.func.count()).where(columns[LOGICAL_TIME] == sa.bindparam("time"))
        self._own = {source.key, ERROR, ANSWERS, *STAMP_COLUMNS}

    @property
    def key_kind(self) -> str:
        """What JSON makes of a key."""
        return self.kinds[self._key.name]

    def parse_key(self, text: str) -> Any:
        """Return a key as its column has it; None for what can stand in no row."""
        parse = _PARSERS.get(self.key_kind, _parse_text)
        try:
            return parse(text)
        except ValueError:
            return None

    def answers_of(self, row: sa.RowMapping) -> list[str]:
        """Return which columns of a row are answers: all that are nothing else where nobody has told."""
        told = row.get(ANSWERS)
        names = json.loads(told) if told else self.kinds
        return [name for name in names if name in self.kinds and (told or name not in self._own)]


def look_at(engine: sa.Engine, source: ResultsSource) -> Shape | None:
    """Return what can be asked of a table; None where it is not there yet.

    Raises:
        Nb2svcError: it is there and holds no results of batch runs, or has no such key.
    """
    there = sa.inspect(engine)
    names = [*there.get_table_names(), *there.get_view_names()]
    if source.table not in names:
        return None
    table = sa.Table(source.table, sa.MetaData(), autoload_with=engine)
    columns = [column.name for column in table.columns]
    lacking = [name for name in STAMP_COLUMNS if name not in columns]
    if lacking:
        listing = ", ".join(f"`{name}`" for name in lacking)
        raise Nb2svcError(
            f"the table `{source.table}` has no column {listing}: results are what `nb2svc batch run` writes"
        )
    if source.key not in columns:
        near = get_close_matches(source.key, columns, n=1)
        guess = f"did you mean `{near[0]}`?" if near else f"it has {', '.join(f'`{name}`' for name in columns)}"
        raise Nb2svcError(f"the table `{source.table}` has no column `{source.key}` to ask for results by; {guess}")
    published = sa.Table(PUBLISHED, sa.MetaData(), autoload_with=engine) if PUBLISHED in names else None
    return Shape(table, source, published if published is not None and "answers" in published.c else None)


def _has_index(table: sa.Table, key: str) -> bool:
    leading = [next(iter(index.columns)).name for index in table.indexes if len(index.columns)]
    leading += [column.name for column in [*table.primary_key.columns][:1]]
    return key in leading


def _kind(kind: Any) -> str:
    if isinstance(kind, sa.JSON):
        return "array"
    try:
        python = kind.python_type
    except NotImplementedError:
        return "string"
    return _KINDS.get(python.__name__, "string")


def _parse_whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 19:
        return None
    value = int(text)
    return value if abs(value) <= _LARGEST else None


def _parse_text(text: str) -> str | None:
    return None if "\0" in text else text  # which PostgreSQL has no text with


_PARSERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "integer": _parse_whole,
    "number": float,
    "uuid": uuid.UUID,
    "date": date.fromisoformat,
}
