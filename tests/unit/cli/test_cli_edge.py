"""What the command line does with mistakes, interrupts and our own bugs; and how quickly it starts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from unit.cli.terminal import run

import nb2svc

HEAVY = ("pandas", "numpy", "papermill", "fastapi", "sklearn", "torch", "uvicorn", "nbformat", "IPython", "msgspec")


def imported_by(*arguments):
    """Return which heavy packages a command imports."""
    code = (
        "import sys, contextlib, io\nfrom nb2svc.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):\n"
        f"    main({arguments!r})\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_help_groups_the_commands(tmp_path):
    """`--help` names every command under its group, and how to begin."""
    done = run("--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    titles_and_commands = re.findall(r"^(?:│ ([a-z]+)  |╭─ ([A-Z][a-z]+) )", done.stdout, re.MULTILINE)
    assert " ".join(command or title for command, title in titles_and_commands) == (
        "Options Notebooks new tags check explain codes build up test "
        "Services serve predict batch keys Versions versions promote rollback traffic show diff"
    )
    assert "Start with: nb2svc new flats" in done.stdout


@pytest.mark.parametrize(
    "command",
    ["new", "tags", "check", "build", "up", "serve", "predict", "batch run", "keys new", "keys list", "keys revoke",
     "versions", "promote", "rollback", "traffic", "show", "diff"],
)  # fmt: skip
def test_every_command_has_help_json_and_example(tmp_path, command):
    """Each command explains itself, gives an example and knows `--json`."""
    done = run(*command.split(), "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"Example: nb2svc {command}" in done.stdout
    assert "--json" in done.stdout


def test_help_imports_nothing_heavy():
    """`--help` needs none of the packages that take long to import."""
    assert imported_by("--help") == []


def test_version(tmp_path):
    """`--version` is one line."""
    done = run("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"nb2svc {nb2svc.__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek"], "No such command 'chek'. Did you mean 'check'? See `nb2svc --help`"),
        (["check"], "Missing argument 'NOTEBOOK'. See `nb2svc check --help`"),
        (["versions", "--wrong"], "No such option: --wrong (Possible options: --json) See `nb2svc versions --help`"),
        (["build", "x.ipynb", "-p", "n"], "`-p n` does not set a parameter: write `-p name=value`"),
        (["build", "x.ipynb", "-p", "a b=1"], "`-p a b=1` does not set a parameter: write `-p name=value`"),
        (["build", "x.ipynb", "--allow", "nb206"], "`--allow nb206` names no finding: did you mean `NB206`?"),
        (["build", "x.ipynb", "--allow", "all"], "`--allow all` names no finding: a code looks like `NB206`"),
    ],
)
def test_mistakes_on_the_command_line_are_exit_1(tmp_path, arguments, message):
    """A mistyped command is the user's mistake, told in one line, not our bug."""
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"error: {message}\n")


def test_mistakes_are_json_too(tmp_path):
    """A mistyped command with `--json` still gives one document."""
    done = run("versions", "--json", "--wrong", cwd=tmp_path)
    assert json.loads(done.stdout)["error"]["message"].startswith("No such option: --wrong")


def break_a_command(tmp_path: Path, error: str) -> dict[str, str]:
    """Let `nb2svc new` raise, as a fault in it would, through a module that Python imports at start."""
    (tmp_path / "sitecustomize.py").write_text(
        f"import nb2svc.build.starter as starter\ndef write_starter(*_):\n    raise {error}\n"
        "starter.write_starter = write_starter\n"
    )
    return {"PYTHONPATH": str(tmp_path), "TMPDIR": str(tmp_path)}


def test_our_bug_is_exit_2_with_the_traceback_in_a_file(tmp_path):
    """An exception that nobody expected is told as our fault; the traceback is kept for the report."""
    done = run("new", "flats", cwd=tmp_path, **break_a_command(tmp_path, "KeyError('scaler')"))
    assert (done.returncode, done.stdout) == (2, "")
    match = re.fullmatch(
        r"internal error: KeyError: 'scaler'\n"
        r"This is a fault of nb2svc, not of the notebook\. Please report it with the text of `(.+)`\n",
        done.stderr,
    )
    assert match
    assert "Traceback (most recent call last)" in Path(match[1]).read_text()


def test_our_bug_with_debug_shows_the_traceback(tmp_path):
    """`--debug` prints the traceback at once."""
    done = run("--debug", "new", "flats", cwd=tmp_path, **break_a_command(tmp_path, "KeyError('scaler')"))
    assert done.returncode == 2
    assert "Traceback (most recent call last)" in done.stderr


def test_missing_extra_is_named(tmp_path):
    """A package that is not installed is one line that names the extra which brings it."""
    broken = break_a_command(tmp_path, "ModuleNotFoundError(\"No module named 'papermill'\", name='papermill.execute')")
    done = run("new", "flats", cwd=tmp_path, **broken)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: `nb2svc new` needs packages that are not installed: pip install 'nb2svc[build]'\n"


def test_missing_module_that_no_extra_brings_is_our_bug(tmp_path):
    """A module of ours that is missing is not blamed on the user's installation."""
    broken = break_a_command(tmp_path, "ModuleNotFoundError(\"No module named 'nb2svc.x'\", name='nb2svc.x')")
    assert run("new", "flats", cwd=tmp_path, **broken).returncode == 2


def test_interrupt_is_quiet(tmp_path):
    """Ctrl-C ends with the code that shells expect, and without a traceback."""
    done = run("new", "flats", cwd=tmp_path, **break_a_command(tmp_path, "KeyboardInterrupt"))
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_reader_that_has_enough_is_no_error_message(tmp_path):
    """`nb2svc --help | head -1` ends without a traceback."""
    done = subprocess.run(
        f"{sys.executable} -m nb2svc new flats --json | true",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
