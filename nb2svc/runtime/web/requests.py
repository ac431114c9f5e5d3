"""The body of a request, read within its limits, and what can be wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2svc.diagnostics import Nb2svcError, RowError
from nb2svc.runtime.batching.errors import GoneError
from nb2svc.runtime.formats.exchange import BodyError

if TYPE_CHECKING:
    from starlette.types import Receive

__all__ = ["FaultyRowsError", "fault_types", "read_body"]


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


async def read_body(receive: Receive, *, declared: bytes | None, limit: int) -> bytes:
    """Return a request's body, reading no more than the limit.

    Args:
        receive: of the request, as ASGI has it.
        declared: the content-length header.
        limit: largest size, in bytes.

    Raises:
        BodyError: it is larger.
        GoneError: the caller hangs up before the end.
    """
    if declared is not None and declared.isdigit():
        _check_size(int(declared), limit)
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):  # most bodies come in one piece
        body: bytes = message.get("body", b"")
        _check_size(len(body), limit)
        return body
    parts = bytearray()
    while message["type"] != "http.disconnect":
        parts += message.get("body", b"")
        _check_size(len(parts), limit)
        if not message.get("more_body", False):
            return bytes(parts)
        message = await receive()
    raise GoneError


def fault_types(error: Exception) -> list[str]:
    """Return the kinds of the faults of a request's rows, to be counted; none for any other error."""
    return [fault.type for fault in error.errors] if isinstance(error, FaultyRowsError) else []


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        message = f"the body is larger than {limit} bytes; send fewer rows, or set NB2SVC_MAX_BODY_BYTES"
        raise BodyError(message, type="too-large", status=413)
