"""What lies beside a notebook and belongs to it: modules that it imports, scripts that it runs, names behind stars.

Plain data that a build finds and hands over; this file does not know about disk.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["NOTHING", "LocalModule", "Surroundings", "absolute_name", "exported_names", "imported_modules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalModule:
    """A module beside the notebook.

    Attributes:
        name: as it is imported: `helpers`, `utils.features`.
        file: its path, seen from the notebook's folder.
        text: its source; empty for a folder without `__init__.py`.
        is_package: whether it is a folder with modules in it.
    """

    name: str
    file: str
    text: str
    is_package: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a notebook needs of its folder and of the libraries whose names it takes all at once.

    Attributes:
        modules: by dotted name; with each module the packages that it is in.
        scripts: argument of `%run` -> name and text of the file.
        stars: module of a `from module import *` -> the names that it binds, as far as the notebook mentions them.
    """

    modules: Mapping[str, LocalModule] = field(default_factory=dict)
    scripts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    stars: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NOTHING = Surroundings()


def imported_modules(tree: ast.AST, importer: LocalModule | None = None) -> Iterator[str]:
    """Yield the dotted names of what a text imports; of `from a import b` both `a` and `a.b`, which may be a module.

    Args:
        tree: its syntax.
        importer: the module whose text it is; None for the notebook's.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = absolute_name(node, importer)
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names if alias.name != "*")


def absolute_name(node: ast.ImportFrom, importer: LocalModule | None) -> str:
    """Return the dotted name of the module that a `from` import names, which may be relative to its importer."""
    if not node.level or importer is None:
        return node.module or ""
    parts = importer.name.split(".")
    parts = parts[: len(parts) - node.level + importer.is_package]
    return ".".join([*parts, *([node.module] if node.module else [])])


def exported_names(module: LocalModule, modules: Mapping[str, LocalModule]) -> tuple[str, ...]:
    """Return what `from module import *` binds: the module's `__all__`, else its public names.

    Args:
        module: the module.
        modules: all local ones, for stars inside of it; stars of libraries are not followed.
    """
    try:
        tree = ast.parse(module.text)
    except SyntaxError:
        return ()  # importing it fails with the right words
    names: dict[str, None] = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=listed) | ast.Tuple(elts=listed)):
                return tuple(str(part.value) for part in listed if isinstance(part, ast.Constant))
            case _:
                names |= dict.fromkeys(_bound_by(node, module, modules))
    return tuple(name for name in names if not name.startswith("_"))


def _bound_by(node: ast.stmt, module: LocalModule, modules: Mapping[str, LocalModule]) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in aliases)
        case ast.ImportFrom(names=[ast.alias(name="*")]):
            source = modules.get(absolute_name(node, module))
            if source is not None and source is not module:
                yield from exported_names(source, modules)
        case ast.ImportFrom(names=aliases):
            yield from (alias.asname or alias.name for alias in aliases)
        case _:
            for part in ast.iter_child_nodes(node):
                if isinstance(part, ast.stmt | ast.ExceptHandler | ast.match_case):
                    yield from _bound_by(part, module, modules)  # type: ignore[arg-type]  # blocks hold statements
                else:
                    yield from (
                        inner.id
                        for inner in ast.walk(part)
                        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
                    )
