"""Results of batch runs over HTTP: `GET /results/{key}`, several keys by `POST /results`, and what the newest are."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nb2svc.runtime.formats.exchange import BodyError
from nb2svc.runtime.results.columns import LOGICAL_DATE, LOGICAL_TIME, RUN_ID, VERSION
from nb2svc.runtime.results.desk import Desk
from nb2svc.runtime.results.errors import ResultError
from nb2svc.runtime.results.reader import Result
from nb2svc.runtime.web.entrance import visit_of
from nb2svc.runtime.web.lane import VERSION_HEADER
from nb2svc.runtime.web.openapi_results import MOST_KEYS
from nb2svc.runtime.web.requests import read_body
from nb2svc.runtime.web.shared import Shared

__all__ = ["results_routes"]

_VERSION: Final = VERSION_HEADER.decode()
_OPTIONS: Final = orjson.OPT_NON_STR_KEYS
_KEPT: Final = "private, no-cache"
"""A client may keep an answer and ask whether it is still the newest; what is between them may not keep it."""


def results_routes(desk: Desk, shared: Shared) -> list[Route]:
    """Return the routes of one table of results.

    Args:
        desk: where its results are asked for.
        shared: settings and counters.
    """
    routes = _Routes(desk, shared)
    path = desk.source.path
    return [
        Route(path, routes.describe, methods=["GET"]),
        Route(path, routes.find_each, methods=["POST"]),
        Route(f"{path}/{{key:path}}", routes.find, methods=["GET"]),
    ]


class _Routes:
    """What the routes of one table share."""

    def __init__(self, desk: Desk, shared: Shared) -> None:
        self._desk = desk
        self._shared = shared

    async def find(self, request: Request) -> Response:
        """Answer with the newest result of a key, or of a logical date."""
        key = request.path_params["key"]
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

    async def describe(self, request: Request) -> Response:
        """Answer with what the newest results are."""
        facts, source = await self._desk.newest(), self._desk.source
        age = _age_of(facts.stamp[LOGICAL_TIME])
        told = {"results": source.name, "key": source.key, "rows": facts.rows, "age_seconds": age}
        return _reply(request, told | _whose(facts.stamp), is_kept=False)

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


def _reply(request: Request, value: Any, *, version: str = "", is_kept: bool = True) -> Response:
    content = orjson.dumps(value, default=_plain, option=_OPTIONS)
    if not is_kept:
        return Response(content, media_type="application/json", headers={"Cache-Control": "no-store"})
    tag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": _KEPT}
    if version:
        headers[_VERSION] = version
    known = request.headers.get("if-none-match", "")
    if request.method == "GET" and known and (known == "*" or tag in known):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):  # how some databases hold a number
        return float(value)
    return value.hex() if isinstance(value, bytes | bytearray | memoryview) else str(value)


def _day_of(request: Request) -> str:
    """Return the logical date that is asked for; empty where none is.

    Raises:
        ResultError: it is no date.
    """
    given = request.query_params.get(LOGICAL_DATE, "")
    try:
        return date.fromisoformat(given).isoformat() if given else ""
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
