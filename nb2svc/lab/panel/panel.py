"""The panel: looks at a notebook, shows what there is to say of it, builds it and tries what was built."""

from __future__ import annotations

import os
import threading
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets

import nb2svc
from nb2svc.diagnostics import Nb2svcError
from nb2svc.lab.panel.building import BuildSection
from nb2svc.lab.panel.colab import ask_colab
from nb2svc.lab.panel.finding import FindingSection
from nb2svc.lab.panel.html import show_heading, show_note, show_pipeline, show_versions
from nb2svc.lab.panel.live import Told, Wire
from nb2svc.lab.panel.look import Look, take_look
from nb2svc.lab.panel.place import Place, find_place
from nb2svc.lab.panel.seen import Seen, read_saved
from nb2svc.lab.panel.style import STYLE
from nb2svc.lab.panel.tasks import Soon, begin
from nb2svc.lab.panel.trying import TrySection
from nb2svc.lab.panel.words import write_look

__all__ = ["Panel", "open_panel"]

_PAUSE: Final = 0.3  # seconds; edits that came while a cell ran are looked at once
_OPEN: Final[dict[tuple[Path, Path | None], Panel]] = {}


class Panel:
    """The view of one notebook; the value of a cell, or given to `display`.

    Args:
        place: which notebook.
        store: the folder of the services, where the user names it.
    """

    def __init__(self, place: Place, store: Path | None) -> None:
        self._place = place
        self._named_store = store
        self._wire: Wire | None = None
        self._handed: Seen | None = None
        self._soon = Soon(self.refresh, _PAUSE)
        self._look: Look | None = None
        self._lock = threading.Lock()  # clicks, edits and builds come in threads of their own
        self.refresh_button = widgets.Button(description="Refresh", icon="refresh")
        self.refresh_button.on_click(lambda _: self._look_again())
        self._words, self._pipeline, self._versions = (widgets.HTML() for _ in range(3))
        self.findings = FindingSection(self._go_to)
        self.builds = BuildSection(self._to_build, lambda: self.store, self.refresh)
        self.tries = TrySection()
        facts = widgets.VBox([self.findings.box, self.builds.box, self._versions], layout={"flex": "1 1 320px"})
        picture = widgets.VBox([self._pipeline], layout={"flex": "0 0 264px"})
        self.widget = widgets.VBox(
            [
                widgets.HTML(STYLE),
                widgets.HBox([self._words, self.refresh_button], layout={"justify_content": "space-between"}),
                widgets.HBox([picture, facts], layout={"flex_flow": "row wrap"}),
                self.tries.box,
            ]
        )
        self.widget.add_class("nb2svc-Widget")
        if place.how == "session":
            self._wire = Wire(self._soon.ask)
        self.ask_colab()
        self.refresh()

    @property
    def store(self) -> Path:
        """The folder of the services: as named, as JupyterLab's server says, or `services` where the kernel is."""
        told = self._told
        return self._named_store or (told.store if told is not None else None) or Path(nb2svc.DEFAULT_STORE).absolute()

    def refresh(self) -> None:
        """Look at the notebook again."""
        with self._lock:
            self._refresh()

    def _refresh(self) -> None:
        try:
            self._look = take_look(self._see(), self.store)
        except Nb2svcError as error:
            self._look = Look(file=self._place.file, words="not read", store=self.store, fault=error.message)
        self._show(self._look)

    def ask_colab(self) -> None:
        """Have the notebook handed over where it is one of Colab's, whose page answers in the thread of the cells."""
        told = ask_colab() if self._place.how == "colab" else None
        if told is not None:
            words = f"the notebook as Colab had it, {datetime.now().astimezone():%H:%M}"
            self._handed = Seen(notebook=told[1], file=self._place.file, words=words)

    async def build(self, **parameters: str) -> dict[str, Any] | None:
        """Do what the button does, and return how the build ended: `await panel.build(C="0.5")`.

        Args:
            **parameters: texts for the form.
        """
        self.builds.form.fill(**parameters)
        return await self.builds.build()

    def __repr__(self) -> str:
        return write_look(self._look) if self._look is not None else "nb2svc"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        shown = self.widget._repr_mimebundle_(**options)
        return {**shown, "text/plain": repr(self)} if isinstance(shown, dict) else shown

    def _see(self) -> Seen:
        """Return the notebook as it is now, as near to the editor as can be.

        Raises:
            NotebookReadError: its file cannot be read.
        """
        if self._told is not None:
            return self._told.seen
        return self._handed or read_saved(self._place.file)

    @property
    def _told(self) -> Told | None:
        return self._wire.told if self._wire is not None else None

    async def _to_build(self) -> tuple[Seen, str]:
        """Return the notebook with the last edits in it, and the path by which its user knows it."""
        if self._wire is not None and self._wire.told is not None:
            await self._wire.ask()  # no answer comes while a cell waits for the build: then what was told last is built
        seen = self._see()
        return seen, self._told.path if self._told is not None else seen.file.name

    def _go_to(self, cell: int, line: int) -> None:
        if self._wire is not None:
            self._wire.show(cell, line)

    def _look_again(self) -> None:
        if self._wire is not None:
            begin(self._ask_and_refresh(self._wire))
            return
        self.ask_colab()
        self.refresh()

    async def _ask_and_refresh(self, wire: Wire) -> None:
        if not await wire.ask():
            wire.told = None  # nobody shows the notebook any more, or not with our extension
        self.refresh()

    def _show(self, look: Look) -> None:
        self._words.value = show_note(f"nb2svc, `{look.file.name}`: {look.words}")
        has_look = not look.fault
        self._pipeline.value = show_heading("Pipeline") + show_pipeline(look) if has_look else ""
        self.findings.show(look, is_live=self._told is not None)
        self._versions.value = show_heading("Versions") + show_versions(look) if has_look else ""
        self.builds.show(look)
        self.tries.show(look)


def open_panel(path: Path | str | None, *, store: Path | str | None) -> Panel:
    """Return the panel of a notebook; a notebook has one, so that a cell that runs again shows what goes on.

    Raises:
        NotebookReadError: which notebook it is cannot be seen.
    """
    told = ask_colab() if path is None else None
    place = find_place(path, names=_user_names(), environment=os.environ, colab_name=told[0] if told else None)
    key = (place.file, None if store is None else Path(store).expanduser().absolute())
    panel = _OPEN.get(key)
    if panel is None or panel.widget.comm is None:  # closed, as `Widget.close_all` does
        panel = _OPEN[key] = Panel(place, key[1])
    else:
        panel.ask_colab()
        panel.refresh()
    return panel


def _user_names() -> dict[str, Any]:
    """Return the variables of the notebook; none where there is no IPython."""
    from IPython import get_ipython  # comes with ipywidgets

    shell = get_ipython()
    return {} if shell is None else shell.user_ns
