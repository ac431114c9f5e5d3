"""Runs a notebook from top to bottom in a process of its own, and says truly how that ended.

Papermill executes it (`execution_child`). What happened is what that process told us while it lived, never what the
output notebook claims: after a crash papermill marks cells `completed` that never ran. This file knows no services.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from nb2svc.build import saved_notebook

__all__ = ["Execution", "run_notebook"]

_GRACE: Final = 5.0  # seconds between asking to stop and killing; enough to save the notebook as it stands
_LONGEST_SOCKET_FOLDER: Final = 50  # the kernel's sockets are files, and a socket's path may have about 100 characters
_LOG_TAIL: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """How a notebook run ended.

    Attributes:
        status: `completed` (every code cell ran), `failed` (a cell raised), `timed-out`, or `died` (the kernel or its
            runner ended without a word: out of memory, killed, crashed).
        seconds: wall-clock time.
        cell: 0-based position of the cell at which it stopped; None when completed, or before the first cell.
        cell_id: that cell's id.
        exception: for `failed`, the name of the exception.
        message: for `failed`, the exception's text; otherwise what happened, in a sentence.
        traceback: for `failed`, as IPython shows it, without colours.
        line: for `failed`, 1-based line in the cell, the deepest one of the traceback; None when unknown.
    """

    status: Literal["completed", "failed", "timed-out", "died"]
    seconds: float
    cell: int | None = None
    cell_id: str = ""
    exception: str = ""
    message: str = ""
    traceback: str = ""
    line: int | None = None


def run_notebook(
    notebook: Path,
    *,
    output: Path,
    cwd: Path,
    timeout: float | None,
    environment: Mapping[str, str] | None = None,
    on_output: Callable[[str], None] | None = None,
    on_cell: Callable[[int, int], None] | None = None,
    on_start: Callable[[str], None] | None = None,
) -> Execution:
    """Execute a notebook with this Python, whatever kernels are installed, and wait for its end.

    The user's IPython profile and Jupyter settings take no part, so that a run here is a run anywhere.

    Args:
        notebook: the `.ipynb` file to run; it is not changed.
        output: where the executed notebook is saved, with the same cells, also when the run fails.
        cwd: the folder that the cells see as the current one.
        timeout: seconds for the whole run; None for no limit.
        environment: variables for the kernel, on top of this process's own.
        on_output: called with pieces of text as cells print them.
        on_cell: called after each executed code cell with how many are done and how many there are.
        on_start: called before each code cell with its id.

    Returns:
        The end of the run; a notebook that fails is no exception here. When this call itself is interrupted, the
        kernel and all that it started are stopped first.

    Raises:
        OSError: every cell ran, and the executed notebook cannot be saved.
    """
    started = time.monotonic()
    with _scratch_folder() as scratch:
        run = _Run(scratch=scratch, on_output=on_output, on_cell=on_cell, on_start=on_start)
        end = run.follow(notebook.resolve(), cwd.resolve(), timeout=timeout, environment=environment or {})
        try:
            saved_notebook.tidy(run.saved, output)
        except OSError:
            if end["status"] == "completed":
                raise
            # why the run failed is told; a full disk is often the reason for both
    return Execution(seconds=time.monotonic() - started, **end)


@contextlib.contextmanager
def _scratch_folder() -> Iterator[Path]:
    """Give a folder with a short path, for kernel sockets and settings."""
    where = None if len(tempfile.gettempdir()) < _LONGEST_SOCKET_FOLDER - len("/nb2svc-12345678") else "/tmp"  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="nb2svc-", dir=where))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # a process that was just killed may still hold a file


class _Run:
    """One child process and what it has told so far."""

    def __init__(
        self,
        *,
        scratch: Path,
        on_output: Callable[[str], None] | None,
        on_cell: Callable[[int, int], None] | None,
        on_start: Callable[[str], None] | None,
    ) -> None:
        self.saved = scratch / "saved.ipynb"
        self._scratch = scratch
        self._on_output = on_output
        self._on_cell = on_cell
        self._on_start = on_start
        self._kernel_group: int | None = None
        self._place: dict[str, Any] = {}
        self._end: dict[str, Any] | None = None

    def follow(
        self, notebook: Path, cwd: Path, *, timeout: float | None, environment: Mapping[str, str]
    ) -> dict[str, Any]:
        """Start the child, pass on what it tells, and return the fields of its end; nothing of it is left behind."""
        deadline = None if timeout is None else time.monotonic() + timeout
        read_end, write_end = os.pipe()
        with (self._scratch / "log").open("wb") as log:
            command = [sys.executable, "-P", "-m", "nb2svc.build.execution_child"]
            child = subprocess.Popen(  # noqa: S603 - our own module, arguments are paths of ours
                [*command, str(write_end), str(notebook), str(self.saved), str(self._scratch)],
                cwd=cwd,
                env=_child_environment(self._scratch, environment),
                stdin=subprocess.PIPE,  # the child stops when this closes: it never outlives us
                stdout=log,
                stderr=log,
                pass_fds=(write_end,),
                start_new_session=True,
            )
        os.close(write_end)
        try:
            in_time = self._listen(read_end, deadline)
            if in_time:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(_GRACE)
        finally:
            os.close(read_end)
            self._stop(child)
            if child.stdin is not None:
                child.stdin.close()
        if self._end is not None:
            return self._end
        if not in_time:
            return {"status": "timed-out", **self._place, "message": f"the run took longer than {timeout:g} seconds"}
        return {"status": "died", **self._place, "message": self._last_words(child.returncode)}

    def _listen(self, read_end: int, deadline: float | None) -> bool:
        """Handle events until the child closes its end; return False when the time is up first."""
        buffer = b""
        with selectors.DefaultSelector() as selector:
            selector.register(read_end, selectors.EVENT_READ)
            while True:
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    return False
                if not selector.select(left):
                    continue
                piece = os.read(read_end, 1 << 16)
                if not piece:
                    return True
                *lines, buffer = (buffer + piece).split(b"\n")
                for line in lines:
                    self._handle(json.loads(line))

    def _handle(self, event: dict[str, Any]) -> None:
        match event:
            case {"event": "kernel", "group": group}:
                self._kernel_group = group
            case {"event": "cell-started", "cell": cell, "cell_id": cell_id}:
                self._place = {"cell": cell, "cell_id": cell_id}
                if self._on_start is not None:
                    self._on_start(cell_id)
            case {"event": "cell-done", "done": done, "total": total}:
                if self._on_cell is not None:
                    self._on_cell(done, total)
            case {"event": "output", "text": text}:
                if self._on_output is not None:
                    self._on_output(text)
            case {"event": "end", **end}:
                self._end = {**({} if end["status"] == "completed" else self._place), **end}

    def _stop(self, child: subprocess.Popen[bytes]) -> None:
        """End the kernel's process group and the child: ask, give it time to save, then kill."""
        if child.poll() is None:
            self._signal(self._kernel_group or child.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(_GRACE)
        self._signal(self._kernel_group, signal.SIGKILL)
        if child.poll() is None:
            self._signal(child.pid, signal.SIGKILL)
            child.wait()

    @staticmethod
    def _signal(group: int | None, number: signal.Signals) -> None:
        if group is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, number)

    def _last_words(self, returncode: int) -> str:
        log = (self._scratch / "log").read_bytes()[-_LOG_TAIL:].decode(errors="replace").strip()
        how = f"was killed by signal {-returncode}" if returncode < 0 else f"ended with code {returncode}"
        return f"the process that runs the notebook {how}" + (f":\n{log}" if log else "")


def _child_environment(scratch: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """Return variables that keep the user's settings out and need no writable home."""
    return {
        **os.environ,
        **extra,
        "JUPYTER_PATH": str(scratch / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "IPYTHONDIR": str(scratch / "ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # the debugger warns about frozen modules in every run otherwise
        "PYTHONUNBUFFERED": "1",
    }
