"""Where each name of the emitted text comes from: an import, the library, the state, or the function itself."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping

from nb2svc.compiler.backend.emit_modules import FOLDER
from nb2svc.compiler.backend.module import Imports
from nb2svc.compiler.flow import defined_names, find_definition, imports_of, is_choice_of_definitions, is_literal
from nb2svc.compiler.ir import Statement

__all__ = ["Sources", "mentioned_names"]


def mentioned_names(node: ast.AST) -> list[str]:
    """Return the names that a piece of syntax loads, in order."""
    return list(dict.fromkeys(n.id for n in ast.walk(node) if isinstance(n, ast.Name)))


class Sources:
    """Adds what emitted statements need to a module's imports.

    Args:
        statements: of the program, by id.
        library: names that the library module defines.
        modules: names of the modules that lie beside the notebook.
        lookups: statements that define the functions of look-up cells.
    """

    def __init__(
        self,
        statements: Mapping[str, Statement],
        library: Iterable[str],
        modules: Collection[str],
        lookups: Collection[str] = (),
    ) -> None:
        self.statements = statements
        self.modules = modules
        self.lookups = lookups
        self.library = frozenset(library)
        self.imported = {name: s for s in statements.values() if s.kind == "import" for name in s.effects.defines}
        self.helpers = {name: s for s in statements.values() if s.kind == "function" for name in defined_names(s)}

    def add(
        self, statement: Statement, names: Iterable[str], imports: Imports, *, inside_library: bool = False
    ) -> None:
        """Add an import for each name that comes from one, or from the library."""
        for name in names:
            definition = find_definition(self.statements, statement, name)
            if definition is None and statement.kind in {"function", "class"}:
                # a helper's body is bound when it is called
                definition = self.imported.get(name) or self.helpers.get(name)
            if definition is None:
                definition = statement  # an import in the block itself
            if is_choice_of_definitions(definition.node):
                if name in self.library and not inside_library:
                    imports.add_member(".library", name)
                continue  # what it imports it imports itself
            imported = next(imports_of(definition.node, name), None)
            if imported is not None:
                add_alias(imported, name, imports, self.modules)
            elif name in self.library and self.is_library(definition) and not inside_library:
                imports.add_member(".lookup" if definition.id in self.lookups else ".library", name)

    @staticmethod
    def is_library(definition: Statement) -> bool:
        """Whether a statement can stand in the library: a function, a class, a constant."""
        return definition.kind in {"function", "class"} or is_literal(definition)


def add_alias(node: ast.stmt, name: str, imports: Imports, modules: Collection[str]) -> None:
    """Add the part of an import statement that binds `name`; modules beside the notebook are in the package."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if (alias.asname or alias.name.split(".")[0]) == name:
                _add_module(alias, imports, modules)
    elif isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        module = f".{FOLDER}.{module}" if module in modules else module
        for alias in node.names:
            if alias.name == "*":
                imports.add_member(module, name)
            elif (alias.asname or alias.name) == name:
                imports.add_member(module, alias.name, alias.asname or "")


def _add_module(alias: ast.alias, imports: Imports, modules: Collection[str]) -> None:
    if alias.name not in modules:
        imports.add_module(alias.name, alias.asname or "")
    elif alias.asname:
        parent, _, own = alias.name.rpartition(".")
        imports.add_member(f".{FOLDER}" + (f".{parent}" if parent else ""), own, alias.asname)
    else:
        imports.add_member(f".{FOLDER}", alias.name.split(".")[0])
