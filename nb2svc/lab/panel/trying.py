"""The part of the panel that tries a version: a form, a button, the answer and how long it took.

What answers is a server process of its own, as in JupyterLab: the libraries of a service, and the number of threads it
computes with, are none of the kernel's.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets
import msgspec

from nb2svc.diagnostics import Nb2svcError
from nb2svc.lab.facts.answers import answer_facts
from nb2svc.lab.facts.forms import read_entries, request_form
from nb2svc.lab.panel.asking import ask
from nb2svc.lab.panel.form import LABELS, Form
from nb2svc.lab.panel.html import show_answer, show_error, show_heading, show_note
from nb2svc.lab.panel.look import Look
from nb2svc.lab.panel.tasks import begin, finish
from nb2svc.lab.services import Service, Services

__all__ = ["TrySection"]

_GONE: Final = {"failed", "ended"}
_LOG: Final = 0.1  # seconds; what the service writes of a fault comes a moment after its answer


class TrySection:
    """Tries of the versions of one service."""

    def __init__(self) -> None:
        self._services: Services | None = None
        self._running: Service | None = None
        self._news = asyncio.Event()
        self._folders: dict[str, Path] = {}
        self.form = Form()
        self.choice = widgets.Dropdown(
            options=[], description="version", style=LABELS, layout={"width": "max-content", "max_width": "100%"}
        )
        self.button = widgets.Button(description="Try it", icon="play")
        self.stop_button = widgets.Button(description="Stop", icon="stop", disabled=True)
        self.words = widgets.HTML()
        self.choice.observe(lambda _: self._show_form(), "value")
        self.button.on_click(lambda _: begin(self._answer()))
        self.stop_button.on_click(lambda _: begin(self._stop()))
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
        if look.fault:
            return
        folders = {version["version"]: Path(version["path"]) for version, _ in look.built()}
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

    async def answer(self) -> dict[str, Any] | None:
        """Ask for the answer to what stands in the form, show it and return it, as `lab/facts/answers` tells it;
        None where there is none.
        """
        return await finish(self._answer())

    async def stop(self) -> None:
        """End the service that answers, if one does."""
        await finish(self._stop())

    async def _answer(self) -> dict[str, Any] | None:
        self.button.disabled = True
        try:
            service = await self._start(self.choice.value)
            folder = self._folders[service.version]
            row = read_entries(folder, self.form.entries())
            said = len(service.words)
            reply = await asyncio.to_thread(ask, service.address, service.key, msgspec.json.encode(row))
            facts = {**answer_facts(folder, row, reply.body), "milliseconds": round(reply.milliseconds, 1)}
            if not facts["values"]:
                await asyncio.sleep(_LOG)
            words = f"{service.version}, {facts['milliseconds']} ms"
            self.words.value = show_answer(facts, words, log=service.words[said:].strip())
        except (Nb2svcError, OSError) as error:
            self.words.value = show_error(error)
            return None
        finally:
            self.button.disabled = False
        return facts

    async def _stop(self) -> None:
        self.stop_button.disabled = True
        if self._services is not None and self._running is not None:
            await self._services.stop(self._running.id)
        self._running = None

    async def _start(self, version: str) -> Service:
        """Return the service of a version, started if it is not there yet; one that answers for another is ended.

        Raises:
            BundleError: there is no such version any more.
            Nb2svcError: it does not start.
        """
        if self._running is not None and (self._running.version != version or self._running.state in _GONE):
            await self._stop()
        if self._running is None:
            self.words.value = show_note(f"{version} is starting …")
            self._services = Services(self._folders[version].parent.parent, lambda *_: self._news.set())
            self._running = await self._services.start(version)
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
            self.words.value = show_error(error)
