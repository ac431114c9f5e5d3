"""modules/: what lay beside the notebook, as it was but for imports of each other, which become relative.

    from helpers import clean        becomes        from .helpers import clean
    import utils.features as uf      becomes        from .utils import features as uf

Lines stay where they are. An import inside a function is done at the end of the module instead: when the function is
called, nobody finds the package under its name any more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from nb2svc.compiler.backend.source import Edit
from nb2svc.compiler.ir import Program
from nb2svc.compiler.surroundings import LocalModule, absolute_name, imported_modules

__all__ = ["FOLDER", "bundled_modules", "emit_modules", "module_text", "served_modules"]

FOLDER = "modules"


def bundled_modules(program: Program, needed: Collection[str]) -> dict[str, LocalModule]:
    """Return the modules beside the notebook that needed statements import, and what those import in turn.

    Args:
        program: the notebook.
        needed: ids of the statements that the service stands on.
    """
    known = program.surroundings.modules
    found: dict[str, LocalModule] = {}
    pending = [
        name
        for statement in program.statements
        if statement.id in needed
        for name in _with_parents(imported_modules(statement.node))
    ]
    while pending:
        name = pending.pop()
        if name in known and name not in found:
            found[name] = known[name]
            pending += _with_parents(imported_modules(_parse(known[name].text), known[name]))
    return dict(sorted(found.items()))


def emit_modules(program: Program, needed: Collection[str]) -> dict[str, str]:
    """Return the files of the folder; none for a notebook that has no modules beside it."""
    modules = bundled_modules(program, needed)
    if not modules:
        return {}
    header = f'"""Modules that lie beside {program.notebook.path}, as they are but for imports of each other."""\n'
    files = {f"{FOLDER}/__init__.py": header}
    extra = {name for statement in program.statements for name in _plain_submodules(statement.node)}
    for name, module in modules.items():
        path = name.replace(".", "/") + ("/__init__.py" if module.is_package else ".py")
        files[f"{FOLDER}/{path}"] = module_text(module, modules, extra)
    return files


def module_text(module: LocalModule, modules: Mapping[str, LocalModule], extra: Collection[str] = ()) -> str:
    """Return the text of a module inside of the package.

    Args:
        module: the module.
        modules: all that are bundled.
        extra: submodules that the notebook imports by `import a.b`, which makes `b` an attribute of `a`.
    """
    tree = _parse(module.text)
    lines = module.text.split("\n")
    edits, late = [], list[str]()
    for node, inside in _imports(tree):
        changed = _inside_function(node, module, modules, late) if inside else _relative(node, module, modules, lines)
        if changed is not None:
            edits.append(Edit.at(lines, node, changed))
    for edit in sorted(edits, reverse=True):
        head, tail = lines[edit.line - 1][: edit.column], lines[edit.end_line - 1][edit.end_column :]
        kept = edit.text.count("\n")
        blank = [""] * (edit.end_line - edit.line - kept)
        lines[edit.line - 1 : edit.end_line] = [*(head + edit.text + tail).split("\n"), *blank]
    wanted = {name for other in modules.values() for name in _plain_submodules(_parse(other.text))} | set(extra)
    late += [
        f"from . import {name.rpartition('.')[2]}  # noqa: F401 - reached as an attribute"
        for name in sorted(wanted)
        if name.rpartition(".")[0] == module.name and name in modules
    ]
    text = "\n".join(lines)
    return text if not late else text.rstrip("\n") + "\n\n" * bool(text.strip()) + "\n".join(dict.fromkeys(late)) + "\n"


def served_modules(program: Program, texts: Iterable[str]) -> frozenset[str]:
    """Return the modules beside the notebook that a service imports.

    Args:
        program: the notebook.
        texts: the generated modules that serve: all but `train.py`.
    """
    known = program.surroundings.modules
    pending = [
        name
        for text in texts
        for found in imported_modules(_parse(text))
        for name in _with_parents(iter([found.removeprefix(f"{FOLDER}.")]))
    ]
    served: set[str] = set()
    while pending:
        name = pending.pop()
        if name in known and name not in served:
            served.add(name)
            pending += _with_parents(imported_modules(_parse(known[name].text), known[name]))
    return frozenset(served)


def _parse(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])  # importing it fails with the right words


def _with_parents(names: Iterator[str]) -> list[str]:
    return [".".join(name.split(".")[: i + 1]) for name in names for i in range(name.count(".") + 1)]


def _plain_submodules(node: ast.AST) -> Iterator[str]:
    """Yield `a.b` and `a` of each `import a.b` without `as`."""
    for part in ast.walk(node):
        if isinstance(part, ast.Import):
            yield from (name for alias in part.names if not alias.asname for name in _with_parents(iter([alias.name])))


def _imports(tree: ast.AST, *, inside: bool = False) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Yield the imports of a text, and for each whether it is done when a function is called."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, inside
        else:
            yield from _imports(node, inside=inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _relative(
    node: ast.Import | ast.ImportFrom, module: LocalModule, modules: Mapping[str, LocalModule], lines: list[str]
) -> str | None:
    """Return an import with local modules named from the module's own place; None if there is nothing to change."""
    if isinstance(node, ast.ImportFrom):
        if node.level or node.module not in modules:
            return None
        old = _cut(node, lines)
        return re.sub(r"from\s+[\w.]+", f"from {_dots(module)}{node.module}", old, count=1)
    if not any(alias.name in modules for alias in node.names):
        return None
    return "; ".join(_relative_alias(alias, module, modules) for alias in node.names)


