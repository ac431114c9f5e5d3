"""`import nb2svc`: three functions, nothing heavy, and a folder and a function that share a name."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run_python(code):
    """Run Python text in a fresh process and give what it prints."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


def test_import_is_light():
    """`import nb2svc` imports nothing but itself."""
    code = "import sys, nb2svc\nprint(*sorted(name for name in sys.modules if name.startswith('nb2svc')))"
    assert run_python(code) == "nb2svc\n"


@pytest.mark.parametrize(
    "before",
    ["import nb2svc", "import nb2svc.build.progress", "from nb2svc.build import progress", "from nb2svc import build"],
)
def test_build_can_be_called_whatever_was_imported(before):
    """`nb2svc.build(...)` is the function although `nb2svc.build` is a folder too."""
    code = (
        f"{before}\nimport nb2svc\nfrom nb2svc.build.progress import Progress\nimport nb2svc.build as folder\n"
        "print(callable(nb2svc.build), folder.progress.Progress is Progress, folder.__name__)"
    )
    assert run_python(code) == "True True nb2svc.build\n"


def test_unknown_names_are_attribute_errors():
    """A mistyped name is an ordinary AttributeError."""
    import nb2svc

    with pytest.raises(AttributeError, match="module `nb2svc` has no attribute `biuld`"):
        nb2svc.biuld  # noqa: B018 - reading it is the test
