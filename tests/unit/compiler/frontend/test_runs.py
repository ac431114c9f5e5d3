"""`%run`: what is read of its line, where the script's cells come, and what is refused; IPython itself is the judge."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from nb2svc.compiler.frontend import read_program
from nb2svc.compiler.frontend.runs import Run, parse_run
from nb2svc.compiler.surroundings import Surroundings
from nb2svc.diagnostics import Report

LINES = {
    "%run helpers.py": Run(address="helpers.py"),
    "%run ./src/my helpers.py": Run(address="./src/my", arguments=("helpers.py",)),
    '%run "my helpers.py"  # shared': Run(address="my helpers.py"),
    "%run -i helpers": Run(address="helpers", shares=True),
    "%run -n helpers.py": Run(address="helpers.py", unnamed=True),
    "%run load.ipynb": Run(address="load.ipynb", shares=True),
    "%run helpers.py --x 3 'a b'": Run(address="helpers.py", arguments=("--x", "3", "a b")),
    "%run -t helpers.py": Run(address="helpers.py", unclear="-t"),
    "%run helpers.py {n}": Run(address="helpers.py", arguments=("{n}",), unclear="{n}"),
    "%run": None,
    "%running x": None,
    "x = 3": None,
}


@pytest.mark.parametrize(("line", "wanted"), LINES.items(), ids=LINES)
def test_line_is_read_as_ipython_reads_it(line: str, wanted: Run | None) -> None:
    """File, options and arguments; what IPython would put in is told."""
    assert parse_run(line) == wanted


SETTINGS = "limit = 5\ndef over(v):\n    return v > limit\n"
ARGUMENTS = (
    "import argparse, sys\nparser = argparse.ArgumentParser()\nparser.add_argument('--x', type=int, default=1)\n"
    "args = parser.parse_args()\nx, given = args.x, sys.argv[1:]\n"
)
SCRIPTS = {
    "settings.py": SETTINGS,
    "arguments.py": ARGUMENTS,
    "doubled.py": "total = total * 2\n",
    "main.py": "kind = 'module'\nif __name__ == '__main__':\n    kind = 'main'\n",
}

SAME = {
    "a script": ["%run settings.py\na = over(6)"],
    "after other code": ["limit = 9\n%run settings.py\na = over(6)"],
    "between other code": ["limit = 9\nb = limit\n%run settings.py\na = limit\nlimit_ = 3", "c = over(a)"],
    "twice": ["%run settings.py\na = limit\n%run settings.py\nb = limit"],
    "on the notebook's variables": ["total = 4\n%run -i doubled.py\na = total"],
    "with arguments": ["b = 1\n%run arguments.py --x 3\na = x + b"],
    "without its arguments": ["%run arguments.py\na = x"],
    "as the main module": ["%run main.py"],
}

REFUSED = {
    "a global bound again": (["%run settings.py", "limit = 9\na = over(6)"], "its functions read `limit`"),
    "variables of the notebook": (["total = 4\n%run doubled.py"], "it reads `total`"),
    "in a block": (["if True:\n    %run settings.py"], "stands in a block"),
    "under another name": (["%run -n main.py"], "under another `__name__`"),
    "with an option": (["%run -p settings.py"], "what `-p` makes"),
    "with a value put in": (["n = 3\n%run arguments.py --x $n"], "what `$n` makes"),
}


def expanded(cells: list[str], report: Report) -> list[str]:
    """Return the Python text of the cells with those of the scripts."""
    text = "".join(f"# %% #c{i}\n{cell}\n" for i, cell in enumerate(cells))
    scripts = {name: (name, content) for name, content in SCRIPTS.items()}
    program = read_program(text, path="notebook.py", report=report, surroundings=Surroundings(scripts=scripts))
    texts: dict[str, list[str]] = {}
    for statement in program.statements:
        cell = program.notebook.cell(statement.span.cell_id)
        assert statement.span.line <= len(cell.source.split("\n"))
        texts.setdefault(cell.id, []).append(_cut(cell.python, statement.node))
    return ["\n".join(parts) for parts in texts.values()]


def _cut(python: str, node) -> str:
    return textwrap.dedent("\n".join(python.split("\n")[node.lineno - 1 : node.end_lineno]))


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    """What IPython gives for every list of cells: the plain values of its variables."""
    folder = tmp_path_factory.mktemp("runs")
    for name, content in SCRIPTS.items():
        (folder / name).write_text(content)
    program = (
        "import json, sys\nfrom IPython.core.interactiveshell import InteractiveShell\n"
        "results = {}\nfor name, cells in json.load(open('cells.json')).items():\n"
        "    shell = InteractiveShell()\n    before = set(shell.user_ns)\n    for cell in cells:\n"
        "        assert shell.run_cell(cell).success, name\n"
        "    plain = {k: v for k, v in shell.user_ns.items() if type(v) in (int, str, bool, list)}\n"
        "    results[name] = {k: v for k, v in plain.items() if k not in before}\n"
        "print(json.dumps(results))\n"
    )
    (folder / "cells.json").write_text(json.dumps(SAME))
    (folder / "ask.py").write_text(program)
    environment = {"IPYTHONDIR": str(folder / "ipython"), "PATH": str(Path(sys.executable).parent)}
    done = subprocess.run(
        [sys.executable, "ask.py"], cwd=folder, capture_output=True, text=True, check=True, env=environment
    )
    return json.loads(done.stdout.strip().split("\n")[-1])


@pytest.mark.parametrize("name", SAME)
def test_cells_of_a_script_compute_what_ipython_does(name: str, shell) -> None:
    """The variables after the cells are those of IPython."""
    report = Report()
    variables: dict = {"__name__": "__main__"}
    for cell in expanded(SAME[name], report):
        exec(cell, variables)
    assert not report.diagnostics
    wanted = {k: v for k, v in shell[name].items() if not k.startswith("_")}
    assert wanted
    assert {k: variables.get(k) for k in wanted} == wanted


@pytest.mark.parametrize(("cells", "why"), REFUSED.values(), ids=REFUSED)
def test_run_that_means_something_else_is_refused(cells: list[str], why: str) -> None:
    """At its line, with the reason."""
    report = Report()
    expanded(cells, report)
    (found,) = report.diagnostics
    assert found.code == "NB003"
    assert why in found.message
    assert "%run" in found.frame[0]
    assert found.hint
