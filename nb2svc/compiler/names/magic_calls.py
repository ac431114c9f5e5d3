"""What the calls that masked magics became do to names: `%%capture out`, `%store -r x`, `%%bash --out lines`."""

from __future__ import annotations

import ast
import re
from typing import Final

from nb2svc.compiler.names.frames import Frame
from nb2svc.compiler.names.machine import Machine
from nb2svc.compiler.names.things import EMPTY

__all__ = ["run_magic"]

_EXPANDED: Final = re.compile(r"\{([^\W\d]\w*)[^{}]*\}|\$([^\W\d]\w*)")
_OUTPUT: Final = re.compile(r"--(?:out|err|proc|output)[ =]+([^\W\d]\w*)")
_BINDS_UNKNOWN: Final = frozenset({"pylab", "run", "load", "loadpy", "store", "recall", "macro"})
_PROCESS: Final = frozenset({"cd", "env", "set_env", "pushd", "popd"})
_FILES: Final = frozenset({"writefile", "file", "save", "bash", "sh", "script"})


def run_magic(machine: Machine, method: str, node: ast.Call, frame: Frame) -> None:
    """Note what a call of `get_ipython()` reads and binds.

    Args:
        machine: where to note it.
        method: `run_line_magic`, `run_cell_magic`, `system` or `getoutput`.
        node: the call.
        frame: where it stands.
    """
    texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    if method not in ("run_line_magic", "run_cell_magic"):
        machine.ambient.add("files")
        _read_expanded(machine, " ".join(map(str, texts)), frame)
        return
    name, line, *body = (str(text) for text in texts)
    _read_expanded(machine, " ".join((line, *body)), frame)
    if name in _BINDS_UNKNOWN:
        machine.star = True
    if name in _PROCESS:
        machine.ambient.add("process")
    if name in _FILES:
        machine.ambient.add("files")
    for output in _outputs(name, line):
        machine.bind(output, EMPTY, frame)


def _outputs(name: str, line: str) -> list[str]:
    """Return the names that a magic binds to what it prints or finds."""
    if name == "capture":
        return [word for word in line.split() if word.isidentifier()][:1]
    found: list[str] = _OUTPUT.findall(line)
    if name.endswith("sql") and "<<" in line:
        found.append(line.partition("<<")[0].split()[-1])
    return [output for output in found if output.isidentifier()]


def _read_expanded(machine: Machine, text: str, frame: Frame) -> None:
    """Read the variables that IPython puts into a command: `!ls {folder}`, `!echo $name`."""
    for braces, dollar in _EXPANDED.findall(text):
        name = braces or dollar
        if frame.find(name) in machine.state.values:
            machine.load(name, frame)
