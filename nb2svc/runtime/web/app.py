"""The HTTP interface: thin routes over plain functions. FastAPI documents them; nothing below knows of it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, Final

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.service import Service
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.web.facts import describe_version
from nb2svc.runtime.web.hot_lane import HotLane, has_hung_up
from nb2svc.runtime.web.lane import Lane
from nb2svc.runtime.web.metrics import Metrics
from nb2svc.runtime.web.mounts import VERSION_HEADER, Mount, VersionHeader, mount_services, version_at
from nb2svc.runtime.web.openapi import describe_predict, describe_schema
from nb2svc.runtime.web.page import HTML_HEADERS, render_docs, render_index, render_page
from nb2svc.runtime.web.replies import describe_error
from nb2svc.runtime.web.requests import FaultyRowsError, read_body

__all__ = ["create_app"]

_LOG: Final = logging.getLogger(__name__)


def create_app(services: Sequence[Service], *, settings: Settings | None = None) -> FastAPI:
    """Return the app that answers for services: at `/` for one, under `/<service>/` for each of several.

    Args:
        services: what `load_service` returned.
        settings: limits and such; from the environment where they are not given.

    Raises:
        BundleError: no service, or one version twice.
    """
    settings = settings or Settings()
    mounts = mount_services(services)
    server = _Server(mounts, settings)
    app = _App(
        hot_lane=HotLane(
            {f"{mount.prefix}/predict": lane for mount, lane in zip(mounts, server.lanes, strict=True)},
            settings=settings,
            metrics=server.metrics,
        ),
        title=", ".join(mount.service.name for mount in mounts),
        version=", ".join(mount.service.version for mount in mounts),
        docs_url=None,
        redoc_url=None,
        lifespan=server.lifespan,
    )
    for mount, lane in zip(mounts, server.lanes, strict=True):
        app.include_router(server.service_routes(mount, lane), prefix=mount.prefix)
    app.include_router(server.server_routes(app))
    for kind in (Nb2svcError, HTTPException, ClientDisconnect, Exception):
        app.add_exception_handler(kind, server.reply_error)
    app.add_middleware(VersionHeader, mounts=mounts)
    return app


class _App(FastAPI):
    """FastAPI, with the hot lane in front of it."""

    def __init__(self, *, hot_lane: HotLane, **options: Any) -> None:
        super().__init__(**options)
        self._hot_lane = hot_lane

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not await self._hot_lane.answers(scope, receive, send):
            await super().__call__(scope, receive, send)


class _Server:
    """What the routes of one app share: its metrics, and the threads that compute."""

    def __init__(self, mounts: Sequence[Mount], settings: Settings) -> None:
        self._mounts = mounts
        self._settings = settings
        self.metrics = Metrics()
        self._is_ready = False
        # computing in threads of its own keeps /healthz answered; how many of them, the settings say
        self._threads = ThreadPoolExecutor(settings.predict_threads, thread_name_prefix="predict")
        self.lanes = [Lane(mount.service, settings, self._threads) for mount in mounts]
        for mount in mounts:
            self.metrics.add_service(mount.service.name, mount.service.manifest.number)

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Be ready once every service has answered a golden row; at the end, let what computes end."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self._warm_up)
        self._is_ready = True
        yield
        self._is_ready = False
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _warm_up(self) -> None:
        """Let every version answer golden rows before the first caller."""
        for lane in self.lanes:
            error = lane.warm_up()
            if error is not None:
                _LOG.warning("%s does not answer its golden rows: %s", lane.service.version, error.message)

    def hot_lane(self) -> HotLane:
        """Return what answers JSON requests in front of the routes."""
        lanes = {f"{mount.prefix}/predict": lane for mount, lane in zip(self._mounts, self.lanes, strict=True)}
        return HotLane(lanes, settings=self._settings, metrics=self.metrics)

    def service_routes(self, mount: Mount, lane: Lane) -> APIRouter:
        """Return the routes of one service."""
        service, router = mount.service, APIRouter(tags=[mount.service.name])
        root = "../" if mount.prefix else "./"

        async def predict(request: Request) -> Response:
            return await self._predict(lane, request)

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
            return _json({"status": "ok"})

        async def ready() -> Response:
            status = {"status": "ready" if self._is_ready else "not ready", "versions": self._versions()}
            return _json(status, status=200 if self._is_ready else 503)

        async def metrics() -> Response:
            return Response(self.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

        async def docs() -> Response:
            return Response(render_docs(app.openapi()), media_type="text/html", headers=HTML_HEADERS)

        async def index() -> Response:
            return Response(render_index(self._mounts), media_type="text/html", headers=HTML_HEADERS)

        _add_json_route(router, "/healthz", health, "Whether the process lives", {"status": "ok"})
        _add_json_route(
            router, "/readyz", ready, "Whether requests are welcome", {"status": "ready", "versions": self._versions()}
        )
        router.add_api_route("/metrics", metrics, summary="Counters in Prometheus' text format")
        router.add_api_route("/docs", docs, include_in_schema=False)
        if len(self._mounts) > 1:
            router.add_api_route("/", index, include_in_schema=False)
        return router

    async def _predict(self, lane: Lane, request: Request) -> Response:
        request.state.service, request.state.started = lane.service, time.perf_counter()
        declared = request.headers.get("content-length")
        body = await read_body(request.stream(), declared=declared, limit=self._settings.max_body_bytes)
        reply = await lane.answer_json(body, is_gone=lambda: has_hung_up(request.receive))
        self._count(request, status=200, rows=reply.rows)
        return Response(reply.content, media_type="application/json")

    async def reply_error(self, request: Request, error: Exception) -> Response:
        """Answer a request that failed, in the one shape of errors."""
        status, body, extra = describe_error(error, path=request.url.path)
        self._count(request, status=status, rows=0)
        if isinstance(error, FaultyRowsError):
            service = request.state.service
            kinds = [fault.type for fault in error.errors]
            self.metrics.count_row_errors(service.name, service.manifest.number, kinds)
        headers = {VERSION_HEADER: version_at(request.url.path, self._mounts)} | extra
        return _json(body, status=status, headers=headers)

    def _count(self, request: Request, *, status: int, rows: int) -> None:
        service: Service | None = getattr(request.state, "service", None)
        if service is not None:
            seconds = time.perf_counter() - request.state.started
            number = service.manifest.number
            self.metrics.count_request(service.name, number, status=status, seconds=seconds, rows=rows)

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
