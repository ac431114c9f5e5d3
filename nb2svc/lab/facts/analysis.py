"""What the compiler knows of a notebook, for all who ask about the same one at the same moment."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from nb2svc.build.checking import analyse_source
from nb2svc.build.surroundings import find_surroundings
from nb2svc.compiler import Analysis
from nb2svc.compiler.surroundings import Surroundings
from nb2svc.lab.facts.text import Notebook, notebook_text

__all__ = ["analyse_notebook"]

_TOGETHER: Final = 3.0  # seconds; findings, graph, hovers and forms ask one after the other when an edit is made

_last: tuple[str, Path, Surroundings, float, Analysis] | None = None


def analyse_notebook(notebook: Notebook, file: Path) -> Analysis:
    """Return what can be known of a notebook without running it.

    An answer of a moment ago is given again where the text, and all that lies beside it, is the same.

    Args:
        notebook: as the editor holds it.
        file: its file, beside which modules and scripts are.

    Raises:
        NotebookReadError: it is no notebook that can be compiled.
    """
    global _last  # noqa: PLW0603 - one notebook is worked on at a time, and its analysis is large
    text = notebook_text(notebook)
    surroundings = find_surroundings(text, file, ask_libraries=False)
    known = _last
    if known is not None and known[:3] == (text, file, surroundings) and time.monotonic() - known[3] < _TOGETHER:
        return known[4]
    analysis = analyse_source(text, file, surroundings=surroundings)
    _last = (text, file, surroundings, time.monotonic(), analysis)
    return analysis