def _relative_alias(alias: ast.alias, module: LocalModule, modules: Mapping[str, LocalModule]) -> str:
    renamed = f" as {alias.asname}" if alias.asname else ""
    if alias.name not in modules:
        return f"import {alias.name}{renamed}"
    if not alias.asname:
        return f"from {_dots(module)} import {alias.name.partition('.')[0]}"
    parent, _, name = alias.name.rpartition(".")
    return f"from {_dots(module)}{parent} import {name}{renamed if name != alias.asname else ''}"


def _inside_function(
    node: ast.Import | ast.ImportFrom, module: LocalModule, modules: Mapping[str, LocalModule], late: list[str]
) -> str | None:
    """Return what takes the place of an import in a function, and note what to import at the end of the module."""

    def keep(name: str) -> str:
        parent, _, own = name.rpartition(".")
        alias = f"_{name.replace('.', '_')}"
        late.append(f"from {_dots(module)}{parent} import {own} as {alias}")
        return alias

    if isinstance(node, ast.ImportFrom):
        source = absolute_name(node, module)
        if source not in modules or node.names[0].name == "*":
            return None
        bound = [
            (alias.asname or alias.name, keep(full) if (full := f"{source}.{alias.name}") in modules else
             f"{keep(source)}.{alias.name}")
            for alias in node.names
        ]  # fmt: skip
    elif any(alias.name in modules for alias in node.names):
        local = [alias for alias in node.names if alias.name in modules]
        bound = [
            (
                alias.asname or alias.name.partition(".")[0],
                keep(alias.name if alias.asname else alias.name.split(".")[0]),
            )
            for alias in local
        ]
        others = [ast.unparse(ast.Import(names=[alias])) for alias in node.names if alias not in local]
        return "; ".join([*others, *(f"{name} = {value}" for name, value in bound)])
    else:
        return None
    return "; ".join(f"{name} = {value}" for name, value in bound)


def _dots(module: LocalModule) -> str:
    """Return the way from a module up to the folder of all: a dot for its own package, one more for each above."""
    return "." * (module.name.count(".") + 1 + module.is_package)


def _cut(node: ast.stmt, lines: list[str]) -> str:
    edit = Edit.at(lines, node, "")
    text = "\n".join(lines[edit.line - 1 : edit.end_line])
    return text[edit.column : len(text) - (len(lines[edit.end_line - 1]) - edit.end_column)]
