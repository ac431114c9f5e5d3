"""`check`: what keeps a notebook, as the editor holds it, from becoming a service."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.lab.facts.check import check
from nb2svc.lab.server.handler import Handler, Question

__all__ = ["CheckHandler"]


class CheckHandler(Handler):
    """Answers while somebody types."""

    @authenticated
    @authorized
    async def post(self) -> None:
        """Check a notebook."""
        question = self.read_body(Question)
        file = await self.find_notebook(question.path)
        self.reply(await self.work.think(check, question.notebook, file))
