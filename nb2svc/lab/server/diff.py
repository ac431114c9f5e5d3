"""`diff`: what is different between two versions."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.build.diff import diff_versions
from nb2svc.lab.server.handler import Handler

__all__ = ["DiffHandler"]


class DiffHandler(Handler):
    """Answers what the tab of a comparison shows."""

    @authenticated
    @authorized
    async def get(self) -> None:
        """Compare two versions."""
        old, new = self.get_query_argument("old"), self.get_query_argument("new")
        self.reply(await self.work.think(diff_versions, old, new, self.work.store))
