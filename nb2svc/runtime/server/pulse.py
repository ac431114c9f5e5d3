"""Since when the notebook's code has been computing, so that one that never ends is seen from outside."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nb2svc.runtime.notebook_service import NotebookService
from nb2svc.runtime.pipeline import Pipeline
from nb2svc.runtime.service import Service
from nb2svc.runtime.traffic.deployment import Deployment

__all__ = ["Pulse"]


class Pulse:
    """The computations that go on, one per thread at most."""

    def __init__(self) -> None:
        self._started: dict[int, float] = {}

    @property
    def computing_since(self) -> float | None:
        """When the oldest of them has begun, by the monotonic clock."""
        return min([*self._started.values()], default=None)

    def watch(self, deployment: Deployment) -> Deployment:
        """Return a deployment of services whose stages tell when they begin and end."""
        services = {folder: self._watch_service(service) for folder, service in deployment.services.items()}
        return replace(deployment, services=services)

    def _watch_service(self, service: Service) -> Service:
        if isinstance(service, Pipeline):
            return replace(service, steps=tuple(map(self._watch_service, service.steps)))
        if not isinstance(service, NotebookService):
            return service
        package = service.package
        preprocess = package.preprocess and self._watch_stage(package.preprocess)
        return replace(
            service, package=replace(package, preprocess=preprocess, predict=self._watch_stage(package.predict))
        )

    def _watch_stage(self, stage: Callable[..., Any]) -> Callable[..., Any]:
        started = self._started

        @functools.wraps(stage)
        def watched(*arguments: Any) -> Any:
            thread = threading.get_ident()
            started[thread] = time.monotonic()
            try:
                return stage(*arguments)
            finally:
                started.pop(thread, None)

        return watched
