"""Serving plans over HTTP with uvicorn: in this process, or in several under a supervisor."""

from __future__ import annotations

import logging.config
import socket
from collections.abc import Callable, Sequence
from typing import Final

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.access.guard import Guard, warn_of_open_door
from nb2svc.runtime.access.hosts import close_to_strangers
from nb2svc.runtime.results.source import ResultsSource
from nb2svc.runtime.server.cores import count_workers
from nb2svc.runtime.server.listening import bind, show_address
from nb2svc.runtime.settings import Settings, read_settings
from nb2svc.runtime.traffic.plan import PlanSource

__all__ = ["serve"]

_LOG: Final = logging.getLogger(__name__)


def serve(
    source: PlanSource,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int | None = None,
    settings: Settings | None = None,
    on_ready: Callable[[str], None] | None = None,
    results: Sequence[ResultsSource] = (),
) -> None:
    """Serve plans until the process is told to stop; requests under way are answered first.

    Args:
        source: tells the versions to serve; asked again every while, and followed.
        host: address to listen at; `0.0.0.0` for every network of the machine.
        port: port to listen at; 0 takes a free one.
        workers: how many processes answer; as the settings say where it is not given.
        settings: limits and such; from the environment where they are not given.
        on_ready: called with the service's address once it answers.
        results: tables whose results are answered too; the source may tell of no versions then.

    Raises:
        Nb2svcError: the address is taken or not this machine's, a setting or the file of keys is unusable, a table of
            results can never be asked, or the workers do not start.
        BundleError: a bundle is not sound, or cannot be loaded here.
    """
    settings = close_to_strangers(settings or read_settings(), host=host)
    guard = Guard(settings)  # a damaged file of keys stops the start here, in the words of whoever starts it
    with bind(host, port) as listener:  # first of all: loading a model only to find the port taken wastes minutes

        def tell_ready() -> None:
            warning = warn_of_open_door(host, guard)
            if warning is not None:
                _LOG.warning("%s", warning)
            if on_ready is not None:
                on_ready(show_address(listener, host))

        count = workers or count_workers(settings.workers)
        if count > 1:
            _serve_with_workers(listener, source, count, settings, tell_ready, results)
        else:
            from nb2svc.runtime.server.alone import serve_alone  # brings pandas, which a supervisor does not need

            serve_alone(listener, source, settings=settings, on_ready=tell_ready, results=results)


def _serve_with_workers(
    listener: socket.socket,
    source: PlanSource,
    workers: int,
    settings: Settings,
    on_ready: Callable[[], None],
    results: Sequence[ResultsSource],
) -> None:
    if not hasattr(socket, "send_fds"):
        raise Nb2svcError("this system cannot share a port between processes; serve with `--workers 1`")
    from nb2svc.runtime.server.logs import describe_logging
    from nb2svc.runtime.server.supervisor import supervise  # only here is a Unix needed

    logging.config.dictConfig(describe_logging(settings.log_level))
    supervise(listener, source, workers=workers, settings=settings, on_ready=on_ready, results=results)
