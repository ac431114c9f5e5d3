"""What all handlers do alike: read JSON, find the notebook's file, answer with JSON, also when something is wrong."""

from __future__ import annotations

import os
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from jupyter_server.utils import ensure_async
from tornado.web import HTTPError

from nb2svc.diagnostics import BundleError, Nb2svcError
from nb2svc.lab.batches import Places
from nb2svc.lab.builds import BusyError
from nb2svc.lab.server.work import Work
from nb2svc.lab.telling import error_facts

__all__ = ["Handler", "Question"]

T = TypeVar("T")

_OUR_BUG: Final = "internal error: this is a fault of nb2svc, and the server's log says more"


class Question(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A notebook as the editor holds it.

    Attributes:
        path: its file, relative to the server's root.
        notebook: its JSON.
    """

    path: str
    notebook: dict[str, Any]


class Handler(ExtensionHandlerMixin, APIHandler):
    """A route of ours; each method is authenticated and authorized where it is defined."""

    auth_resource = "nb2svc"

    @property
    def work(self) -> Work:
        """What the handlers share."""
        return self.settings["nb2svc_work"]  # type: ignore[no-any-return]

    def read_body(self, kind: type[T]) -> T:
        """Return the request's body.

        Raises:
            HTTPError: 400 where it is no JSON or not of that form.
        """
        try:
            return msgspec.json.decode(self.request.body, type=kind)
        except msgspec.MsgspecError as error:
            raise HTTPError(HTTPStatus.BAD_REQUEST, f"the request is not what this route reads: {error}") from error

    async def find_notebook(self, path: str) -> Path:
        """Return the file of a notebook, by the rules by which this server opens files.

        A script that is opened as a notebook is named as the notebook that the editor holds.

        Raises:
            HTTPError: 404 where it lies outside of the server's root, is hidden, or where there is none; 501 where
                the server keeps its notebooks elsewhere.
        """
        file = await self._file_of(path)
        if file == _absolute(self.contents_manager.root_dir):  # beside the root nothing is ours
            raise HTTPError(HTTPStatus.NOT_FOUND, f"`{path}` names no notebook")
        if not file.parent.is_dir():
            raise HTTPError(HTTPStatus.NOT_FOUND, f"`{path}` is in no folder of this server")
        return file.with_suffix(".ipynb")

    async def find_directory(self, path: str) -> Path:
        """Return a folder, by the same rules; an empty path is the server's root.

        Raises:
            HTTPError: as `find_notebook`.
        """
        folder = await self._file_of(path)
        if not folder.is_dir():
            raise HTTPError(HTTPStatus.NOT_FOUND, f"`{path}` is no folder of this server")
        return folder

    async def _file_of(self, path: str) -> Path:
        """Return what a path names; the manager knows its root and refuses to leave it."""
        manager = self.contents_manager
        if not hasattr(manager, "_get_os_path"):
            raise HTTPError(HTTPStatus.NOT_IMPLEMENTED, "this server keeps no files: nb2svc needs notebooks on a disk")
        if "\0" in path:
            raise HTTPError(HTTPStatus.NOT_FOUND, "the path names no file")
        file = _absolute(manager._get_os_path(path.strip("/")))  # noqa: SLF001
        if not manager.allow_hidden and await ensure_async(manager.is_hidden(path)):  # type: ignore[no-untyped-call]
            raise HTTPError(HTTPStatus.NOT_FOUND, f"`{path}` is hidden")
        return file

    def places(self, folder: Path) -> Places:
        """Return which files this server shows.

        Args:
            folder: where relative names start.
        """
        manager = self.contents_manager
        return Places(root=_absolute(manager.root_dir), folder=folder, allows_hidden=manager.allow_hidden)

    def reply(self, value: Any, status: HTTPStatus = HTTPStatus.OK) -> None:
        """End the request with JSON."""
        self.set_status(status)
        self.finish(msgspec.json.encode(value))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say what went wrong as data; what only we can mend goes to the log."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        if isinstance(error, Nb2svcError):
            self.set_status(_status_of(error))
            self.finish(msgspec.json.encode({"error": error_facts(error)}))
            return
        if isinstance(error, HTTPError):
            phrase = HTTPStatus(status_code).phrase
            kind, message = phrase.lower().replace(" ", "-"), error.log_message or phrase
        else:
            kind, message = "internal-error", _OUR_BUG
        self.finish(msgspec.json.encode({"error": {"type": kind, "message": message, "diagnostics": []}}))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Leave out of the log what the user is told."""
        if not isinstance(value, Nb2svcError):
            super().log_exception(typ, value, tb)


def _absolute(path: str) -> Path:
    """Return a path without `..`, and with its links as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def _status_of(error: Nb2svcError) -> HTTPStatus:
    if isinstance(error, BusyError):
        return HTTPStatus.CONFLICT
    return HTTPStatus.NOT_FOUND if isinstance(error, BundleError) else HTTPStatus.UNPROCESSABLE_ENTITY
