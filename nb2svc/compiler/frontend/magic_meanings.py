"""What each magic means for a service: nothing, the Python behind it, or something that only IPython can do."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["Mask", "mask_assignment", "mask_cell_magic", "mask_line"]

# they change how the notebook looks or is worked with, and nothing that a cell computes
_HARMLESS_NAMES: Final = """
    alias autocall autoindent automagic autosave autoreload aimport colors config doctest_mode gui history load_ext
    logoff logon logstart logstate logstop lsmagic magic matplotlib notebook page pastebin pdb pdef pdoc pfile pinfo
    pinfo2 precision pprint psearch psource quickref recall reload_ext rerun tb unalias unload_ext watermark who who_ls
    whos xmode
"""
_HARMLESS: Final[frozenset[str]] = frozenset(_HARMLESS_NAMES.split())
# they run the statement behind them once, as it is
_TRANSPARENT: Final[frozenset[str]] = frozenset({"time", "prun"})
_TRANSPARENT_CELL: Final[frozenset[str]] = frozenset({"time", "prun", "capture", "matplotlib", "notify"})
_INSTALL: Final = re.compile(
    r"(?:sudo\s+)?(?:(?:\S*/)?(?:python[\d.]*|\{sys\.executable\}|\"?\{sys\.executable\}\"?)\s+-m\s+)?"
    r"(?:(?:\S*/)?pip[\d.]*|conda|mamba|micromamba|uv\s+pip|uv|apt(?:-get)?|poetry)\s+(?:-\S+\s+)*(?:install|add)\b.*"
)
_PRUN_OPTIONS: Final = re.compile(r"(?:-[lsTD]\s*\S+\s+|-[rq]\s+)*")
_SETTING: Final = re.compile(r"(?P<name>\w+)(?:\s*=\s*|\s+)(?P<value>\S.*)")
_PYLAB: Final = (
    "import numpy, matplotlib; from matplotlib import pylab, mlab, pyplot; import numpy as np; "
    "import matplotlib.pyplot as plt; from pylab import *; from numpy import *"
)
_COMMENT: Final = re.compile(r"\s+#.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """What replaced a magic.

    Attributes:
        kind: `dropped` means nothing, `install` is an installation, `opaque` stays a call into IPython, `unwrapped`
            and `call` became plain Python.
        name: the magic as the user wrote it: `%sql`, `%%bash`, `!`, `?`.
        text: the magic with its arguments, without indentation.
        python: the line that takes its place.
        line: 1-based first line in the cell.
        end_line: its last line; those after the first became blank.
        column: 0-based column where the text after the mask starts; everything from there stood `shift` further right.
        shift: how many characters the mask took away before `column`.
    """

    kind: Literal["dropped", "install", "opaque", "unwrapped", "call"]
    name: str
    text: str
    python: str
    line: int
    end_line: int
    column: int = 0
    shift: int = 0


def mask_line(text: str, *, indent: str, line: int, end_line: int | None = None) -> Mask:
    """Return the mask of a statement that is a magic, shell command or question.

    Args:
        text: the statement from its escape character on, continued lines joined.
        indent: the blanks before it.
        line: where it starts.
        end_line: where it ends, when that is another line.
    """
    end = end_line or line
    text = text.rstrip()
    nothing = f"{indent}pass" if indent else ""
    if text.startswith("?") or text.endswith("?"):
        return Mask(kind="dropped", name="?", text=text, python=nothing, line=line, end_line=end)
    if text.startswith("!"):
        if _INSTALL.fullmatch(text.lstrip("!").strip()):
            return Mask(kind="install", name="!", text=text, python=nothing, line=line, end_line=end)
        method = "getoutput" if text.startswith("!!") else "system"
        python = f"{indent}get_ipython().{method}({text.lstrip('!')!r})"
        return Mask(kind="opaque", name="!", text=text, python=python, line=line, end_line=end)
    name, _, rest = text.removeprefix("%").strip().partition(" ")
    rest = rest.strip()
    if _INSTALL.fullmatch(f"{name} {rest}"):
        return Mask(kind="install", name=f"%{name}", text=text, python=nothing, line=line, end_line=end)
    if name in _HARMLESS or (name in _TRANSPARENT and not rest) or _only_shows(name, rest):
        return Mask(kind="dropped", name=f"%{name}", text=text, python=nothing, line=line, end_line=end)
    statement = _PRUN_OPTIONS.sub("", rest, count=1) if name == "prun" else rest
    if name in _TRANSPARENT and statement.startswith(("%", "!")):  # `%time !ls`
        return mask_line(statement, indent=indent, line=line, end_line=end)
    if name in _TRANSPARENT and _parses(statement, "exec"):
        return Mask(
            kind="unwrapped",
            name=f"%{name}",
            text=text,
            python=f"{indent}{statement}",
            line=line,
            end_line=end,
            column=len(indent),
            shift=len(text) - len(statement),
        )
    plain = _plain_python(name, rest)
    if plain is not None:
        return Mask(kind="call", name=f"%{name}", text=text, python=indent + plain, line=line, end_line=end)
    python = f"{indent}get_ipython().run_line_magic({name!r}, {rest!r})"
    return Mask(kind="opaque", name=f"%{name}", text=text, python=python, line=line, end_line=end)


def _only_shows(name: str, rest: str) -> bool:
    """Return whether a magic shows settings: `%env` and `%env HOME`."""
    return name == "env" and "=" not in rest and len(rest.split()) < 2


def _plain_python(name: str, rest: str) -> str | None:
    """Return the Python that does what a magic does, on one line; None where only IPython can.

    What a magic takes from variables, as in `%cd {folder}`, only IPython puts in.
    """
    if name == "pylab":
        return _PYLAB
    given = rest.strip("\"'")
    if set(rest) & set("{}$*~") or not given:
        return None
    if name == "cd" and not given.startswith("-"):
        return f"import os; os.chdir({_quoted(given)})"
    if name in ("env", "set_env") and (found := _SETTING.fullmatch(given)):
        return f"import os; os.environ[{_quoted(found['name'])}] = {_quoted(found['value'])}"
    return None


def _quoted(text: str) -> str:
    return f'"{text}"' if '"' not in text and "\\" not in text else repr(text)


def mask_assignment(before: str, text: str, *, line: int, end_line: int) -> Mask:
    """Return the mask of `name = %magic ...` or `name = !command`.

    Args:
        before: the line up to the magic.
        text: the magic.
        line: where the statement's line starts.
        end_line: where the magic ends.
    """
    text = text.rstrip()
    indent = before[: len(before) - len(before.lstrip())]
    statement = f"{indent}{before.lstrip()}{text}"
    if text.startswith("!"):
        python = f"{before}get_ipython().getoutput({text[1:]!r})"
        return Mask(kind="opaque", name="!", text=statement, python=python, line=line, end_line=end_line)
    name, _, rest = text[1:].partition(" ")
    if name in _TRANSPARENT and _parses(rest.strip(), "eval"):
        return Mask(
            kind="unwrapped",
            name=f"%{name}",
            text=statement,
            python=before + rest.strip(),
            line=line,
            end_line=end_line,
            column=len(before),
            shift=len(text) - len(rest.strip()),
        )
    python = f"{before}get_ipython().run_line_magic({name!r}, {rest.strip()!r})"
    return Mask(kind="opaque", name=f"%{name}", text=statement, python=python, line=line, end_line=end_line)


def mask_cell_magic(name: str, arguments: str, body: str, *, line: int, last_line: int) -> Mask:
    """Return the mask of a `%%name` line; for a magic that takes the whole cell it ends on the last line.

    Args:
        name: the magic's name.
        arguments: the rest of its line.
        body: the cell below it.
        line: where it stands.
        last_line: the number of lines of the cell.
    """
    text = f"%%{name} {arguments}".rstrip()
    if name not in _TRANSPARENT_CELL:
        python = f"get_ipython().run_cell_magic({name!r}, {arguments!r}, {body!r})"
        return Mask(kind="opaque", name=f"%%{name}", text=text, python=python, line=line, end_line=last_line)
    output = _COMMENT.sub("", arguments)
    if name == "capture" and any(not word.startswith("-") for word in output.split()):
        # the call defines the name in a kernel and for the reader of names; its value is not Python's business
        python = f"get_ipython().run_cell_magic({name!r}, {output!r}, '')"
        return Mask(kind="opaque", name="%%capture", text=text, python=python, line=line, end_line=line)
    return Mask(kind="dropped", name=f"%%{name}", text=text, python="", line=line, end_line=line)


def _parses(text: str, mode: Literal["exec", "eval"]) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text, mode=mode)
    except (SyntaxError, ValueError):
        return False
    return bool(text)
