"""`builds`: start, see and cancel builds."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from nb2svc.build.source import read_source
from nb2svc.diagnostics import NotebookReadError
from nb2svc.lab.builds import Orders
from nb2svc.lab.server.handler import Handler, Question, notebook_text

__all__ = ["BuildHandler", "BuildsHandler", "text_to_build"]


class _Wish(Question, kw_only=True):
    name: str | None = None
    parameters: dict[str, Any] = msgspec.field(default_factory=dict)
    allow: tuple[str, ...] = ()
    all_cells: bool = False
    state_from: Literal["train"] | None = None


class BuildsHandler(Handler):
    """All builds."""

    @authenticated
    @authorized
    async def post(self) -> None:
        """Start a build of a notebook as the editor holds it."""
        wish = self.read_body(_Wish)
        file = await self.find_notebook(wish.path)
        orders = Orders(
            file=str(file),
            text=await self.work.think(text_to_build, wish.notebook, file),
            store=str(self.work.store),
            name=wish.name,
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


def text_to_build(notebook: dict[str, Any], file: Path) -> str:
    """Return what is to be built: the file's own text where it holds the very cells of the editor.

    The version then holds the notebook as it is saved, outputs and all, and is the one that the command line builds.
    """
    text = notebook_text(notebook)
    try:
        saved = read_source(file)
        is_same = _cells(json.loads(saved)) == _cells(notebook)
    except (NotebookReadError, ValueError):  # not there yet, or in the middle of being saved
        return text
    return saved if is_same else text


def _cells(notebook: Any) -> list[Any] | None:
    """Return what a compiler sees of a notebook; None for what is none."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return None
    return [
        (
            cell.get("cell_type"),
            cell.get("id"),
            _joined(cell.get("source")),
            (cell.get("metadata") or {}).get("tags", []),
        )
        for cell in cells
    ]


def _joined(source: Any) -> Any:
    is_lines = isinstance(source, list) and all(isinstance(line, str) for line in source)
    return "".join(source) if is_lines else source
