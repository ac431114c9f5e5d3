"""`explain`: the stages and what flows between them, what each name stands for, which lines are served."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.lab.facts.explain import explain
from nb2svc.lab.server.handler import Handler, Question

__all__ = ["ExplainHandler"]


class ExplainHandler(Handler):
    """Answers what the panel and the hovers show."""

    @authenticated
    @authorized
    async def post(self) -> None:
        """Explain a notebook."""
        question = self.read_body(Question)
        file = await self.find_notebook(question.path)
        self.reply(await self.work.think(explain, question.notebook, file, self.work.store))
