"""A missing extra is told before any work."""

from __future__ import annotations

import subprocess
import sys
import textwrap

BLOCKED = textwrap.dedent("""
    import sys

    class Absent:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in {blocked!r}:
                raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

    sys.meta_path.insert(0, Absent())
    sys.argv[1:] = {arguments!r}
    from nb2svc.cli import main
    sys.exit(main())
""")


def run_without(blocked, *arguments, cwd):
    """Run a command in a Python for which some packages are not installed."""
    code = BLOCKED.format(blocked=blocked, arguments=list(arguments))
    return subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=False)


def test_build_without_papermill(tmp_path):
    """A build without papermill is one line that names the extra, and nothing is begun."""
    (tmp_path / "x.ipynb").write_text("{}")
    done = run_without({"papermill"}, "build", "x.ipynb", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr == "error: building a notebook needs packages that are not installed: pip install 'nb2svc[build]'\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["x.ipynb"]


def test_check_needs_no_extra(tmp_path):
    """`check` works where only the base packages are."""
    blocked = {"papermill", "nbformat", "nbclient", "nbconvert", "IPython", "ipykernel", "packaging", "pandas"}
    assert run_without(blocked, "new", "flats", cwd=tmp_path).returncode == 0
    done = run_without(blocked, "check", "flats/flats.ipynb", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "flats/flats.ipynb: no findings\n", "")
