"""`suggest`: stages for the cells of a notebook that have none."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.lab.facts.suggest import suggest_stages
from nb2svc.lab.server.handler import Handler, Question

__all__ = ["SuggestHandler"]


class SuggestHandler(Handler):
    """Answers who has a notebook and no tags yet."""

    @authenticated
    @authorized
    async def post(self) -> None:
        """Propose stages."""
        question = self.read_body(Question)
        file = await self.find_notebook(question.path)
        self.reply(await self.work.think(suggest_stages, question.notebook, file))
