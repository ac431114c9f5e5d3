"""What the README tells people to type works."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")


def blocks(language):
    """Return the README's code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path):
    """A working folder as after `git clone`, with nothing built."""
    shutil.copytree(TOP / "notebooks", tmp_path / "notebooks")
    return tmp_path


def test_the_commands_run_in_their_order(folder, nb2svc):
    """Each line of the command list succeeds after those above it, and writes what it says."""
    (lines,) = (block.splitlines() for block in blocks("bash") if block.startswith("nb2svc"))
    for line in lines:
        nb2svc(*line.split()[1:], cwd=folder)
    assert (folder / "answers.csv").exists()
    assert (folder / "results.db").exists()


def test_the_python_example_runs(folder):
    """The Python block works as it stands."""
    (text,) = (block for block in blocks("python") if block.startswith("import nb2svc"))
    script = f"{text}\nprint(version)\n"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_code_shown_is_what_a_build_writes(churn, built):
    """The generated lines in the README are those of the churn package."""
    (shown,) = (block for block in blocks("python") if "state." in block)
    (file,) = built(churn).glob("churn/1-*/churn/preprocess.py")
    assert shown in file.read_text()


def test_up_serves_the_row_of_the_curl_example(folder, command, serving):
    """`nb2svc up` ends with a running service that answers the README's row."""
    (body,) = re.findall(r"--json '(\{.*\})'", README)
    up = [command, "up", folder / "notebooks/churn.ipynb", "--store", folder / "services"]
    with serving(up, folder / "log") as server:
        response = httpx.post(f"{server.url}/predict", content=body, headers={"content-type": "application/json"})
        assert response.status_code == 200, response.text
    said = (folder / "log").read_text()
    assert f"{server.url}" in said
    assert "curl" in said


def test_the_install_and_test_line_is_what_ci_runs():
    """`.ci/run` calls the README's line, so that it cannot rot."""
    (line,) = (block.strip() for block in blocks("bash") if "pytest" in block)
    install, test = line.split(" && ")
    script = (TOP / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert install.replace("pip install", "pip install -q") in script
    assert script[-1] == test


def test_pictures_and_links_exist():
    """Every file that the README points to is there."""
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert targets
    assert [target for target in targets if not (TOP / target).exists()] == []
