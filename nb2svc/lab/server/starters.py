"""`starters`: notebooks to begin with, the same as `nb2svc new` writes."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.build.starter import STARTERS, write_new_starter
from nb2svc.lab.server.handler import Handler

__all__ = ["StartersHandler"]


class _Wish(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A starter that somebody wants, and the folder to make its folder in."""

    folder: str
    name: str = ""
    starter: str = "flats"


class StartersHandler(Handler):
    """Answers the launcher."""

    @authenticated
    @authorized
    async def get(self) -> None:
        """List the starters."""
        self.reply([{"name": each.name, "title": each.title} for each in STARTERS.values()])

    @authenticated
    @authorized
    async def post(self) -> None:
        """Write one."""
        wish = self.read_body(_Wish)
        folder = await self.find_directory(wish.folder)
        files = await self.work.think(write_new_starter, folder, wish.name, wish.starter)
        below = [file.relative_to(folder).as_posix() for file in files]
        paths = [f"{wish.folder.strip('/')}/{each}".lstrip("/") for each in below]
        self.reply({"path": paths[0], "files": paths}, HTTPStatus.CREATED)
