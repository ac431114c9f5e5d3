"""The extension as it is installed from the sources, in the programs that it is for: the oldest and the newest.

The environment of these tests has the newest. The oldest is in one of its own, into which the sources are installed as
a person does it, with no more than the extra that the README names, on a machine without Node.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2]
OLDEST = "jupyterlab==4.0.*"
NO_NODE = '#!/bin/sh\necho "there is no Node on this machine" >&2\nexit 127\n'
CELLS = (
    ("df = pd.read_csv('a.csv')", ()),
    ("X = df[['x']]", ("preprocess",)),
    ("y = X['x'] * factor", ("predict",)),
)


@pytest.fixture(scope="module")
def oldest(tmp_path_factory):
    """The Python of a new environment with the oldest JupyterLab, and nb2svc installed from sources never built."""
    folder = tmp_path_factory.mktemp("installed")
    made = shutil.ignore_patterns("node_modules", "labextension", "lib", "__pycache__")
    for part in ("nb2svc", "templates"):
        shutil.copytree(SOURCES / part, folder / "sources" / part, ignore=made)
    for part in ("pyproject.toml", "README.md"):
        shutil.copy(SOURCES / part, folder / "sources")
    (folder / "no-node").mkdir()
    for name in ("node", "npm", "npx"):
        (folder / "no-node" / name).write_text(NO_NODE)
        (folder / "no-node" / name).chmod(0o755)
    ours = {"PYTHONPATH", "NB2SVC_LABEXTENSION", "VIRTUAL_ENV"}
    environment = {name: text for name, text in os.environ.items() if name not in ours}
    environment["PATH"] = f"{folder / 'no-node'}:{environment['PATH']}"
    # `python -m uv` installs into the environment of that Python, whatever VIRTUAL_ENV says: it is told each time
    python = folder / "venv" / "bin" / "python"
    for words in (
        ("venv", "--python", sys.executable, str(folder / "venv")),
        ("pip", "install", "--python", str(python), "-e", f"{folder / 'sources'}[lab]", OLDEST),
    ):
        command = [sys.executable, "-m", "uv", "-q", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert python.exists()
    return python


def test_one_command_installs_all_of_it(oldest, tmp_path):
    """JupyterLab lists the extension, and its server that of ours, with nothing enabled by hand and no Node there."""
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    environment |= {name: str(tmp_path) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    for words, entry in (
        ("labextension list", r"nb2svc-labextension v\S+ enabled OK"),
        ("server extension list", r"nb2svc\.lab\.server enabled\n.*\n\s*nb2svc\.lab\.server\s+OK"),
    ):
        command = [oldest.with_name("jupyter"), *words.split()]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        said = re.sub(r"\x1b\[\d+m", "", done.stdout + done.stderr)
        assert re.search(entry, said), said


@pytest.fixture(params=["the oldest JupyterLab", "Notebook 7"])
def program(request, running_jupyter, tmp_path):
    """A running program that shows notebooks."""
    if request.param == "Notebook 7":
        options = {"program": "notebook"}
    else:
        options = {"installed": request.getfixturevalue("oldest")}
    with running_jupyter(tmp_path, **options) as running:
        yield running


def test_it_works(program, browser, opening_notebook, cell):
    """A cell is tagged, a finding stands in its cell, the panel has all its sections; nothing is called an error."""
    path = program.write("notebook.ipynb", [cell(source=source, tags=tags) for source, tags in CELLS])
    with opening_notebook(browser, program, path) as notebook:
        notebook.page.on(
            "console", lambda message: notebook.faults.append(message.text) if message.type == "error" else None
        )
        target = notebook.select(0)
        target.locator(".nb2svc-Chooser").wait_for()
        notebook.page.keyboard.press("t")
        notebook.page.keyboard.press("l")
        target.locator(".nb2svc-Badge", has_text="load").wait_for()
        finding = notebook.cell(2).locator(".nb2svc-Findings li[data-severity=error]")
        finding.wait_for()
        assert "factor" in finding.text_content()
        assert notebook.cell(2).locator(".cm-lintRange-error").text_content() == "factor"
        notebook.run("nb2svc:open-panel")
        notebook.page.locator("[data-section=findings]", has_text="factor").wait_for()
        assert notebook.save() == [["load"], ["preprocess"], ["predict"]]


def test_an_installation_without_the_extension_says_so(running_jupyter, jupyter, tmp_path):
    """Who starts JupyterLab is told what is missing and how it is installed, and not where all is there."""
    missing = "this installation is without the JupyterLab extension"
    assert missing not in jupyter.log.read_text()
    with running_jupyter(tmp_path, options=[f"--LabApp.labextensions_path={tmp_path}"]) as running:
        assert missing in running.log.read_text()
