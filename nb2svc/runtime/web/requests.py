"""The body of a request: read within its limits, parsed, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import Any

import orjson

from nb2svc.diagnostics import Nb2svcError, RowError
from nb2svc.runtime.rows.values import show

__all__ = ["BodyError", "FaultyRowsError", "check_size", "fault_types", "parse_body", "read_body"]


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


class FaultyRowsError(Nb2svcError):
    """Rows of a request that cannot be scored.

    Args:
        errors: every fault.
        is_list: whether the request was a list, so that its caller knows rows by number.
        status: the HTTP status of the answer: 422 where the rows are at fault, 500 where the notebook's code is.
    """

    def __init__(self, errors: tuple[RowError, ...], *, is_list: bool, status: int) -> None:
        super().__init__(f"{len(errors)} faults")
        self.errors = errors
        self.is_list = is_list
        self.status = status


async def read_body(chunks: AsyncIterable[bytes], *, declared: str | None, limit: int) -> bytes:
    """Return a request's body, reading no more than the limit.

    Args:
        chunks: the body as it arrives.
        declared: the content-length header.
        limit: largest size, in bytes.

    Raises:
        BodyError: it is larger.
    """
    if declared is not None and declared.isdecimal():
        check_size(int(declared), limit)
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        check_size(len(body), limit)
    return bytes(body)


def fault_types(error: Exception) -> list[str]:
    """Return the kinds of the faults of a request's rows, to be counted; none for any other error."""
    return [fault.type for fault in error.errors] if isinstance(error, FaultyRowsError) else []


def check_size(size: int, limit: int) -> None:
    """Refuse a body of more bytes than the limit.

    Raises:
        BodyError: it is larger.
    """
    if size > limit:
        message = f"the body is larger than {limit} bytes; send fewer rows, or set NB2SVC_MAX_BODY_BYTES"
        raise BodyError(message, type="too-large", status=413)


def parse_body(body: bytes) -> Any:
    """Return the object or the list that a JSON body is.

    Raises:
        BodyError: it is no JSON, or neither of both.
    """
    if not body.strip():
        raise BodyError("the body is empty; expected a JSON object or a list of them", type="json-invalid", status=400)
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        hint = "; a missing value is null in JSON" if _has_nan(body) else ""
        raise BodyError(f"the body is no JSON: {error.msg} ({where}){hint}", type="json-invalid", status=400) from error
    if not isinstance(data, (dict, list)):
        message = f"the body is {show(data)}; expected an object for one row, or a list for several"
        raise BodyError(message, type="body-type", status=422)
    return data


def _has_nan(body: bytes) -> bool:
    return b"NaN" in body or b"Infinity" in body
