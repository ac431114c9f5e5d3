"""The part of the panel that builds: parameters, a button, progress, a way to stop it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets

from nb2svc.diagnostics import Nb2svcError
from nb2svc.lab.builds import Builds, BusyError, Orders
from nb2svc.lab.facts.forms import check_build_form
from nb2svc.lab.facts.text import text_to_build
from nb2svc.lab.panel.form import Form
from nb2svc.lab.panel.html import show_build, show_error, show_heading, show_note
from nb2svc.lab.panel.look import Look
from nb2svc.lab.panel.seen import Seen
from nb2svc.lab.panel.tasks import begin, finish

__all__ = ["BuildSection"]

_TICK: Final = 1.0  # seconds between two looks at a build that tells nothing
_PAUSE: Final = 0.1  # seconds; a notebook may have hundreds of quick cells


class BuildSection:
    """Builds of one notebook.

    Args:
        see: returns the notebook that is to be built, and the path by which its user knows it.
        store: returns the folder of the services.
        on_end: called when a build is over.
    """

    def __init__(
        self, see: Callable[[], Awaitable[tuple[Seen, str]]], store: Callable[[], Path], on_end: Callable[[], None]
    ) -> None:
        self._see, self._store, self._on_end = see, store, on_end
        self._builds: Builds | None = None
        self._built_store: Path | None = None
        self._key = ""
        self._news = asyncio.Event()
        self.form = Form()
        self.button = widgets.Button(description="Build", icon="cube", button_style="primary")
        self.cancel_button = widgets.Button(description="Cancel", icon="stop", disabled=True)
        self.bar = widgets.IntProgress(min=0, max=1, value=0, description="cells", layout={"visibility": "hidden"})
        self.words = widgets.HTML()
        self.note = widgets.HTML()
        self.button.on_click(lambda _: begin(self._build()))
        self.cancel_button.on_click(lambda _: begin(self._cancel()))
        self.box = widgets.VBox(
            [
                widgets.HTML(show_heading("Build")),
                self.note,
                self.form.box,
                widgets.HBox([self.button, self.cancel_button, self.bar]),
                self.words,
            ]
        )

    @property
    def facts(self) -> dict[str, Any] | None:
        """The build that is shown, as plain values; None before the first."""
        return self._builds.find(self._key) if self._builds is not None and self._key else None

    def show(self, look: Look) -> None:
        """Show the parameters of a notebook."""
        if look.fault:
            return
        self.form.show(look.parameters)
        self.note.value = show_note("What is changed here holds for this build alone.") if look.parameters else ""

    async def build(self) -> dict[str, Any] | None:
        """Build, show how it goes, and return how it ended; None where it did not begin."""
        return await finish(self._build())

    async def _build(self) -> dict[str, Any] | None:
        self.button.disabled = True
        try:
            builds, key = await self._start()
        except (Nb2svcError, OSError) as error:
            self.words.value = show_error(error)
            self.button.disabled = isinstance(error, BusyError)  # the build that goes on gives it back
            return None
        try:
            return await self._follow(builds, key)
        finally:
            self.cancel_button.disabled, self.button.disabled = True, False
            self._on_end()

    async def _start(self) -> tuple[Builds, str]:
        seen, path = await self._see()
        changes = self.form.changes()
        check_build_form(seen.notebook, seen.file, None, changes)
        orders = Orders(
            file=str(seen.file),
            text=text_to_build(seen.notebook, seen.file),
            store=str(self._store()),
            parameters=changes,
        )
        builds = self._builds_of(Path(orders.store))
        self._key = await builds.start(path, orders)
        return builds, self._key

    async def _cancel(self) -> None:
        self.cancel_button.disabled = True
        if self._builds is not None:
            await self._builds.cancel(self._key)

    async def _follow(self, builds: Builds, key: str) -> dict[str, Any]:
        self.cancel_button.disabled = False
        while (facts := _known(builds, key))["state"] == "running":
            self._show(facts)
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), _TICK)
            await asyncio.sleep(_PAUSE)
        self._show(facts)
        return facts

    def _show(self, facts: dict[str, Any]) -> None:
        self.words.value = show_build(facts)
        cells = facts["cells"] or {}
        self.bar.max, self.bar.value = cells.get("total") or 1, cells.get("done") or 0
        self.bar.layout.visibility = "visible" if cells.get("total") else "hidden"

    def _builds_of(self, store: Path) -> Builds:
        if self._builds is None or store != self._built_store:
            self._builds, self._built_store = Builds(store, lambda *_: self._news.set()), store
        return self._builds


def _known(builds: Builds, key: str) -> dict[str, Any]:
    facts = builds.find(key)
    assert facts is not None, "it was started here"
    return facts
