"""What `%run` says: which file, with which options and arguments, and what the file then sees.

`%run helpers.py` gives a script variables of its own, and the notebook those that it ends with; `%run -i` and a
notebook that is run share the variables of the notebook that runs them.
"""

from __future__ import annotations

import ast
import builtins
import re
import shlex
import symtable
from dataclasses import dataclass
from typing import Final

__all__ = ["Run", "give_arguments", "keeps_apart", "parse_run"]

_RUN: Final = re.compile(r"%run\s+(?P<rest>.+)")
_COMMENT: Final = re.compile(r"\s#.*$")
_OPTIONS: Final = frozenset({"-i", "-n", "-e", "-in", "-ni"})
_PUT_IN: Final = frozenset("{}$*?~")  # what IPython replaces in arguments
_PARSERS: Final = frozenset({"parse_args", "parse_known_args"})
_READS_ARGUMENTS: Final = re.compile(r"\b(?:argv|argparse|click|fire|docopt|typer|getopt|optparse)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A line `%run ...`.

    Attributes:
        address: the file, as written.
        arguments: what the script gets on its command line.
        shares: whether it works on the notebook's own variables.
        unnamed: whether it does not run as the main module.
        unclear: what cannot be followed: an option, or a value that is put in; empty where all is clear.
    """

    address: str
    arguments: tuple[str, ...] = ()
    shares: bool = False
    unnamed: bool = False
    unclear: str = ""


def parse_run(line: str) -> Run | None:
    """Return what a line `%run file` says; None for another line.

    Args:
        line: without indentation.
    """
    found = _RUN.fullmatch(line.rstrip())
    if found is None:
        return None
    try:
        words = shlex.split(_COMMENT.sub("", found["rest"]), posix=True)
    except ValueError:
        return None
    options = []
    while words and words[0].startswith("-"):
        options.append(words.pop(0))
    if not words:
        return None
    given = "".join(option for option in options if option in _OPTIONS)
    unclear = next((option for option in options if option not in _OPTIONS), "")
    unclear = unclear or next((word for word in words[1:] if _PUT_IN & set(word)), "")
    return Run(
        address=words[0],
        arguments=tuple(words[1:]),
        shares="i" in given or words[0].endswith((".ipynb", ".ipy")),
        unnamed="n" in given,
        unclear=unclear,
    )


def keeps_apart(run: Run, name: str, text: str, later: str) -> str:
    """Return why running the script's statements in the place of `%run` would be something else; empty if it is not.

    Args:
        run: the line.
        name: the script's file.
        text: what stands in it.
        later: the code that runs after it.
    """
    if run.unclear:
        return f"cannot be followed: what `{run.unclear}` makes of the script is not known without IPython"
    if run.unnamed and "__name__" in text:
        return "runs the script under another `__name__`, which the script asks for"
    if run.arguments and _READS_ARGUMENTS.search(text) and _with_arguments(run, name, text) is None:
        return "gives arguments that the script reads in a way that cannot be followed"
    if run.shares or name.endswith((".ipynb", ".ipy")):
        return ""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return ""  # running it fails with the right words
    own = _bound(tree)
    unknown = sorted(_read_unbound(tree) - set(dir(builtins)) - {"__file__", "__name__", "get_ipython"})
    if unknown and not _has_star(tree):
        return f"does not give the script the notebook's variables, and it reads `{unknown[0]}`"
    again = _bound_by(later)
    for read in sorted(_read_by_helpers(text) & own.keys() & again.keys()):
        if own[read] != again[read]:
            return f"gives the script variables of its own: its functions read `{read}`, which is bound again below"
    return ""


def give_arguments(run: Run, name: str, text: str) -> str:
    """Return the script's text with the arguments of its command line written where it reads them."""
    if name.endswith(".ipynb") or not _READS_ARGUMENTS.search(text):
        return text
    written = _with_arguments(run, name, text)
    return text if written is None else written


def _with_arguments(run: Run, name: str, text: str) -> str | None:
    """Return the text with `sys.argv` and `parser.parse_args()` given their values; None where others read them."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    whole = repr([name, *run.arguments])
    places: list[tuple[int, int, int, str]] = []
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="sys"), attr="argv", ctx=ast.Load()):
                assert node.end_col_offset is not None
                places.append((node.lineno, node.col_offset, node.end_col_offset, whole))
            case ast.Call(func=ast.Attribute(attr=attr), args=[], keywords=[]) if attr in _PARSERS:
                assert node.end_col_offset is not None
                end = node.end_col_offset - 1
                places.append((node.end_lineno or node.lineno, end, end, repr(list(run.arguments))))
            case ast.Import(names=aliases) if any(a.name in ("click", "fire", "docopt", "typer") for a in aliases):
                return None
            case ast.ImportFrom(module="sys" | "click" | "fire" | "docopt" | "typer" | "getopt" | "optparse"):
                return None
    lines = text.split("\n")
    for line, start, end, value in sorted(places, reverse=True):
        encoded = lines[line - 1].encode()
        lines[line - 1] = (encoded[:start] + value.encode() + encoded[end:]).decode()
    return "\n".join(lines)


def _has_star(tree: ast.Module) -> bool:
    return any(isinstance(n, ast.ImportFrom) and n.names[0].name == "*" for n in ast.walk(tree))


def _bound(tree: ast.Module) -> dict[str, str]:
    """Return the names that a text binds outside of functions, and what binds them last, as text."""
    table = symtable.symtable(ast.unparse(tree), "<script>", "exec")
    names = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    found = dict.fromkeys(names, "")
    for node in tree.body:
        for name in names:
            if any(
                getattr(part, "id", getattr(part, "name", None)) == name
                or (isinstance(part, ast.alias) and (part.asname or part.name.partition(".")[0]) == name)
                for part in ast.walk(node)
                if not (isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load))
            ):
                found[name] = ast.unparse(node)
    return found


def _bound_by(text: str) -> dict[str, str]:
    """Return the names that later cells bind; a text with magics counts line by line."""
    try:
        return _bound(ast.parse(text))
    except (SyntaxError, ValueError):
        pass
    python = "\n\n".join(mask if _parses(mask) else "" for mask in re.split(r"\n(?=\S)", text))
    return _bound(ast.parse(python))


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _read_unbound(tree: ast.Module) -> set[str]:
    """Return the names that a script reads outside of functions before it binds them; a block may bind its own."""
    found: set[str] = set()
    bound: set[str] = set()
    for node in tree.body:
        symbols = symtable.symtable(ast.unparse(node), "<script>", "exec").get_symbols()
        binds = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported() or s.is_namespace()}
        reads = {s.get_name() for s in symbols if s.is_referenced()}
        if isinstance(node, ast.AugAssign):
            reads |= binds
        elif hasattr(node, "body"):
            reads -= binds
        found |= reads - bound
        bound |= binds
    return found


def _read_by_helpers(text: str) -> set[str]:
    """Return the names of the script that its functions and classes read, when they are called."""
    found: set[str] = set()
    pending = symtable.symtable(text, "<script>", "exec").get_children()
    while pending:
        scope = pending.pop()
        found |= {s.get_name() for s in scope.get_symbols() if s.is_global() and s.is_referenced()}
        pending += scope.get_children()
    return found
