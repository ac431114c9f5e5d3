"""What every wire format takes and gives: bytes in, rows for `RowReader` out; answers in, bytes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from nb2svc.diagnostics import Nb2svcError, RowError
from nb2svc.manifest import OutputField, RequestSchema
from nb2svc.runtime.rows.reader import Rows

__all__ = ["Answers", "BodyError", "ColumnsError", "Decode", "Decoded", "Encode", "Encoded", "Limits", "refuse_rows"]

Answers: TypeAlias = Sequence[Mapping[str, Any]]
"""One JSON-ready object per row, as a service gives them."""


class BodyError(Nb2svcError):
    """A request body that holds no rows.

    Args:
        message: what was found and what was expected.
        type: kebab-case kind, stable for programs.
        status: the HTTP status of the answer.
    """

    def __init__(self, message: str, *, type: str, status: int) -> None:  # noqa: A002 - the word of `RowError`
        super().__init__(message)
        self.type = type
        self.status = status


class ColumnsError(Nb2svcError):
    """Columns that do not fit the request schema, whatever is in their rows.

    Args:
        errors: one entry per column at fault; its row says nothing.
    """

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        super().__init__(f"column `{errors[0].field}`: {errors[0].message}")
        self.errors = errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a request may hold.

    Attributes:
        bytes: of a body, packed and unpacked.
        rows: in a request.
    """

    bytes: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An answer as it is sent.

    Attributes:
        content: the body.
        media_type: what the body is.
        headers: others that belong to the format.
    """

    content: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A request body after decoding.

    Attributes:
        rows: what `RowReader.read` takes.
        count: how many rows there are.
        is_list: whether the caller knows rows by number: not where one object was sent.
        lines: the 1-based line of the body on which each row starts; empty where the format has no lines.
    """

    rows: Rows
    count: int
    is_list: bool = True
    lines: Sequence[int] = ()

    def place(self, errors: Sequence[RowError]) -> tuple[RowError, ...]:
        """Return faults with the line on which a person finds them."""
        if not self.lines:
            return tuple(errors)
        return tuple(replace(error, line=self.lines[error.row]) for error in errors)


Decode: TypeAlias = Callable[[bytes, RequestSchema, Limits], Decoded]
"""Raises BodyError and ColumnsError."""
Encode: TypeAlias = Callable[[Answers, Sequence[OutputField]], bytes]


def refuse_rows(count: int, limits: Limits) -> None:
    """Refuse more rows than are allowed, before work goes into them.

    Raises:
        BodyError: there are more.
    """
    if count > limits.rows:
        message = f"the request has more rows than the limit of {limits.rows}: send several requests"
        raise BodyError(message, type="too-many-rows", status=413)
