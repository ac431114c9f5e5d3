"""`versions`: what has been built of a notebook."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.build.names import service_name
from nb2svc.lab.server.handler import Handler
from nb2svc.store import Store
from nb2svc.store.facts import list_facts

__all__ = ["VersionsHandler"]


class VersionsHandler(Handler):
    """Answers what the side panel lists."""

    @authenticated
    @authorized
    async def get(self) -> None:
        """List the versions of a notebook's service; one that was never built has none."""
        file = await self.find_notebook(self.get_query_argument("path"))
        service, store = service_name(file), Store(self.work.store)
        nothing = {"service": service, "aliases": {}, "versions": []}
        self.reply(await self.work.think(list_facts, store, service) if service in store.services() else nothing)
