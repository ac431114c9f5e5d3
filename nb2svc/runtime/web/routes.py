"""The HTTP interface: thin routes over plain functions. FastAPI documents them; nothing below knows of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.batching.errors import GoneError
from nb2svc.runtime.watch.snapshots import CONTENT_TYPE
from nb2svc.runtime.web.dispatch import Dispatch
from nb2svc.runtime.web.entrance import open_paths, visit_of
from nb2svc.runtime.web.facts import describe_version
from nb2svc.runtime.web.health import LIVENESS
from nb2svc.runtime.web.hot_lane import has_hung_up
from nb2svc.runtime.web.inference_routes import inference_routes
from nb2svc.runtime.web.lane import VERSION_HEADER, Lane
from nb2svc.runtime.web.mounts import Mount, VersionHeader, version_at
from nb2svc.runtime.web.openapi import describe_predict, describe_schema
from nb2svc.runtime.web.openapi_access import describe_access
from nb2svc.runtime.web.openapi_protocols import describe_invocations
from nb2svc.runtime.web.page import HTML_HEADERS, render_docs, render_index, render_page
from nb2svc.runtime.web.questions import Ask, answer_question, ask_invocation, ask_predict
from nb2svc.runtime.web.replies import describe_error
from nb2svc.runtime.web.requests import fault_types, read_body
from nb2svc.runtime.web.shared import Shared

__all__ = ["build_routes"]

_LOG: Final = logging.getLogger(__name__)


def build_routes(mounts: Sequence[Mount], shared: Shared) -> FastAPI:
    """Return the routes of one generation.

    Args:
        mounts: where each service lives.
        shared: settings and counters.
    """
    routes = _Routes(mounts, shared)
    names = [*(mount.service.name for mount in mounts), *(desk.source.name for desk in shared.desks)]
    app = FastAPI(
        title=", ".join(names),
        version=", ".join(mount.service.version for mount in mounts) or ", ".join(names),
        docs_url=None,
        redoc_url=None,
    )
    for mount in mounts:
        app.include_router(routes.service_routes(mount), prefix=mount.prefix)
    app.include_router(routes.server_routes(app))
    if mounts:
        dispatches = [mount.dispatch for mount in mounts]
        app.include_router(inference_routes(dispatches, answer=routes.answer, is_ready=lambda: shared.is_ready))
    describe_results = _describing_results(shared)
    for kind in (Nb2svcError, HTTPException, Exception):
        app.add_exception_handler(kind, routes.reply_error)
    app.add_middleware(VersionHeader, mounts=mounts, has_results=bool(shared.desks))
    describe_routes = app.openapi

    def describe_all() -> dict[str, Any]:
        # asked anew each time: the first key of a store closes a server that runs
        return describe_access(
            describe_results(describe_routes()),
            is_closed=shared.reception.guard.is_closed,
            open_paths=open_paths(shared.settings),
            has_names=shared.reception.has_names,
        )

    app.openapi = describe_all  # type: ignore[method-assign]
    return app


def _describing_results(shared: Shared) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what adds results to the OpenAPI document, with what their tables have at that moment."""
    if not shared.desks:
        return lambda document: document
    from nb2svc.runtime.web.openapi_results import describe_results  # SQLAlchemy, which other servers do without

    return lambda document: describe_results(document, shared.desks)


