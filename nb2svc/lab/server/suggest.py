"""`suggest`: stages for the cells of a notebook that have none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.build.checking import analyse_source
from nb2svc.compiler.suggest import suggest
from nb2svc.lab.server.handler import Handler, Question, notebook_text

__all__ = ["SuggestHandler", "suggest_stages"]


class SuggestHandler(Handler):
    """Answers who has a notebook and no tags yet."""

    @authenticated
    @authorized
    async def post(self) -> None:
        """Propose stages."""
        question = self.read_body(Question)
        file = await self.find_notebook(question.path)
        self.reply(await self.work.think(suggest_stages, question.notebook, file))


def suggest_stages(notebook: dict[str, Any], file: Path) -> list[dict[str, Any]]:
    """Return the proposals for a notebook.

    Raises:
        NotebookReadError: it is no notebook that can be compiled.
    """
    program = analyse_source(notebook_text(notebook), file).program
    return [{"cell": each.cell - 1, "stages": each.stages, "why": each.why} for each in suggest(program)]
