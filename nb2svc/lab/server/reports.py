"""`reports`: the report of a batch run as a page of its own, in which nothing can act as the user.

A report shows what the notebook's cells show, scripts included: a chart may be one. The page is sandboxed, by itself
and however it is opened: its origin is none, so it has no cookies and reads nothing of this server, and its policy
lets it load nothing from anywhere.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from typing import Final

from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from nb2svc.batch.errors import BatchError
from nb2svc.lab.facts.batches import find_report
from nb2svc.lab.server.handler import Handler

__all__ = ["ReportHandler"]

_POLICY: Final = (
    "sandbox allow-scripts; default-src 'none'; img-src data: blob:; media-src data: blob:; font-src data:; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval' blob: data:; worker-src blob:; "
    "base-uri 'none'; form-action 'none'"
)
_FRAMES: Final = re.compile(r"frame-ancestors[^;]*")


class ReportHandler(Handler):
    """A page."""

    @property
    def content_security_policy(self) -> str:
        """What the page may do; who may frame it is what the server's settings say."""
        frames = _FRAMES.search(super().content_security_policy)
        return f"{_POLICY}; " + (frames[0] if frames else "frame-ancestors 'self'")

    @authenticated
    @authorized
    async def get(self, key: str) -> None:
        """Send the report."""
        page = await self.work.think(self._read, key)
        self.set_header("Cache-Control", "no-store")  # a later run may write another one
        self.set_header("Referrer-Policy", "no-referrer")
        self.finish(page, set_content_type="text/html; charset=utf-8")

    def _read(self, key: str) -> bytes:
        try:
            page = find_report(key, self.work.store)
        except BatchError as error:
            raise HTTPError(HTTPStatus.NOT_FOUND, error.message) from error
        if page is None:
            raise HTTPError(HTTPStatus.NOT_FOUND, f"the run `{key}` has no report, or a later run has replaced it")
        if not self.places(Path("/")).shows(page):
            raise HTTPError(HTTPStatus.NOT_FOUND, f"the report is outside of what this server shows: `{page}`")
        return page.read_bytes()
