"""JSON to checked columns in one pass, for the requests that are as they should be.

A decoder is generated from the request schema, so that parsing and validating are one walk over the bytes, in C. It
says yes or nothing: where it meets anything that it does not know to be right, the reader (`reader.py`) looks at the
same bytes again, takes what may be taken, and words every fault. So the decoder only ever accepts what the reader
accepts, with the same values; a test holds it to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, NamedTuple, Optional, Union

import msgspec
import numpy as np

from nb2svc.manifest import Field, RequestSchema
from nb2svc.runtime.rows.reader import CheckedRows
from nb2svc.runtime.rows.values import FaultError, ValueCheck, make_check

__all__ = ["JsonRows", "RowDecoder", "make_decoder"]

_INT64: Final = (-(2**63), 2**63 - 1)
"""What msgspec and orjson both read as the same integer."""
_REFUSED: Final = (msgspec.MsgspecError, ValueError, RecursionError)


class JsonRows(NamedTuple):
    """The rows of a body, and whether it was a list of them."""

    checked: CheckedRows
    is_list: bool


class _Column(NamedTuple):
    """How one field is read: its place in the struct, and what is left to check after the walk."""

    name: str
    attribute: str
    finish: ValueCheck | None


class RowDecoder:
    """Reads bodies of one schema.

    Args:
        row: the generated struct of one row.
        columns: the fields that the service reads.
    """

    def __init__(self, row: type[msgspec.Struct], columns: Sequence[_Column]) -> None:
        self._columns = tuple(columns)
        self._decode: Any = msgspec.json.Decoder(Union[row, list[row]]).decode  # type: ignore[valid-type]  # noqa: UP007 - made at run time

    def decode(self, body: bytes) -> JsonRows | None:
        """Return the rows of a JSON body, or None where the reader is to look at it."""
        try:
            data = self._decode(body)
            is_list = type(data) is list
            rows = data if is_list else (data,)
            columns = {column.name: _column(rows, column) for column in self._columns}
        except (*_REFUSED, FaultError):
            return None
        return JsonRows(CheckedRows(count=len(rows), columns=columns, errors=()), is_list)


def make_decoder(schema: RequestSchema) -> RowDecoder | None:
    """Return the decoder of a schema, or None where it cannot be told to msgspec and the reader does all."""
    members: list[tuple[Any, ...]] = []
    columns: list[_Column] = []
    renamed: dict[str, str] = {}
    for position, field in enumerate(schema.fields):
        attribute = f"f{position}"
        renamed[attribute] = field.name
        if not field.required:  # may be sent, and is not looked at
            members.append((attribute, Any, None))
            continue
        kind, finish = _type_of(field)
        if kind is None:
            return None
        members.append((attribute, Optional[kind] if field.nullable else kind))  # noqa: UP045 - made at run time
        columns.append(_Column(field.name, attribute, finish))
    try:
        row = msgspec.defstruct(
            "Row", members, kw_only=True, forbid_unknown_fields=True, rename=renamed, frozen=True, gc=False
        )
        return RowDecoder(row, columns)
    except (ValueError, TypeError):  # a field name that msgspec does not take, such as one with a quotation mark
        return None


def _column(rows: Sequence[Any], column: _Column) -> list[Any]:
    attribute, finish = column.attribute, column.finish
    values = [getattr(row, attribute) for row in rows]
    return values if finish is None else [finish(value) for value in values]


def _type_of(field: Field) -> tuple[Any, ValueCheck | None]:
    """Return the type of a field's values, None where there is none, and the check that the type leaves to do."""
    if field.kind == "array":
        return _array_type(field), None
    if field.categories is not None and field.kind in ("string", "integer", "boolean"):
        if field.kind == "string" and field.categories:
            return Literal[field.categories], None
        return _scalar_type(field), make_check(field)
    if field.kind == "datetime" or field.categories is not None:
        return (str if field.kind == "datetime" else _scalar_type(field)), make_check(field)
    return _scalar_type(field), None


def _scalar_type(field: Field) -> Any:
    kind = field.dtype.lower()
    match field.kind:
        case "integer":
            return _integer_type(kind)
        case "number":
            return _number_type(kind)
        case "boolean":
            return bool
        case "string":
            return str
    return None


def _integer_type(kind: str) -> Any:
    try:
        limits = np.iinfo(kind)
        low, high = int(limits.min), int(limits.max)
    except (ValueError, TypeError):
        low, high = _INT64
    return Annotated[int, msgspec.Meta(ge=low, le=min(high, _INT64[1]))]


def _number_type(kind: str) -> Any:
    if kind == "number":
        return Union[Annotated[int, msgspec.Meta(ge=_INT64[0], le=_INT64[1])], float]  # noqa: UP007 - made at run time
    if kind in ("float16", "float32"):
        largest = float(np.finfo(kind).max)
        return Annotated[float, msgspec.Meta(ge=-largest, le=largest)]
    return float


def _array_type(field: Field) -> Any:
    kind = _element_type(field)
    for length in reversed(field.shape if kind is not None else ()):
        kind = Annotated[list[kind], msgspec.Meta(min_length=length, max_length=length)]  # type: ignore[valid-type]
    return kind


def _element_type(field: Field) -> Any:
    if field.dtype == "number":
        return _number_type("number")
    try:
        kind = np.dtype(field.dtype)
    except TypeError:
        return None
    makers = {"b": lambda _: bool, "i": _integer_type, "u": _integer_type, "f": _number_type, "U": lambda _: str}
    make: Any = makers.get(kind.kind)
    return make(kind.name) if make else None
