"""Every error of the HTTP interface in one JSON shape: `{"detail": [{"loc": [...], "msg": ..., "type": ...}]}`.

Under `/v2` it is the shape of the Open Inference Protocol, `{"error": ...}`, with the same facts in one text.
"""

from __future__ import annotations

from typing import Any, Final

from starlette.exceptions import HTTPException

from nb2svc.diagnostics import RowError
from nb2svc.runtime.access.errors import RefusedError
from nb2svc.runtime.batching.errors import LateError, OverloadError
from nb2svc.runtime.formats.exchange import BodyError
from nb2svc.runtime.results.errors import ResultError
from nb2svc.runtime.web.dispatch import VersionError
from nb2svc.runtime.web.requests import FaultyRowsError

__all__ = ["describe_error"]

_LISTED: Final = 1000
"""How many faults of a request are listed; the answer to a large wrong file is not larger than the file."""
_MANY: Final = 10
"""How many faults are told in words."""
_CODE_FAILURES: Final = {
    "stage-error": "the notebook's code fails on this row; the log of the service says where and why",
    "lookup-failed": "what has to be looked up for this row cannot be had now: ask again later",
    "row-refused": "the notebook's code cannot take the values of this row; the log of the service says where and why",
}


def describe_error(error: Exception, *, path: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Return the HTTP status, the body and further headers for an error.

    What the notebook's code raised stays in the log: its text may hold data of others.

    Args:
        error: what a route raised.
        path: the path of the request.
    """
    status, body, headers = _describe(error, path)
    if path == "/v2" or path.startswith("/v2/"):
        body = {"error": _in_words(body["detail"])}
    return status, body, headers


def _describe(error: Exception, path: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    match error:
        case FaultyRowsError():
            entries = [_row_entry(fault, is_list=error.is_list) for fault in error.errors[:_LISTED]]
            more = len(error.errors) - len(entries)
            entries += [_entry(["body"], f"and {more} more faults", "more-faults")] if more else []
            return error.status, _detail(*entries), {"Retry-After": "1"} if error.status == 503 else {}
        case BodyError():
            return error.status, _detail(_entry(["body"], error.message, error.type)), {}
        case OverloadError():
            body = _detail(_entry([], error.message, "overload"))
            return 503, body, {"Retry-After": str(error.retry_after)}
        case RefusedError(refusal=refusal):
            return refusal.status, _detail(_entry(["header"], refusal.message, refusal.type)), dict(refusal.headers)
        case ResultError():
            body = _detail(_entry(error.place, error.message, error.type))
            return error.status, body, {"Retry-After": "1"} if error.status == 503 else {}
        case VersionError():
            return 404, _detail(_entry(["header", "X-Nb2svc-Version"], error.message, "unknown-version")), {}
        case LateError():
            return 504, _detail(_entry([], error.message, "late")), {}
        case HTTPException(status_code=404):
            return 404, _detail(_entry(["path"], f"there is nothing at {path}; see /docs", "not-found")), {}
        case HTTPException():
            body = _detail(_entry(["path"], f"{path}: {error.detail}", "http"))
            return error.status_code, body, dict(error.headers or {})
        case _:
            return 500, _detail(_entry([], "internal error; the log of the service says more", "internal")), {}


def _in_words(entries: list[dict[str, Any]]) -> str:
    more = f"; and {len(entries) - _MANY} more" if len(entries) > _MANY else ""
    return "; ".join(_entry_in_words(entry) for entry in entries[:_MANY]) + more


def _entry_in_words(entry: dict[str, Any]) -> str:
    place = entry["loc"][1:]  # without the word `body`, `path` or `header`
    words = [f"row {part}" if isinstance(part, int) else f"`{part}`" for part in place]
    return f"{', '.join(words)}: {entry['msg']}" if words else str(entry["msg"])


def _row_entry(fault: RowError, *, is_list: bool) -> dict[str, Any]:
    place: list[str | int] = ["body", *([fault.row] if is_list else []), *([fault.field] if fault.field else [])]
    message = _CODE_FAILURES.get(fault.type, fault.message)
    return _entry(place, f"line {fault.line}: {message}" if fault.line else message, fault.type)


def _entry(place: list[str | int], message: str, kind: str) -> dict[str, Any]:
    return {"loc": place, "msg": message, "type": kind}


def _detail(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"detail": list(entries)}
