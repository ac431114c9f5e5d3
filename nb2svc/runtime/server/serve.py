"""Serving plans over HTTP with uvicorn, in one process."""

from __future__ import annotations

import copy
import errno
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.access.guard import Guard, warn_of_open_door
from nb2svc.runtime.server.limits import LimitedConnection, with_limits
from nb2svc.runtime.settings import Settings, read_settings
from nb2svc.runtime.traffic.deployment import deploy
from nb2svc.runtime.traffic.plan import PlanSource
from nb2svc.runtime.watch.request_ids import RequestIdFilter
from nb2svc.runtime.web.app import create_app

__all__ = ["serve"]

_LOG: Final = logging.getLogger(__name__)


def serve(
    source: PlanSource,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    settings: Settings | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve plans until the process is told to stop; requests under way are answered first.

    Args:
        source: tells the versions to serve; asked again every while, and followed.
        host: address to listen at; `0.0.0.0` for every network of the machine.
        port: port to listen at; 0 takes a free one.
        settings: limits and such; from the environment where they are not given.
        on_ready: called with the service's address once it answers.

    Raises:
        Nb2svcError: the address is taken or not this machine's, or a setting or the file of keys is unusable.
        BundleError: a bundle is not sound, or cannot be loaded here.
    """
    settings = settings or read_settings()
    guard = Guard(settings)  # a damaged file of keys stops the start here, in the words of whoever starts it
    with _listen(host, port) as listener:  # first of all: loading a model only to find the port taken wastes minutes
        deployments = deploy(source())
        config = uvicorn.Config(
            create_app(deployments, settings=settings, source=source),
            http=with_limits(LimitedConnection, settings),
            # what uvicorn informs about is its own start and end, which the caller knows
            log_level="warning" if settings.log_level == "info" else settings.log_level,
            log_config=_log_config(settings.log_level),
            access_log=settings.log_level == "debug",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_seconds,
        )
        warning = warn_of_open_door(host, guard)
        if warning is not None:
            _LOG.warning("%s", warning)  # after uvicorn's configuration has set up the log
        server = _Server(config, lambda: on_ready and on_ready(_address(listener, host)))
        with suppress(KeyboardInterrupt):  # uvicorn stops in order at Ctrl-C and raises it again afterwards
            server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn, telling when it answers."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], Any]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Nb2svcError(
                f"port {port} of {host} is in use by another program; choose another with --port, "
                "or let a free one be found with --port 0"
            ) from error
        raise Nb2svcError(f"cannot listen at {host}, port {port}: {error.strerror or error}") from error
    return listener


def _address(listener: socket.socket, host: str) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}"


def _log_config(level: str) -> dict[str, Any]:
    """Return uvicorn's logging with our own messages beside it: tracebacks of the notebook's code go there."""
    config: dict[str, Any] = copy.deepcopy(LOGGING_CONFIG)
    config["filters"] = {"request": {"()": RequestIdFilter}}
    config["handlers"]["default"]["filters"] = ["request"]
    config["handlers"]["access"]["stream"] = "ext://sys.stderr"  # stdout is for the request log alone
    config["loggers"]["nb2svc"] = {"handlers": ["default"], "level": level.upper(), "propagate": False}
    return config
