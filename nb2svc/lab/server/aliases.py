"""`aliases`: which version an alias names."""

from __future__ import annotations

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.lab.server.handler import Handler
from nb2svc.store import Store
from nb2svc.store.promotion import promote

__all__ = ["AliasesHandler"]


class _Wish(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A version, and what it is to be called."""

    version: str
    alias: str = "champion"


class AliasesHandler(Handler):
    """Promotes versions."""

    @authenticated
    @authorized
    async def post(self) -> None:
        """Let an alias name a version from now on."""
        wish = self.read_body(_Wish)
        done = await self.work.think(promote, Store(self.work.store), wish.version, wish.alias)
        self.work.events.alias(f"{done.service}@{done.alias}", f"{done.service}@{done.version}")
        self.reply(done)
