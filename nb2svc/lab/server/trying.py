"""`services/{id}/form` and `services/{id}/try`: ask a service from a form, and get its answer in words."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from nb2svc.lab.facts.answers import answer_facts, request_code
from nb2svc.lab.facts.forms import example_entries, read_entries, request_form
from nb2svc.lab.server.asking import ask_service
from nb2svc.lab.server.services import OneService

__all__ = ["FormHandler", "TryHandler"]

_JSON: Final = {"Content-Type": "application/json"}


class _Entries(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    entries: dict[str, str]


class FormHandler(OneService):
    """The form of a service."""

    @authenticated
    @authorized
    async def get(self, key: str) -> None:
        """Return its fields, with rows to try."""
        self.reply(await self.work.think(_form, self.find_folder(key)))


class TryHandler(OneService):
    """A request made from a form."""

    @authenticated
    @authorized
    async def post(self, key: str) -> None:
        """Send what was entered; what the service refuses is an answer, too."""
        service, folder = self.find_service(key), self.find_folder(key)
        row = await self.work.think(read_entries, folder, self.read_body(_Entries).entries)
        began = time.perf_counter()
        answer = await ask_service(service, "predict", method="POST", headers=_JSON, body=msgspec.json.encode(row))
        seconds = time.perf_counter() - began
        facts = await self.work.think(answer_facts, folder, row, answer.body)
        code = request_code(folder, self.work.store, row)
        self.reply({"row": row, "milliseconds": round(seconds * 1000, 1), **facts, "code": code})


def _form(folder: Path) -> dict[str, Any]:
    return {"fields": request_form(folder), "examples": example_entries(folder)}
