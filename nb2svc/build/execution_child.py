"""The process in which one notebook runs: papermill, a kernel of this very Python, and one JSON line per event.

Started by `execution` as `python -m`; it tells how the run went on a pipe and never outlives who started it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import Any, Final

from nb2svc.build.lean_import import skip_url_grammars

skip_url_grammars()

# ruff: noqa: E402 - the rest may import nbformat, which the call before is for
import papermill.engines
from papermill.clientwrap import PapermillNotebookClient
from papermill.exceptions import PapermillExecutionError
from traitlets import Instance
from traitlets.config import Config

_KERNEL: Final = "nb2svc"
_SAVE_EVERY: Final = 1.0  # seconds
_ANSI: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class _Teller:
    """Writes events to the pipe and remembers what decides how the run ended."""

    def __init__(self, pipe: int, total: int) -> None:
        self._pipe = os.fdopen(pipe, "w", encoding="utf-8", buffering=1)
        self._total = total
        self._done = 0
        self._kills = _count_memory_kills()
        self.kernel_group: int | None = None
        self.failure: dict[str, Any] | None = None

    def tell(self, event: str, **facts: Any) -> None:
        self._pipe.write(json.dumps({"event": event, **facts}) + "\n")

    def cell_started(self, cell: Any, cell_index: int) -> None:
        self.tell("cell-started", cell=cell_index, cell_id=cell.get("id", ""))

    def cell_done(self, cell: Any, cell_index: int, execute_reply: Any) -> None:  # noqa: ARG002 - names are nbclient's
        self._done += 1
        self.tell("cell-done", done=self._done, total=self._total)

    def cell_failed(self, cell: Any, cell_index: int, execute_reply: Any) -> None:  # noqa: ARG002 - see cell_done
        if "raises-exception" not in cell.metadata.get("tags", []):
            content = execute_reply["content"]
            self.failure = describe_failure(cell.execution_count, content)

    def end(self, crash: BaseException | None) -> None:
        if self.failure is not None:
            self.tell("end", status="failed", **self.failure)
        elif crash is not None:
            self.tell("end", status="died", message=_explain(crash, ran_out=_count_memory_kills() > self._kills))
        else:
            self.tell("end", status="completed")
        self._pipe.close()


class _Client(PapermillNotebookClient):  # type: ignore[misc] # papermill has no types
    """Papermill's client, telling of its kernel and of every output."""

    teller = Instance(_Teller)

    def start_new_kernel(self, **kwargs: Any) -> None:
        super().start_new_kernel(**kwargs)
        self.teller.kernel_group = self.km.provisioner.pgid
        self.teller.tell("kernel", group=self.teller.kernel_group)

    def process_message(self, *args: Any, **kwargs: Any) -> Any:
        output = super().process_message(*args, **kwargs)
        text = _text_of(output) if output else ""
        if text:
            self.teller.tell("output", text=text)
        return output


class _Engine(papermill.engines.Engine):  # type: ignore[misc] # papermill has no types
    """Papermill's way to bring a client of one's own."""

    teller: _Teller
    connection: Path

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: Any) -> None:
        _save_sparingly(nb_man)
        # files instead of ports for the kernel's sockets: parallel runs collide on ports
        config = Config({"KernelManager": {"transport": "ipc", "connection_file": str(cls.connection)}})
        _Client(
            nb_man,
            kernel_name=kernel_name,
            config=config,
            teller=cls.teller,
            timeout=None,
            startup_timeout=120,
            iopub_timeout=60,  # on a busy machine the last output may come late
            shutdown_kernel="immediate",  # every output is here; taking large objects down politely takes seconds
            on_cell_execute=cls.teller.cell_started,
            on_cell_executed=cls.teller.cell_done,
            on_cell_error=cls.teller.cell_failed,
        ).execute()


def _save_sparingly(nb_man: Any) -> None:
    """Let papermill save the notebook once a second at most: twice a cell takes minutes for a thousand cells."""
    save = nb_man.save

    def save_now_and_then(**kwargs: Any) -> None:
        if (nb_man.now() - nb_man.last_save_time).total_seconds() >= _SAVE_EVERY:
            save(**kwargs)

    nb_man.save = save_now_and_then


def main(pipe: int, notebook: Path, saved: Path, scratch: Path) -> None:
    """Run the notebook, tell each event, save it as it stands now and then and at the end."""
    cells = json.loads(notebook.read_bytes())["cells"]
    teller = _Teller(pipe, sum(cell["cell_type"] == "code" and bool("".join(cell["source"]).strip()) for cell in cells))
    _Engine.teller = teller
    _Engine.connection = scratch / "kernel.json"
    threading.Thread(target=_stop_with_parent, args=(teller, scratch), daemon=True).start()
    papermill.engines.papermill_engines.register(_KERNEL, _Engine)
    _write_kernel(scratch / "jupyter")
    crash: BaseException | None = None
    try:
        papermill.execute_notebook(
            _escape(notebook),
            _escape(saved),
            engine_name=_KERNEL,
            kernel_name=_KERNEL,
            language="python",
            progress_bar=False,
        )
    except PapermillExecutionError as error:
        # also raised for cells that are allowed to fail; `teller.failure` knows which it was
        if error.ename == "CellExecutionError" and teller.failure is None:
            crash = error
    except BaseException as error:  # noqa: BLE001 - an edge: whatever it is, the other process must hear of it
        crash = error
    teller.end(crash)


def _escape(path: Path) -> str:
    """Return a path of which papermill, which fills in parameters between braces, makes what it is."""
    return str(path).replace("{", "{{").replace("}", "}}")


def describe_failure(execution_count: int | None, content: dict[str, Any]) -> dict[str, Any]:
    """Return exception, message, traceback and line of a failing cell from the kernel's reply."""
    traceback = _ANSI.sub("", "\n".join(content.get("traceback", ())))
    lines = re.findall(rf"Cell In\s?\[{execution_count}\], line (\d+)", traceback)
    return {
        "exception": content.get("ename", ""),
        "message": _ANSI.sub("", str(content.get("evalue", ""))),
        "traceback": traceback,
        "line": int(lines[-1]) if lines else None,
    }


def _explain(crash: BaseException, *, ran_out: bool) -> str:
    if type(crash).__name__ == "DeadKernelError":
        cause = "memory ran out, and the system ended it" if ran_out else "killed, or crashed in compiled code"
        return f"the kernel died while the cell was running: {cause}"
    return f"{type(crash).__name__}: {crash}"


def _count_memory_kills() -> int:
    """Return how many processes the system has ended so far because memory ran out; 0 where it does not tell."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/vmstat").read_text().splitlines():
            name, _, count = line.partition(" ")
            if name == "oom_kill":
                return int(count)
    return 0


def _text_of(output: Any) -> str:
    match output["output_type"]:
        case "stream":
            return "".join(output["text"])
        case "display_data" | "execute_result":
            text = "".join(output["data"].get("text/plain", ""))
            return f"{text}\n" if text else ""
        case _:
            return ""


def _write_kernel(jupyter: Path) -> None:
    """Describe a kernel that is this Python; installed kernels may belong to other environments."""
    folder = jupyter / "kernels" / _KERNEL
    folder.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
    spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))


def _stop_with_parent(teller: _Teller, scratch: Path) -> None:
    """Wait until the parent is gone, then leave nothing running."""
    sys.stdin.buffer.read()
    if teller.kernel_group is not None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(teller.kernel_group, signal.SIGKILL)
    shutil.rmtree(scratch, ignore_errors=True)  # the parent cannot any more
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), *(Path(argument) for argument in sys.argv[2:5]))
