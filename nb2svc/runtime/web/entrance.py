"""In front of the routes: who may come in, and what stands on every answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import orjson

from nb2svc.runtime.access.errors import RefusedError
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.web.mounts import Mount, is_of_results, version_at
from nb2svc.runtime.web.page import HTML_HEADERS, render_key_page
from nb2svc.runtime.web.replies import describe_error
from nb2svc.runtime.web.visits import REQUEST_ID_HEADER, Visit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from nb2svc.runtime.web.shared import Shared

__all__ = ["Entrance", "open_paths", "visit_of"]

_NO_SNIFF: Final = (b"x-content-type-options", b"nosniff")
_NO_STORE: Final = (b"cache-control", b"no-store")
"""What needs a key is kept by no proxy, which would give it to others."""
_STATE: Final = "nb2svc.visit"
_ALWAYS_OPEN: Final = frozenset({"/healthz", "/readyz", "/ping", "/health", "/v2/health/live", "/v2/health/ready"})
"""Whoever keeps the process alive has no key, and learns nothing here that others may not know."""
_OF_SERVER: Final = frozenset({"/metrics", "/docs", "/openapi.json", "/v2"})
_MODELS: Final = "/v2/models/"


def open_paths(settings: Settings) -> frozenset[str]:
    """Return the paths that are answered without a key."""
    return _ALWAYS_OPEN | ({"/metrics"} if settings.metrics_open else frozenset())


def visit_of(scope: Scope) -> Visit:
    """Return the visit of a request that came through the entrance."""
    visit: Visit = scope[_STATE]
    return visit


class Entrance:
    """ASGI middleware around the routes of one generation.

    Args:
        app: the routes.
        mounts: where each service lives.
        shared: settings and who receives requests.
    """

    def __init__(self, app: ASGIApp, *, mounts: Sequence[Mount], shared: Shared) -> None:
        self._app = app
        self._mounts = mounts
        self._desks = shared.desks
        self._reception = shared.reception
        self._open_paths = open_paths(shared.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or say why not."""
        visit = self._reception.welcome(scope)
        scope[_STATE] = visit
        on_every_answer = [(REQUEST_ID_HEADER, visit.id.encode()), _NO_SNIFF]
        if self._reception.guard.is_closed:
            on_every_answer.append(_NO_STORE)

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", [])
                names = {name.lower() for name, _ in given}
                message["headers"] = [*given, *(pair for pair in on_every_answer if pair[0] not in names)]
            await send(message)

        path = scope["path"]
        if path not in self._open_paths:
            try:
                self._admit(visit, path)
            except RefusedError as error:
                await self._refuse(error, visit, send_marked)
                return
        await self._app(scope, receive, send_marked)

    def _admit(self, visit: Visit, path: str) -> None:
        mount = self._mount_at(path)
        if self._desks and is_of_results(path):
            # a database is asked, so rates count; what names no table is for who may ask for all of them
            names = [desk.source.name for desk in self._desks]
            asked = [desk.source.name for desk in self._desks if f"{path}/".startswith(f"{desk.source.path}/")]
            self._reception.admit(visit, *(asked or names))
        elif mount is not None:
            self._reception.admit(visit, mount.service.name, is_counted=visit.scope["method"] == "POST")
        else:  # what belongs to the server shows examples and counts of all services
            names = [*(each.service.name for each in self._mounts), *(desk.source.name for desk in self._desks)]
            self._reception.admit(visit, *names, is_counted=False)

    def _mount_at(self, path: str) -> Mount | None:
        return None if self._desks and is_of_results(path) else _mount_at(path, self._mounts)

    async def _refuse(self, error: RefusedError, visit: Visit, send: Send) -> None:
        path = visit.scope["path"]
        status, body, headers = describe_error(error, path=path)
        content, kind = orjson.dumps(body), "application/json"
        if error.refusal.type == "no-key" and _is_browser(visit):
            content, kind = render_key_page().encode(), "text/html; charset=utf-8"
            headers |= HTML_HEADERS
        headers |= {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "X-Nb2svc-Version": version_at(path, self._mounts, has_results=bool(self._desks)),
        }
        pairs: list[Any] = [(name.lower().encode(), value.encode()) for name, value in headers.items() if value]
        mount = self._mount_at(path)
        if mount is not None and visit.scope["method"] == "POST":
            mount.dispatch.first.meter.failure(status, time.perf_counter() - visit.started)
            self._reception.failed(visit, mount.service, status)
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": content if visit.scope["method"] != "HEAD" else b""})


def _mount_at(path: str, mounts: Sequence[Mount]) -> Mount | None:
    """Return the service that is asked at a path; None for what belongs to the server as a whole."""
    if path in _OF_SERVER:
        return None
    if path.startswith(_MODELS):
        model = path.removeprefix(_MODELS).partition("/")[0]
        return next((mount for mount in mounts if mount.service.name == model), None)
    return next((mount for mount in mounts if path == mount.prefix or path.startswith(f"{mount.prefix}/")), None)


def _is_browser(visit: Visit) -> bool:
    return visit.scope["method"] in ("GET", "HEAD") and b"text/html" in visit.headers.get(b"accept", b"")
