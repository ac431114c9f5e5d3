"""Finds what lies beside a notebook and belongs to it: modules that it imports, scripts that it runs.

Also asks libraries which names `from library import *` binds; that needs a process of its own, as importing has
effects.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import util
from pathlib import Path
from typing import Final

from nb2svc.build.source import read_source
from nb2svc.compiler.frontend import read_program
from nb2svc.compiler.frontend.runs import parse_run
from nb2svc.compiler.ir import Program
from nb2svc.compiler.surroundings import LocalModule, Surroundings, exported_names, imported_modules
from nb2svc.diagnostics import Nb2svcError, Report

__all__ = ["find_surroundings"]

_SECONDS: Final = 120
_ASK: Final = """
import importlib, json, sys
found = {}
for name in sys.argv[1:]:
    try:
        module = importlib.import_module(name)
    except Exception:
        continue
    found[name] = list(getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")])
print("\\n" + json.dumps(found))
"""


def find_surroundings(text: str, path: Path, *, ask_libraries: bool = True) -> Surroundings:
    """Return what belongs to a notebook: local modules with all that they import of each other, scripts, star names.

    Args:
        text: the notebook's text.
        path: its file, whose folder is searched, and those that the notebook adds to `sys.path` or goes to.
        ask_libraries: import libraries to find out what a star import of them binds.

    Raises:
        NotebookReadError: the text is no notebook.
    """
    folder = path.resolve().parent
    if not ask_libraries and not _may_need_something(text, folder):
        return Surroundings()
    found = Surroundings(scripts=_scripts(text, folder))
    program = read_program(text, path=path.name, report=Report(), surroundings=found)
    trees = [statement.node for statement in program.statements]
    modules = _modules(trees, [(folder, True), *_other_folders(trees, folder)], folder)
    found = replace(found, modules=modules)
    return replace(found, stars=_stars(program, modules, ask_libraries=ask_libraries))


def _may_need_something(text: str, folder: Path) -> bool:
    """Whether a notebook may use something of its folder; says no quickly for most."""
    if "%run" in text or "sys.path" in text or "chdir" in text:
        return True
    stems = {p.name.partition(".")[0] for p in folder.iterdir() if p.suffix == ".py" or p.is_dir()} - {""}
    names = "|".join(re.escape(stem) for stem in stems if stem.isidentifier())
    return bool(names) and re.search(rf"(?:import|from)[ \t]+(?:{names})\b", text) is not None


# -- scripts


def _scripts(text: str, folder: Path) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    pending = list(_addresses(text))
    while pending:
        address = pending.pop()
        file = _script_file(folder, address)
        if address in found or file is None:
            continue
        try:
            content = read_source(file)
        except Nb2svcError:
            continue  # running it fails with the right words
        found[address] = (file.name, content)
        pending += _addresses(content)
    return found


def _addresses(text: str) -> Iterator[str]:
    if "%run" not in text:
        return
    try:
        cells = [cell["source"] for cell in json.loads(text.removeprefix("\ufeff"))["cells"]]
    except (ValueError, KeyError, TypeError):
        cells = [text]
    for source in cells:
        for line in ("".join(source) if isinstance(source, list) else str(source)).split("\n"):
            run = parse_run(line.strip().removeprefix("# "))
            if run is not None:
                yield run.address


def _script_file(folder: Path, address: str) -> Path | None:
    for name in (address, f"{address}.py", f"{address}.ipynb"):
        file = folder / name
        if file.suffix in {".py", ".ipynb"} and file.is_file():
            return file
    return None


# -- modules


def _modules(trees: Iterable[ast.AST], folders: Sequence[tuple[Path, bool]], home: Path) -> dict[str, LocalModule]:
    found: dict[str, LocalModule] = {}
    pending = [name for tree in trees for name in imported_modules(tree)]
    while pending:
        name = pending.pop()
        for module in _find(name, folders, home):
            if module.name not in found:
                found[module.name] = module
                pending += imported_modules(_parse(module.text), module)
    return dict(sorted(found.items()))


def _find(name: str, folders: Sequence[tuple[Path, bool]], home: Path) -> Iterator[LocalModule]:
    """Yield a local module and the packages around it; nothing for one that is installed or does not exist."""
    parts = [part for part in name.split(".") if part]
    if not parts or parts[0] in sys.stdlib_module_names:
        return
    for folder, first in folders:
        if not first and _is_installed(parts[0]):
            continue
        found = list(_walk(parts, folder, home))
        if found:
            yield from found
            return


def _walk(parts: Sequence[str], folder: Path, home: Path) -> Iterator[LocalModule]:
    for i, part in enumerate(parts):
        name = ".".join(parts[: i + 1])
        package, file = folder / part / "__init__.py", folder / f"{part}.py"
        if package.is_file():
            yield LocalModule(name=name, file=_relative(package, home), text=_read(package), is_package=True)
        elif file.is_file():
            yield LocalModule(name=name, file=_relative(file, home), text=_read(file))
            return
        elif _is_namespace(folder / part) and (i or not _is_installed(part)):
            yield LocalModule(name=name, file=_relative(folder / part, home), text="", is_package=True)
        else:
            return
        folder /= part


def _is_namespace(folder: Path) -> bool:
    return (folder.is_dir() and any(folder.glob("*.py"))) or (folder.is_dir() and any(folder.glob("*/*.py")))


def _is_installed(name: str) -> bool:
    try:
        spec = util.find_spec(name)
    except (ImportError, ValueError):
        return False
    return spec is not None and spec.origin is not None and "-packages" in spec.origin


def _relative(file: Path, home: Path) -> str:
    shared = next(parent for parent in (home, *home.parents) if file.is_relative_to(parent))
    return "/".join([*[".."] * len(home.relative_to(shared).parts), *file.relative_to(shared).parts])


def _read(file: Path) -> str:
    try:
        with tokenize.open(file) as opened:
            return opened.read()
    except (OSError, SyntaxError, UnicodeDecodeError):
        return ""


def _parse(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


# -- folders that the notebook adds


def _other_folders(trees: Iterable[ast.AST], folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the folders of `sys.path.append(...)`, `sys.path.insert(0, ...)` and `os.chdir(...)`.

    With each goes whether it is searched before what is installed.
    """
    for node in (part for tree in trees for part in ast.walk(tree)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="path"), attr="append"), args=[where]):
                first = False
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="path"), attr="insert"), args=[_, where]):
                first = True
            case ast.Call(func=ast.Attribute(attr="chdir"), args=[where]):
                first = True
            case _:
                continue
        value = _path_value(where, folder)
        if value is not None and (folder / value).is_dir():
            yield (folder / value).resolve(), first


