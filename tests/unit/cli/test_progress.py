"""How progress is shown."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

from nb2svc.build.progress import Progress
from nb2svc.cli.progress import show_progress

STEPS = (
    Progress(step="compile", state="started"),
    Progress(step="compile", state="done", detail="12 statements of 9 cells"),
    Progress(step="run", state="started"),
    Progress(step="run", state="working", detail="cell 1 of 9"),
    Progress(step="run", state="output", detail="epoch 1"),
    Progress(step="run", state="output", detail=" loss 0.5"),
    Progress(step="run", state="working", detail="cell 2 of 9"),
    Progress(step="run", state="done"),
)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "compile: 12 statements of 9 cells (_ s)\nrun the notebook: done (_ s)\n"),
        (
            {"verbose": True},
            """\
compile: 12 statements of 9 cells (_ s)
run the notebook: cell 1 of 9
epoch 1 loss 0.5
run the notebook: cell 2 of 9
run the notebook: done (_ s)
""",
        ),
        ({"quiet": True}, ""),
        ({"quiet": True, "verbose": True}, ""),
    ],
)
def test_progress_without_a_terminal(capsys, options, text):
    """In a log each step is a line on stderr; `-v` adds the notebook's output, `--json` shows nothing."""
    with show_progress(**options) as on_progress:
        for progress in STEPS:
            on_progress(progress)
    shown = capsys.readouterr()
    assert (re.sub(r"\d+\.\d s", "_ s", shown.err), shown.out) == (text, "")


def test_progress_on_a_terminal():
    """On a terminal the step at work is shown live, and a line stays for each step that is done."""
    code = (
        "from unit.cli.test_progress import STEPS, show_progress\n"
        "with show_progress() as on_progress:\n    for progress in STEPS:\n        on_progress(progress)\n"
    )
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen([sys.executable, "-c", code], stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # how Linux tells that the other side is closed
        pass
    os.close(ours)
    assert child.wait() == 0
    text = shown.decode()
    assert "compile: 12 statements of 9 cells" in text
    assert "cell 2 of 9" in text
    assert "epoch" not in text
