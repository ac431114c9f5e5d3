"""How progress is shown: live on a terminal, one line per step elsewhere, not at all with `--json`.

Everything goes to stderr: stdout is for results.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from nb2svc.build.progress import OnProgress, Progress, Step
from nb2svc.cli.output import print_error

__all__ = ["show_progress"]

_DOING: Final[dict[Step, str]] = {
    "compile": "compile",
    "run": "run the notebook",
    "verify": "verify",
    "publish": "publish",
    "serve": "serve",
}


@contextmanager
def show_progress(*, quiet: bool = False, verbose: bool = False) -> Iterator[OnProgress]:
    """Give a function that shows progress until the block ends.

    Args:
        quiet: show nothing.
        verbose: show what the notebook prints as well.
    """
    if quiet:
        yield _ignore
    elif sys.stderr.isatty() and not verbose:
        with _show_live() as on_progress:
            yield on_progress
    else:
        yield _LinePrinter(verbose=verbose)


def _ignore(progress: Progress) -> None:
    """Show nothing."""


class _LinePrinter:
    """Prints a line when a step is done; with `verbose`, how far it is and the notebook's output between them."""

    def __init__(self, *, verbose: bool) -> None:
        self._verbose = verbose
        self._started = time.monotonic()
        self._in_line = False

    def __call__(self, progress: Progress) -> None:
        if progress.state == "started":
            self._started = time.monotonic()
        elif progress.state == "done":
            seconds = time.monotonic() - self._started
            self._print(f"{_DOING[progress.step]}: {progress.detail or 'done'} ({seconds:.1f} s)")
        elif self._verbose and progress.state == "working":
            self._print(f"{_DOING[progress.step]}: {progress.detail}")
        elif self._verbose and progress.detail:
            sys.stderr.write(progress.detail)
            sys.stderr.flush()
            self._in_line = not progress.detail.endswith("\n")

    def _print(self, line: str) -> None:
        print_error(f"\n{line}" if self._in_line else line)
        self._in_line = False


@contextmanager
def _show_live() -> Iterator[OnProgress]:
    """Show a spinner with the time beside the step at work, and a line for each that is done."""
    from rich.console import Console  # only on a terminal, and only for long work
    from rich.markup import escape
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        printer = _LinePrinter(verbose=False)

        def on_progress(progress: Progress) -> None:
            doing = _DOING[progress.step]
            if progress.state == "started":
                bar.reset(task, description=doing)
            elif progress.state == "working":
                bar.update(task, description=escape(f"{doing}: {progress.detail}"), refresh=True)
            elif progress.state == "done":
                bar.reset(task, description="")  # what is done must not look as if it went on
            printer(progress)

        yield on_progress
