"""The routes of the Open Inference Protocol (v2): health, metadata and inference of every model of a server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any, Final, Protocol, TypeAlias

import orjson
from fastapi import APIRouter, Request, Response

from nb2svc.runtime.formats.exchange import BodyError
from nb2svc.runtime.formats.open_inference import EXTENSIONS, describe_model
from nb2svc.runtime.service import Service
from nb2svc.runtime.web.dispatch import Dispatch
from nb2svc.runtime.web.health import LIVENESS
from nb2svc.runtime.web.lane import VERSION_HEADER
from nb2svc.runtime.web.openapi_protocols import describe_infer, describe_model_path
from nb2svc.runtime.web.questions import Ask, ask_inference

__all__ = ["inference_routes"]

_NOT_READY: Final[dict[int | str, dict[str, Any]]] = {503: {"description": "Not yet, or no longer."}}
_Headers: TypeAlias = Mapping[bytes, bytes]


class _Answer(Protocol):
    """Answers a request in the words of an `Ask`, by the version that headers choose."""

    def __call__(
        self, dispatch: Dispatch, request: Request, ask: Ask, *, headers: _Headers | None
    ) -> Awaitable[Response]: ...


def inference_routes(dispatches: Sequence[Dispatch], *, answer: _Answer, is_ready: Callable[[], bool]) -> APIRouter:
    """Return the routes.

    Args:
        dispatches: the services; each is a model by its name.
        answer: answers a request.
        is_ready: whether requests are welcome.
    """
    router = APIRouter(tags=["Open Inference Protocol"])

    async def server() -> Response:
        return _json({"name": "nb2svc", "version": version("nb2svc"), "extensions": EXTENSIONS})

    async def live() -> Response:
        return _json(LIVENESS["/v2/health/live"])

    async def ready() -> Response:
        return _json({"live": True, "ready": is_ready()}, status=200 if is_ready() else 503)

    async def model(request: Request) -> Response:
        dispatch, headers = _find(dispatches, **request.path_params)
        manifest = (dispatch.choose(headers) if headers else dispatch.first).service.manifest
        numbers = {number for each in dispatches for number in _numbers(each, manifest.service)}
        return _json(describe_model(manifest) | {"versions": [str(number) for number in sorted(numbers)]})

    async def model_ready(request: Request) -> Response:
        dispatch, _ = _find(dispatches, **request.path_params)
        return _json({"name": dispatch.first.service.name, "ready": is_ready()}, status=200 if is_ready() else 503)

    async def infer(request: Request) -> Response:
        dispatch, headers = _find(dispatches, **request.path_params)
        return await answer(dispatch, request, ask_inference, headers=headers)

    service = dispatches[0].first.service
    router.add_api_route("/v2", server, summary="The server and its extensions")
    router.add_api_route("/v2/health/live", live, summary="Whether the process lives")
    router.add_api_route("/v2/health/ready", ready, responses=_NOT_READY, summary="Whether requests are welcome")
    for path, also in (("/v2/models/{name}", ""), ("/v2/models/{name}/versions/{version}", ", of one version")):
        asked = describe_model_path(service, has_version=bool(also))
        router.add_api_route(path, model, summary=f"Inputs and outputs of a model{also}", openapi_extra=asked)
        router.add_api_route(
            f"{path}/ready",
            model_ready,
            responses=_NOT_READY,
            summary=f"Whether a model answers{also}",
            openapi_extra=asked,
        )
        router.add_api_route(
            f"{path}/infer",
            infer,
            methods=["POST"],
            summary=f"Answers of a model{also}",
            openapi_extra=asked | describe_infer(service),
        )
    return router


def _find(dispatches: Sequence[Dispatch], name: str, version: str = "") -> tuple[Dispatch, _Headers | None]:
    """Return what answers for a model, and the headers that choose the version, if the path names one.

    Where none is named, the service's own shares decide; of several plans for it, the one with the newest version.

    Raises:
        BodyError: there is no such model.
    """
    found = [each for each in dispatches if _numbers(each, name)]
    if version:
        found = [each for each in found if version in map(str, _numbers(each, name))]
    if not found:
        there = ", ".join(service.version for each in dispatches for service in _served(each))
        asked = f"`{name[:60]}`" + (f" in version {version[:20]}" if version else "")
        raise BodyError(f"there is no model {asked} here; there are {there}", type="unknown-model", status=404)
    newest = max(found, key=lambda each: max(_numbers(each, name)))
    return newest, {VERSION_HEADER: version.encode()} if version else None


def _numbers(dispatch: Dispatch, name: str) -> list[int]:
    """Return the versions of a model that answer."""
    return [service.manifest.number for service in _served(dispatch) if service.name == name]


def _served(dispatch: Dispatch) -> list[Service]:
    deployment = dispatch.deployment
    return [deployment.services[share.folder] for share in deployment.plan.shares]


def _json(value: object, *, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status_code=status, media_type="application/json")
