"""What the panel looks at: the notebook as its file has it, or as the editor holds it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from nb2svc.build.source import read_source
from nb2svc.diagnostics import NotebookReadError
from nb2svc.lab.facts.text import Notebook

__all__ = ["LIVE", "Seen", "read_saved"]

LIVE: Final = "the notebook as it is in the editor"
_TRIES: Final = 5
_PAUSE: Final = 0.05  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A notebook at one moment.

    Attributes:
        notebook: what it holds.
        file: its file; it may hold an older one.
        words: where the notebook was seen.
    """

    notebook: Notebook
    file: Path
    words: str


def read_saved(file: Path, *, sleep: Callable[[float], None] = time.sleep) -> Seen:
    """Return a notebook as it was last saved.

    Args:
        file: of the notebook. A server empties it before it writes it, so an empty one is read again.
        sleep: waits for some seconds.

    Raises:
        NotebookReadError: the file cannot be read.
    """
    for left in reversed(range(_TRIES)):
        try:
            text = read_source(file)
            saved = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        except (NotebookReadError, OSError) as error:
            if left and file.is_file():
                sleep(_PAUSE)
                continue
            raise error if isinstance(error, NotebookReadError) else NotebookReadError(str(error)) from error
        return Seen(notebook=text, file=file, words=f"the file as it was last saved, {_clock(saved)}")
    raise AssertionError("the last try returns or raises")


def _clock(then: datetime) -> str:
    """Return a time of today, with its date where it is of another day."""
    is_today = then.date() == datetime.now().astimezone().date()
    return f"{then:%H:%M}" if is_today else f"{then:%Y-%m-%d %H:%M}"
