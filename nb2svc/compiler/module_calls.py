"""Which functions and classes of modules beside the notebook a piece of code reaches, also through each other.

from helpers import add_lags            `add_lags(df)` reaches `add_lags` of helpers.py,
import utils.features as uf             `uf.scale(x)` reaches `scale` of utils/features.py, and what that calls
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nb2svc.compiler.surroundings import LocalModule, absolute_name

__all__ = ["ModuleCode", "import_names", "reached_in_modules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleCode:
    """A statement of a module beside the notebook.

    Attributes:
        module: the module.
        node: the statement: mostly a function or a class.
        names: what the names of the module's imports stand for.
        mention: the piece of code that reaches it, where the way begins.
    """

    module: LocalModule
    node: ast.stmt
    names: Mapping[str, str]
    mention: ast.expr


def import_names(nodes: Iterable[ast.AST], importer: LocalModule | None = None) -> dict[str, str]:
    """Return what the names that imports bind stand for: `np` -> `numpy`, `now` -> `helpers.clock.now`.

    What `from helpers import *` binds is not told one by one: `*helpers` -> `helpers.*`.

    Args:
        nodes: syntax with import statements in it, at any depth.
        importer: the module whose text it is, where it is one beside the notebook.
    """
    found = {}
    for part in (part for node in nodes for part in ast.walk(node)):
        if isinstance(part, ast.Import):
            for alias in part.names:
                root = alias.name.partition(".")[0]
                found[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(part, ast.ImportFrom):
            source = absolute_name(part, importer)
            for alias in part.names:
                bound = alias.asname or (f"*{source}" if alias.name == "*" else alias.name)
                found[bound] = f"{source}.{alias.name}".lstrip(".")
    return found


def reached_in_modules(
    nodes: Iterable[ast.AST], names: Mapping[str, str], modules: Mapping[str, LocalModule]
) -> list[ModuleCode]:
    """Return the code of local modules that some syntax reaches.

    Args:
        nodes: the syntax.
        names: what the names of imports stand for there.
        modules: the modules beside the notebook.
    """
    if not modules:
        return []
    trees: dict[str, ast.Module] = {}
    found: dict[tuple[str, int], ModuleCode] = {}
    seen: set[str] = set()
    pending = [(path, mention) for node in nodes for path, mention in _paths(node, names, modules)]
    while pending:
        path, mention = pending.pop(0)
        if path in seen:
            continue
        seen.add(path)
        home = _home(path, modules)
        if home is None:
            continue
        name, member = home
        module = modules[name]
        if name not in trees:
            trees[name] = _parse(module.text)
        own = import_names([trees[name]], module)
        for node in _binders(trees[name], member):
            if (name, node.lineno) in found:
                continue
            if isinstance(node, ast.Import | ast.ImportFrom):
                passed_on = own.get(member, "")
                pending += [(passed_on, mention)] if passed_on and passed_on != path else []
                continue
            found[name, node.lineno] = ModuleCode(module=module, node=node, names=own, mention=mention)
            inside = {**own, **{other: f"{name}.{other}" for other in _bound(trees[name]) - own.keys()}}
            pending += [(inner, mention) for inner, _ in _paths(node, inside, modules)]
        stars = [own_star for own_star in _stars(trees[name], module) if own_star in modules]
        if not list(_binders(trees[name], member)):
            pending += [(f"{star}.{member}", mention) for star in stars if star != name]
    return list(found.values())


def _paths(
    node: ast.AST, names: Mapping[str, str], modules: Mapping[str, LocalModule]
) -> Iterator[tuple[str, ast.expr]]:
    """Yield the dotted names that a piece of syntax mentions, as far as they lead into local modules."""
    for part in ast.walk(node):
        path = _path(part)
        if not path:
            continue
        assert isinstance(part, ast.expr)
        root, _, rest = path.partition(".")
        if root in names:
            whole = ".".join(filter(None, [names[root], rest]))
            if _home(whole, modules) is not None:
                yield whole, part
            continue
        for star in names:
            if star.startswith("*") and star[1:] in modules:
                yield f"{star[1:]}.{path}", part


def _path(node: ast.AST) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _home(path: str, modules: Mapping[str, LocalModule]) -> tuple[str, str] | None:
    """Return the module that a dotted name leads into, the longest, and the name of what is asked of it."""
    parts = path.split(".")
    for length in range(len(parts) - 1, 0, -1):
        name = ".".join(parts[:length])
        if name in modules:
            return name, parts[length]
    return None


def _binders(tree: ast.Module, member: str) -> Iterator[ast.stmt]:
    """Yield the statements of a module that bind a name, those in blocks as well."""
    pending: list[ast.stmt] = list(tree.body)
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.If | ast.Try | ast.With | ast.For | ast.While):
            blocks = [node.body, getattr(node, "orelse", []), getattr(node, "finalbody", [])]
            blocks += [handler.body for handler in getattr(node, "handlers", [])]
            pending += [inner for block in blocks for inner in block]
        elif member in _bound_by(node):
            yield node


def _bound(tree: ast.Module) -> set[str]:
    return {name for node in ast.walk(tree) if isinstance(node, ast.stmt) for name in _bound_by(node)}


def _bound_by(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=aliases):
            return {alias.asname or alias.name.partition(".")[0] for alias in aliases}
        case ast.ImportFrom(names=aliases):
            return {alias.asname or alias.name for alias in aliases}
        case ast.Assign(targets=targets):
            return {p.id for target in targets for p in ast.walk(target) if isinstance(p, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            return {name}
        case _:
            return set()


def _stars(tree: ast.Module, module: LocalModule) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            yield absolute_name(node, module)


def _parse(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])  # importing it fails with the right words
