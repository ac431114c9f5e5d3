"""`place`: where a notebook and its versions lie, for a kernel beside this server."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.lab.server.handler import Handler

__all__ = ["PlaceHandler"]


class PlaceHandler(Handler):
    """Answers for `nb2svc.panel()`, which is in a kernel and has only a disk in common with the server."""

    @authenticated
    @authorized
    async def get(self) -> None:
        """Tell the file of a notebook and the folder of the services."""
        file = await self.find_notebook(self.get_query_argument("path"))
        self.reply({"file": str(file), "store": str(self.work.store)})