def _path_value(node: ast.expr, folder: Path) -> Path | None:
    """Return the path that an expression gives, where that is written there: `os.path.join("..", "src")`."""
    match node:
        case ast.Constant(value=str() as text):
            return Path(text)
        case ast.BinOp(left=left, op=ast.Div() | ast.Add(), right=right):
            return _joined([left, right], folder)
        case ast.Attribute(value=inner, attr="parent"):
            value = _path_value(inner, folder)
            return None if value is None else (folder / value).parent
        case ast.Attribute(value=ast.Name(id="os"), attr="pardir"):
            return Path("..")
        case ast.Call(func=ast.Attribute(attr="getcwd" | "cwd")):
            return folder
        case ast.Call(func=ast.Attribute(attr="join"), args=[_, *_] as parts):
            return _joined(parts, folder)
        case ast.Call(func=ast.Attribute(attr="dirname"), args=[inner]):
            value = _path_value(inner, folder)
            return None if value is None else (folder / value).parent
        case (
            ast.Call(func=ast.Name(id="str" | "Path"), args=[inner])
            | ast.Call(func=ast.Attribute(attr="abspath" | "realpath" | "normpath" | "Path"), args=[inner])
        ):
            return _path_value(inner, folder)
        case ast.Call(func=ast.Attribute(value=inner, attr="resolve" | "absolute" | "as_posix"), args=[]):
            return _path_value(inner, folder)
    return None


def _joined(parts: Sequence[ast.expr], folder: Path) -> Path | None:
    values = [_path_value(part, folder) for part in parts]
    known = [value for value in values if value is not None]
    return Path(*(str(v).lstrip("/") if i else v for i, v in enumerate(known))) if len(known) == len(values) else None


# -- stars


def _stars(program: Program, modules: dict[str, LocalModule], *, ask_libraries: bool) -> dict[str, tuple[str, ...]]:
    wanted = {
        node.module
        for statement in program.statements
        for node in ast.walk(statement.node)
        if isinstance(node, ast.ImportFrom) and node.module and node.names[0].name == "*"
    }
    if not wanted:
        return {}
    mentioned = {
        node.id for statement in program.statements for node in ast.walk(statement.node) if isinstance(node, ast.Name)
    }
    bound = {name: exported_names(modules[name], modules) for name in wanted & modules.keys()}
    others = sorted(wanted - modules.keys())
    if ask_libraries and others:
        bound |= _ask_libraries(others)
    return {name: tuple(sorted(mentioned & set(names))) for name, names in sorted(bound.items())}


def _ask_libraries(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    import subprocess  # start-up: a check asks no library

    try:
        asked = subprocess.run(  # noqa: S603 - our own text, with names of modules
            [sys.executable, "-c", _ASK, *names], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError):
        return {}
    found: dict[str, list[str]] = json.loads(asked.stdout.strip().split("\n")[-1])
    return {name: tuple(bound) for name, bound in found.items()}
