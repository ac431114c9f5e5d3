"""The body of a request, read within its limits, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import AsyncIterable

from nb2svc.diagnostics import Nb2svcError, RowError
from nb2svc.runtime.formats.exchange import BodyError

__all__ = ["FaultyRowsError", "check_size", "fault_types", "read_body"]


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