class _Routes:
    """What the routes of one generation share."""

    def __init__(self, mounts: Sequence[Mount], shared: Shared) -> None:
        self._mounts = mounts
        self._shared = shared

    def service_routes(self, mount: Mount) -> APIRouter:
        """Return the routes of one service."""
        service, router = mount.service, APIRouter(tags=[mount.service.name])
        root = "../" if mount.prefix else "./"

        async def predict(request: Request) -> Response:
            return await self.answer(mount.dispatch, request, ask_predict)

        async def invoke(request: Request) -> Response:
            return await self.answer(mount.dispatch, request, ask_invocation)

        async def schema() -> Response:
            return _json(describe_schema(service))

        async def version() -> Response:
            return _json(describe_version(service.manifest))

        async def page() -> Response:
            return Response(render_page(service, root=root), media_type="text/html", headers=HTML_HEADERS)

        router.add_api_route(
            "/predict",
            predict,
            methods=["POST"],
            summary=f"Answers of {service.version}",
            description="Every answer carries the version in the header X-Nb2svc-Version.",
            openapi_extra=describe_predict(service),
        )
        router.add_api_route(
            "/invocations",
            invoke,
            methods=["POST"],
            summary=f"Answers of {service.version}, for clients of MLflow",
            openapi_extra=describe_invocations(service),
        )
        _add_json_route(router, "/schema", schema, "Request and answer as JSON Schema", describe_schema(service))
        _add_json_route(
            router, "/version", version, "Where this version comes from", describe_version(service.manifest)
        )
        router.add_api_route("/", page, include_in_schema=False)
        return router

    def server_routes(self, app: FastAPI) -> APIRouter:
        """Return the routes of the server as a whole."""
        router = APIRouter(tags=["server"])

        async def health() -> Response:
            return _json(LIVENESS["/healthz"])

        async def ready() -> Response:
            is_ready = self._is_ready()
            status = {"status": "ready" if is_ready else "not ready", "versions": self._versions()}
            return _json(status, status=200 if is_ready else 503)

        async def metrics() -> Response:
            return Response(self._shared.render_metrics(), media_type=CONTENT_TYPE)

        async def ping() -> Response:
            return PlainTextResponse("\n", status_code=200 if self._is_ready() else 503)

        async def docs() -> Response:
            return Response(render_docs(app.openapi()), media_type="text/html", headers=HTML_HEADERS)

        async def index() -> Response:
            return Response(render_index(self._mounts), media_type="text/html", headers=HTML_HEADERS)

        _add_json_route(router, "/healthz", health, "Whether the process lives", LIVENESS["/healthz"])
        _add_json_route(
            router, "/readyz", ready, "Whether requests are welcome", {"status": "ready", "versions": self._versions()}
        )
        for path in ("/ping", "/health"):
            router.add_api_route(
                path,
                ping,
                response_class=PlainTextResponse,
                responses={503: {"description": "Requests are not welcome yet, or no longer."}},
                summary="Whether requests are welcome, for clients of MLflow",
            )
        router.add_api_route(
            "/metrics", metrics, response_class=PlainTextResponse, summary="Counters in Prometheus' text format"
        )
        router.add_api_route("/docs", docs, include_in_schema=False)
        if len(self._mounts) > 1:
            router.add_api_route("/", index, include_in_schema=False)
        elif not self._mounts:
            router.add_api_route("/", docs, include_in_schema=False)
        return router

    async def answer(
        self, dispatch: Dispatch, request: Request, ask: Ask, *, headers: Mapping[bytes, bytes] | None = None
    ) -> Response:
        """Answer a request in the words of its path.

        Args:
            dispatch: the versions that may answer.
            request: the request.
            ask: what its path makes of a request.
            headers: by which the version is chosen, if not those of the request.
        """
        visit, request.state.lane = visit_of(request.scope), dispatch.first
        lane = request.state.lane = dispatch.choose(visit.headers if headers is None else headers)
        declared = visit.headers.get(b"content-length")
        body = await read_body(request.receive, declared=declared, limit=self._shared.settings.max_body_bytes)
        answer = await answer_question(lane, ask, request.headers, body, is_gone=lambda: has_hung_up(request.receive))
        lane.meter.request(200, answer.checked.count, time.perf_counter() - visit.started, *answer.stages)
        self._shared.reception.answered(visit, lane.service, answer.stages, answer.checked, answer.answers)
        if dispatch.shadows:
            dispatch.compare(answer.checked, answer.answers)
        told = {**answer.encoded.headers, VERSION_HEADER.decode(): lane.service.version}
        return Response(answer.encoded.content, media_type=answer.encoded.media_type, headers=told)

    async def reply_error(self, request: Request, error: Exception) -> Response:
        """Answer a request that failed, in the one shape of errors."""
        status, body, extra = describe_error(error, path=request.url.path)
        lane: Lane | None = getattr(request.state, "lane", None)
        if lane is not None and not isinstance(error, GoneError):  # nobody hears the answer to who has hung up
            visit = visit_of(request.scope)
            lane.meter.failure(status, time.perf_counter() - visit.started, fault_types(error))
            self._shared.reception.failed(visit, lane.service, status)
        if lane is not None:
            version = lane.service.version
        else:
            version = version_at(request.url.path, self._mounts, has_results=bool(self._shared.desks))
        return _json(body, status=status, headers=({VERSION_HEADER.decode(): version} if version else {}) | extra)

    def _is_ready(self) -> bool:
        """Return whether requests are welcome: with nothing but results to give, not while no database answers."""
        desks = self._shared.desks
        is_away = not self._mounts and not any(desk.is_reachable for desk in desks)
        return self._shared.is_ready and not is_away

    def _versions(self) -> list[str]:
        return [mount.service.version for mount in self._mounts]


def _json(value: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    content = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    return Response(content, status_code=status, media_type="application/json", headers=headers)


def _add_json_route(router: APIRouter, path: str, route: Any, summary: str, example: Any) -> None:
    responses: dict[int | str, dict[str, Any]] = {
        200: {"description": summary, "content": {"application/json": {"examples": {"example": {"value": example}}}}}
    }
    router.add_api_route(path, route, summary=summary, responses=responses)
