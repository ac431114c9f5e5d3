"""Results of batch runs over HTTP: `GET /results/{key}`, several keys by `POST /results`, and what the newest are."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nb2svc.runtime.formats.exchange import BodyError
from nb2svc.runtime.results.columns import LOGICAL_DATE, LOGICAL_TIME, RUN_ID, VERSION
from nb2svc.runtime.results.desk import Desk
from nb2svc.runtime.results.errors import ResultError
from nb2svc.runtime.results.reader import Result
from nb2svc.runtime.web.entrance import visit_of
from nb2svc.runtime.web.lane import VERSION_HEADER
from nb2svc.runtime.web.openapi_results import MOST_KEYS
from nb2svc.runtime.web.replies import describe_error
from nb2svc.runtime.web.requests import read_body
from nb2svc.runtime.web.shared import Shared

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["ResultsApp"]

_LOG: Final = logging.getLogger(__name__)
_VERSION: Final = VERSION_HEADER.decode()
_KEPT: Final = "private, no-cache"
"""A client may keep an answer and ask whether it is still the newest; what is between them may not keep it."""


class ResultsApp:
    """ASGI in front of the routes: a look into an index takes less time than the layers of a framework.

    Args:
        app: answers all that is no question for results.
        shared: settings, counters and desks.
    """

    def __init__(self, app: ASGIApp, shared: Shared) -> None:
        self._app = app
        self._tables = {desk.source.path: _Table(desk, shared) for desk in shared.desks}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a question for results, or pass a request on."""
        found = self._find(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        table, key = found
        try:
            reply = await table.answer(Request(scope, receive), key)
        except Exception as error:  # noqa: BLE001 - the edge of a request: whatever it is, its caller gets an answer
            reply = _reply_error(error, scope["path"])
        await reply(scope, receive, send)

    def _find(self, path: str) -> tuple[_Table, str | None] | None:
        """Return which table is asked, and for which key; None for the key where the table itself is."""
        for root, table in self._tables.items():
            if path == root:
                return table, None
            if path.startswith(f"{root}/"):
                return table, path[len(root) + 1 :]
        return None


class _Table:
    """Answers for one table."""

    def __init__(self, desk: Desk, shared: Shared) -> None:
        self._desk = desk
        self._shared = shared

    async def answer(self, request: Request, key: str | None) -> Response:
        """Answer with one result, several, or what the newest are.

        Raises:
            ResultError: there is none.
            BodyError: several are asked for by no list of keys.
            HTTPException: the method is another one.
        """
        is_get = request.method in ("GET", "HEAD")
        if key is not None and is_get:
            return await self.find(request, key)
        if key is None and is_get:
            return await self.describe()
        if key is None and request.method == "POST":
            return await self.find_each(request)
        allowed = "GET, HEAD" if key is not None else "GET, HEAD, POST"
        raise HTTPException(405, headers={"Allow": allowed})

    async def find(self, request: Request, key: str) -> Response:
        """Answer with the newest result of a key, or of a logical date."""
        try:
            found = await self._desk.find(key, _day_of(request))
        except ResultError as error:
            self._tell(request, error.status, [error.type], error.version)
            raise
        told = _describe(found)
        self._tell(request, 200, ["found"], found.stamp[VERSION], [{self._desk.source.key: key}], [told["answer"]])
        return _reply(request, told, version=found.stamp[VERSION])

    async def find_each(self, request: Request) -> Response:
        """Answer with the newest results of a list of keys, in the same order."""
        keys = _keys_of(
            await read_body(
                request.receive,
                declared=request.headers.get("content-length", "").encode() or None,
                limit=self._shared.settings.max_body_bytes,
            )
        )
        try:
            found = await self._desk.find_each(keys, _day_of(request))
        except ResultError as error:
            self._tell(request, error.status, [error.type], error.version)
            raise
        outcomes = [each.type if isinstance(each, ResultError) else "found" for each in found]
        told = [
            {"key": key, "error": {"msg": each.message, "type": each.type}}
            if isinstance(each, ResultError)
            else _describe(each)
            for key, each in zip(keys, found, strict=True)
        ]
        self._tell(request, 200, outcomes, "")
        return _reply(request, told)

    async def describe(self) -> Response:
        """Answer with what the newest results are."""
        facts, source = await self._desk.newest(), self._desk.source
        age = _age_of(facts.stamp[LOGICAL_TIME])
        told = {"results": source.name, "key": source.key, "rows": facts.rows, "age_seconds": age}
        return _json(told | _whose(facts.stamp), {"Cache-Control": "no-store"})

    def _tell(
        self,
        request: Request,
        status: int,
        outcomes: Sequence[str],
        version: str,
        rows: Sequence[Mapping[str, Any]] = (),
        answers: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Count what was asked for, and log it where that is wanted."""
        visit, name = visit_of(request.scope), self._desk.source.name
        self._shared.meters.count_results(name, outcomes, time.perf_counter() - visit.started)
        self._shared.reception.told(visit, name, version=version, status=status, rows=rows, answers=answers)


def _describe(found: Result) -> dict[str, Any]:
    return {"key": found.key, "answer": found.answer, **_whose(found.stamp)}


def _whose(stamp: Mapping[str, Any]) -> dict[str, Any]:
    return {name: stamp[name] for name in (LOGICAL_DATE, LOGICAL_TIME, VERSION, RUN_ID)}


def _reply(request: Request, value: Any, *, version: str = "") -> Response:
    """Return an answer, or that it is the one that is known."""
    reply = _json(value, {"Cache-Control": _KEPT} | ({_VERSION: version} if version else {}))
    tag = reply.headers["ETag"] = f'"{blake2b(reply.body, digest_size=12).hexdigest()}"'
    known = request.headers.get("if-none-match", "")
    if request.method != "POST" and (known == "*" or tag in known):
        del reply.headers["Content-Length"], reply.headers["Content-Type"]
        return Response(status_code=304, headers=dict(reply.headers))
    return reply


def _reply_error(error: Exception, path: str) -> Response:
    status, body, headers = describe_error(error, path=path)
    if status == 500:
        _LOG.error("a request to %s ends in an error of nb2svc", path, exc_info=error)
    version = error.version if isinstance(error, ResultError) else ""
    return _json(body, headers | ({_VERSION: version} if version else {}), status=status)


def _json(value: Any, headers: dict[str, str], *, status: int = 200) -> Response:
    content = orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)
    return Response(content, status_code=status, media_type="application/json", headers=headers)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):  # how some databases hold a number
        return float(value)
    return value.hex() if isinstance(value, bytes | bytearray | memoryview) else str(value)


def _day_of(request: Request) -> str:
    """Return the logical date that is asked for; empty where none is.

    Raises:
        ResultError: it is no date.
    """
    given = request.query_params.get(LOGICAL_DATE)
    if given is None:
        return ""
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        message = f"`{LOGICAL_DATE}` is {given[:40]!r}, and not a date like 2026-11-19"
        raise ResultError(message, type="date-expected") from None


def _keys_of(body: bytes) -> list[str]:
    """Return the keys of a request for several.

    Raises:
        BodyError: the body is no list of keys, or they are too many.
    """
    try:
        keys = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BodyError(f"the body is no JSON: {error}", type="json-invalid", status=400) from error
    if not isinstance(keys, list) or not all(type(key) in (str, int) for key in keys):
        raise BodyError('the body is no list of keys: write `[17, 42]` or `["a-17"]`', type="keys-expected", status=422)
    if len(keys) > MOST_KEYS:
        message = f"the list has {len(keys)} keys, and may have {MOST_KEYS}: ask in several requests"
        raise BodyError(message, type="too-large", status=413)
    return [str(key) for key in keys]


def _age_of(logical_time: Any) -> float | None:
    try:
        return round((datetime.now(UTC) - datetime.fromisoformat(logical_time)).total_seconds(), 1)
    except (TypeError, ValueError):  # the table was written by another program
        return None
