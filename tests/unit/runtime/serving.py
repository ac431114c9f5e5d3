"""A real server in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from nb2svc.runtime.server.draining import DrainingServer
from nb2svc.runtime.server.worker import make_connection_class
from nb2svc.runtime.service import Service
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.web.app import App, create_app


@contextmanager
def serving(*services: Service, settings: Settings | None = None) -> Iterator[httpx.Client]:
    """Serve from a thread of this process, so that a test can reach into it; give a client of the server."""
    settings = settings or Settings()
    with serving_app(create_app(services, settings=settings), settings) as client:
        yield client


@contextmanager
def serving_app(app: App, settings: Settings | None = None) -> Iterator[httpx.Client]:
    """Serve an app from a thread of this process, as a worker does; give a client of it."""
    connection = make_connection_class(app, settings or Settings())
    config = uvicorn.Config(app, port=0, http=connection, ws="none", log_level="critical")
    server = DrainingServer(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
