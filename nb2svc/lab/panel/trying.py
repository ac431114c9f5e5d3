"""The part of the panel that tries a version: a form, a button, the answer and how long it took.

What answers is a server process of its own, as in JupyterLab: the libraries of a service, and the number of threads it
computes with, are none of the kernel's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import ipywidgets as widgets

from nb2svc.diagnostics import Nb2svcError
from nb2svc.lab.facts.forms import read_entries, request_form
from nb2svc.lab.panel.asking import Reply, ask
from nb2svc.lab.panel.form import Form
from nb2svc.lab.panel.html import show_answer, show_fault, show_heading, show_note, show_output
from nb2svc.lab.panel.look import Look
from nb2svc.lab.panel.tasks import begin
from nb2svc.lab.services import Service, Services

__all__ = ["TrySection"]

_GONE: Final = {"failed", "ended"}
_LOG: Final = 0.1  # seconds; what the service writes of a fault comes a moment after its answer


class TrySection:
    """Tries of the versions of one service.

    Args:
        store: returns the folder of the services.
    """

    def __init__(self, store: Callable[[], Path]) -> None:
        self._store = store
        self._services: dict[Path, Services] = {}
        self._running: Service | None = None
        self._news = asyncio.Event()
        self._folders: dict[str, Path] = {}
        self.form = Form("row")
        self.choice = widgets.Dropdown(options=[], description="version", layout={"width": "max-content"})
        self.button = widgets.Button(description="Try it", icon="play")
        self.stop_button = widgets.Button(description="Stop", icon="stop", disabled=True)
        self.words = widgets.HTML()
        self.choice.observe(lambda _: self._show_form(), "value")
        self.button.on_click(lambda _: begin(self.answer()))
        self.stop_button.on_click(lambda _: begin(self.stop()))
        self.box = widgets.VBox(
            [
                widgets.HTML(show_heading("Try it")),
                self.choice,
                self.form.box,
                widgets.HBox([self.button, self.stop_button]),
                self.words,
            ]
        )

    def show(self, look: Look) -> None:
        """Offer the versions that there are; a new one is chosen, any other choice stays."""
        folders = {each["version"]: Path(each["path"]) for each in reversed(look.versions.get("versions", []))}
        self.box.layout.display = "" if folders else "none"
        if folders == self._folders:
            return
        is_newer = next(iter(folders), None) not in self._folders
        kept = None if is_newer else self.choice.value
        self._folders = folders
        self.choice.options = tuple(folders)
        if folders:
            self.choice.value = kept if kept in folders else next(iter(folders))
        self._show_form()

    async def answer(self) -> Reply | None:
        """Ask for the answer to what stands in the form, show it and return it; None where there is none."""
        self.button.disabled = True
        try:
            service = await self._start(self.choice.value)
            row = read_entries(self._folders[service.version], self.form.entries())
            said = len(service.words)
            reply = await asyncio.to_thread(ask, service.address, service.key, row)
            if reply.faults:
                await asyncio.sleep(_LOG)
            self._show_reply(reply, service.version, service.words[said:].strip())
        except (Nb2svcError, OSError) as error:
            self.words.value = show_fault(error.message if isinstance(error, Nb2svcError) else str(error))
            return None
        finally:
            self.button.disabled = False
        return reply

    async def stop(self) -> None:
        """End the service that answers, if one does."""
        self.stop_button.disabled = True
        if self._running is not None:
            await self._services_of(self._store()).stop(self._running.id)
            self._running = None

    async def _start(self, version: str) -> Service:
        """Return the service of a version, started if it is not there yet; one that answers for another is ended.

        Raises:
            BundleError: there is no such version any more.
            Nb2svcError: it does not start.
        """
        if self._running is not None and (self._running.version != version or self._running.state in _GONE):
            await self.stop()
        services = self._services_of(self._store())
        if self._running is None:
            self.words.value = show_note(f"{version} is starting …")
            self._running = await services.start(version)
            self.stop_button.disabled = False
        while self._running.state == "starting":
            self._news.clear()
            await self._news.wait()
        if self._running.state != "running":
            raise Nb2svcError(f"{version} does not start: {self._running.words.strip()}")
        return self._running

    def _show_form(self) -> None:
        folder = self._folders.get(self.choice.value)
        if folder is None:
            return
        try:
            self.form.show(request_form(folder))
        except Nb2svcError as error:
            self.words.value = show_fault(error.message)

    def _show_reply(self, reply: Reply, version: str, log: str) -> None:
        words = f"{version}, {reply.milliseconds:.1f} ms"
        if reply.faults:
            faults = "".join(map(show_fault, reply.faults))
            self.words.value = faults + (show_output(log) if log else "") + show_note(words)
        else:
            self.words.value = show_answer(reply.answer, words)

    def _services_of(self, store: Path) -> Services:
        return self._services.setdefault(store, Services(store, lambda *_: self._news.set()))
