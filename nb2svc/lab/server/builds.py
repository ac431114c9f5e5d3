"""`builds`: start, see and cancel builds."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from nb2svc.lab.builds import Orders
from nb2svc.lab.facts.forms import build_form, check_build_form
from nb2svc.lab.facts.text import text_to_build
from nb2svc.lab.server.handler import Handler, Question

__all__ = ["BuildFormHandler", "BuildHandler", "BuildsHandler"]


class _Wish(Question, kw_only=True):
    name: str | None = None
    parameters: dict[str, Any] = msgspec.field(default_factory=dict)
    allow: tuple[str, ...] = ()
    all_cells: bool = False
    state_from: Literal["train"] | None = None


class BuildFormHandler(Handler):
    """What a build can be told."""

    @authenticated
    @authorized
    async def post(self) -> None:
        """Return the form of a notebook as the editor holds it."""
        question = self.read_body(Question)
        file = await self.find_notebook(question.path)
        self.reply(await self.work.think(build_form, question.notebook, file))


class BuildsHandler(Handler):
    """All builds."""

    @authenticated
    @authorized
    async def post(self) -> None:
        """Start a build of a notebook as the editor holds it."""
        wish = self.read_body(_Wish)
        file = await self.find_notebook(wish.path)
        await self.work.think(check_build_form, wish.notebook, file, wish.name, wish.parameters)
        orders = Orders(
            file=str(file),
            text=await self.work.think(text_to_build, wish.notebook, file),
            store=str(self.work.store),
            name=wish.name or None,
            parameters=wish.parameters,
            allow=wish.allow,
            all_cells=wish.all_cells,
            state_from=wish.state_from,
        )
        self.reply({"id": await self.work.builds.start(wish.path.strip("/"), orders)}, HTTPStatus.CREATED)

    @authenticated
    @authorized
    async def get(self) -> None:
        """List the builds of a notebook."""
        path = self.get_query_argument("path")
        await self.find_notebook(path)
        self.reply(self.work.builds.list(path.strip("/")))


class BuildHandler(Handler):
    """One build."""

    @authenticated
    @authorized
    async def get(self, key: str) -> None:
        """Tell all that is known of it."""
        self.reply(self._find(key))

    @authenticated
    @authorized
    async def delete(self, key: str) -> None:
        """Cancel it, and tell how it stands when nothing of it runs any more."""
        self._find(key)
        await self.work.builds.cancel(key)
        self.reply(self._find(key))

    def _find(self, key: str) -> dict[str, Any]:
        facts = self.work.builds.find(key)
        if facts is None:
            raise HTTPError(HTTPStatus.NOT_FOUND, f"there is no build `{key}`")
        return facts
