"""`versions`: what has been built of a notebook."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.lab.facts.versions import known_versions
from nb2svc.lab.server.handler import Handler

__all__ = ["VersionsHandler"]


class VersionsHandler(Handler):
    """Answers what the side panel lists."""

    @authenticated
    @authorized
    async def get(self) -> None:
        """List the versions of a notebook's service."""
        file = await self.find_notebook(self.get_query_argument("path"))
        self.reply(await self.work.think(known_versions, file, self.work.store))
