"""Notebook runs: real kernels, real crashes."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from nb2svc.build.execution import run_notebook


def write_notebook(folder: Path, *cells: str | tuple[str, str]) -> Path:
    """Write a notebook: a title, then the cells; a pair is a source and its tag."""
    pairs = [cell if isinstance(cell, tuple) else (cell, "") for cell in cells]
    new = nbformat.v4
    code = [
        new.new_code_cell(source, id=f"cell-{i}", metadata={"tags": [tag]} if tag else {})
        for i, (source, tag) in enumerate(pairs, 1)
    ]
    path = folder / "notebook.ipynb"
    nbformat.write(new.new_notebook(cells=[new.new_markdown_cell("# Title", id="title"), *code]), path)
    return path


@pytest.fixture
def run(tmp_path):
    """Run cells with a time limit; give the execution and the executed notebook."""

    def run_cells(*cells, timeout=120.0, **options):
        output = tmp_path / "out" / "run.ipynb"
        notebook = write_notebook(tmp_path, *cells)
        end = run_notebook(notebook, output=output, cwd=tmp_path, timeout=timeout, **options)
        return end, json.loads(output.read_text())

    return run_cells


def printed(notebook, position):
    return "".join("".join(o.get("text", "")) for o in notebook["cells"][position]["outputs"])


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(pids, seconds=10.0):
    """Return the processes that still live after the time."""
    deadline = time.monotonic() + seconds
    while (alive := [pid for pid in pids if is_alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive


def test_run_completes_with_this_python_in_the_given_folder(run, tmp_path):
    """Cells run in order in this Python, see the folder and the variables, and are told of one by one."""
    told, progress = [], []
    end, notebook = run(
        "import os, sys\nprint(sys.executable)\nprint(os.getcwd())",
        "",
        "os.environ['SEEN']",
        environment={"SEEN": "yes"},
        on_output=told.append,
        on_cell=lambda done, total: progress.append((done, total)),
    )
    assert (end.status, end.cell, end.exception) == ("completed", None, "")
    assert printed(notebook, 1).split() == [sys.executable, str(tmp_path)]
    assert progress == [(1, 2), (2, 2)]
    assert "".join(told) == f"{sys.executable}\n{tmp_path}\n'yes'\n"


def test_executed_notebook_holds_no_paths_and_no_claims(run, tmp_path):
    """What papermill notes of itself (absolute paths, a status that may lie, markers) is not kept."""
    end, notebook = run("1 / 0", "2")
    assert end.status == "failed"
    assert [cell["id"] for cell in notebook["cells"]] == ["title", "cell-1", "cell-2"]
    text = json.dumps({**notebook, "cells": [{**c, "outputs": []} for c in notebook["cells"]]})
    assert "papermill" not in text
    assert str(tmp_path) not in text


def test_failing_cell_is_reported_with_its_place(run):
    """The failing cell, its line, the exception and a plain traceback are told; the cells before keep their output."""
    end, notebook = run("print('fine')", "def half(x):\n    return x / 0\n\nhalf(3)", "print('never')")
    assert (end.status, end.cell, end.cell_id, end.line) == ("failed", 2, "cell-2", 2)
    assert (end.exception, end.message) == ("ZeroDivisionError", "division by zero")
    assert "half(3)" in end.traceback
    assert "\x1b" not in end.traceback
    assert printed(notebook, 1) == "fine\n"
    assert printed(notebook, 3) == ""


def test_cell_that_may_fail_does_not_stop_the_run(run):
    """A cell tagged `raises-exception` shows its error, and the run goes on to completion."""
    end, notebook = run(("1 / 0", "raises-exception"), "print('after')")
    assert end.status == "completed"
    assert notebook["cells"][1]["outputs"][0]["ename"] == "ZeroDivisionError"
    assert printed(notebook, 2) == "after\n"


def test_exit_in_a_cell_is_a_failure(run):
    """`sys.exit(0)` leaves cells that never ran, so the run is not called completed."""
    end, _ = run("import warnings, sys; warnings.simplefilter('ignore'); sys.exit(0)", "print('never')")
    assert (end.status, end.cell, end.exception) == ("failed", 1, "SystemExit")


def test_kernel_that_is_killed_is_told(run):
    """A kernel that dies (here as the out-of-memory killer does it) ends the run as died, at its cell."""
    end, _ = run("x = 1", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert (end.status, end.cell, end.cell_id) == ("died", 2, "cell-2")
    assert "kernel died" in end.message


def test_time_limit_stops_the_kernel_and_what_it_started(run, tmp_path):
    """After the time limit neither the kernel nor a process that it started is left; what was printed is saved."""
    start = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open('pids', 'w').write(f'{os.getpid()} {os.getppid()} {child.pid}')\n"
        "print('started', flush=True)"
    )
    end, notebook = run(start, "while True:\n    time.sleep(0.1)", timeout=15.0)
    assert (end.status, end.cell) == ("timed-out", 2)
    assert "15 seconds" in end.message
    assert printed(notebook, 1) == "started\n"
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert wait_until_gone(pids) == []


def test_kernel_that_ignores_termination_is_killed(run, tmp_path):
    """A cell that ignores SIGTERM cannot keep its kernel alive."""
    cell = (
        "import os, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "open('pids', 'w').write(str(os.getpid()))"
    )
    end, _ = run(cell, "while True:\n    time.sleep(0.1)", timeout=10.0)
    assert end.status == "timed-out"
    assert end.seconds < 25
    assert wait_until_gone([int((tmp_path / "pids").read_text())]) == []


def test_kernel_does_not_outlive_who_started_the_run(tmp_path):
    """When the calling process is killed, its kernel ends too, and its temporary files go."""
    write_notebook(
        tmp_path, "import os, time\nopen('pids', 'w').write(f'{os.getpid()} {os.getppid()}')\ntime.sleep(600)"
    )
    code = (
        "import sys; from pathlib import Path; from nb2svc.build.execution import run_notebook\n"
        "here = Path(sys.argv[1])\n"
        "run_notebook(here / 'notebook.ipynb', output=here / 'o.ipynb', cwd=here, timeout=None)"
    )
    variables = {**os.environ, "TMPDIR": tempfile.mkdtemp(prefix="t")}
    caller = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], env=variables)
    deadline = time.monotonic() + 60
    while not (tmp_path / "pids").exists() or not (tmp_path / "pids").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    caller.send_signal(signal.SIGKILL)
    caller.wait()
    assert wait_until_gone([int(pid) for pid in (tmp_path / "pids").read_text().split()]) == []
    Path(variables["TMPDIR"]).rmdir()  # it is empty


def test_an_interrupted_caller_leaves_nothing_running(run, tmp_path):
    """An exception in a callback (Ctrl-C comes like one) passes through, after the kernel is stopped."""

    def stop(_):
        raise KeyboardInterrupt

    cell = "import os, time\nopen('pids', 'w').write(f'{os.getpid()} {os.getppid()}')\nprint('go')\ntime.sleep(600)"
    with pytest.raises(KeyboardInterrupt):
        run(cell, on_output=stop)
    assert wait_until_gone([int(pid) for pid in (tmp_path / "pids").read_text().split()]) == []


def test_run_needs_no_home_and_ignores_the_users_settings(run, tmp_path):
    """No writable home is needed, and neither a profile's startup file nor a `python3` kernel of elsewhere matters."""
    startup = tmp_path / "home" / ".ipython" / "profile_default" / "startup"
    kernel = tmp_path / "home" / ".local" / "share" / "jupyter" / "kernels" / "python3"
    for folder in (startup, kernel):
        folder.mkdir(parents=True)
    (startup / "first.py").write_text("surprise = 1")
    (kernel / "kernel.json").write_text('{"argv": ["/nowhere/python"], "display_name": "x", "language": "python"}')
    (tmp_path / "home").chmod(0o555)
    end, notebook = run("'surprise' in dir()", environment={"HOME": str(tmp_path / "home")})
    assert end.status == "completed"
    assert notebook["cells"][1]["outputs"][0]["data"]["text/plain"] in ("False", ["False"])


def test_users_file_names_do_not_disturb_the_run(run, tmp_path):
    """A file beside the notebook that is called like a library (`nbformat.py`) does not stop the runner."""
    (tmp_path / "papermill.py").write_text("raise RuntimeError('mine')")
    (tmp_path / "helper.py").write_text("VALUE = 7")
    end, notebook = run("import helper\nprint(helper.VALUE)")
    assert end.status == "completed"
    assert printed(notebook, 1) == "7\n"


def test_a_folder_may_have_any_name(tmp_path):
    """Braces in it are braces, and not the name of a parameter."""
    folder = tmp_path / "team {{ one }} {x}"
    folder.mkdir()
    end = run_notebook(write_notebook(folder, "1 + 1"), output=folder / "run.ipynb", cwd=folder, timeout=120.0)
    assert end.status == "completed", end
    assert (folder / "run.ipynb").is_file()
