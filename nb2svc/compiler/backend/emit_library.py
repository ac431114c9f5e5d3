"""library.py: functions, classes and constants of the notebook, so that pickles and both paths share one home."""

from __future__ import annotations

import ast
import symtable
from collections import Counter

from nb2svc.compiler.backend.module import Imports, ModuleText
from nb2svc.compiler.backend.names import Sources, mentioned_names
from nb2svc.compiler.backend.source import cut_statement, write_literal
from nb2svc.compiler.flow import defined_names, index_statements
from nb2svc.compiler.ir import Program, Statement

__all__ = ["emit_library", "free_in_helper", "helper_constants", "library_statements"]


def helper_constants(program: Program, needed: frozenset[str]) -> frozenset[str]:
    """Return the names of literals, bound once, that functions and classes of the notebook read."""
    written = Counter(name for s in program.statements for name in s.effects.writes)
    literals = {
        name
        for s in program.statements
        if s.id in needed and s.kind == "code" and "parameters" not in s.stages and Sources.is_library(s)
        for name in s.effects.defines
        if written[name] == 1
    }
    helpers = [s.node for s in program.statements if s.id in needed and s.kind in {"function", "class"}]
    return frozenset(literals & {name for node in helpers for name in free_in_helper(node)})


def library_statements(program: Program, needed: frozenset[str], constants: frozenset[str]) -> list[Statement]:
    """Return the statements that go into the library.

    Args:
        program: the notebook.
        needed: statements that the build ran for the service.
        constants: names of literals that other code may refer to.
    """
    helpers = [s for s in program.statements if s.kind in {"function", "class"} and "parameters" not in s.stages]
    apart = _data(program, constants)
    alone = [s for s in helpers if not apart & free_in_helper(s.node)]
    while True:  # a function that calls one that reads data reads it as well
        apart |= {name for s in helpers if s not in alone and s.kind == "function" for name in defined_names(s)}
        kept = [s for s in alone if s.kind == "class" or not apart & free_in_helper(s.node)]
        if kept == alone:
            break
        alone = kept
    return [
        s
        for s in program.statements
        if s.id in needed
        and "parameters" not in s.stages
        and (s in alone or (s.kind == "code" and s.effects.defines & constants and Sources.is_library(s)))
    ]


def _data(program: Program, constants: frozenset[str]) -> set[str]:
    """Return the names of the notebook's data, constants apart."""
    written = {name for s in program.statements if s.kind in {"code", "magic"} for name in s.effects.writes}
    return written - constants


def free_in_helper(node: ast.stmt) -> set[str]:
    """Return the names that a function or class reads from the notebook, in its body, defaults and decorators."""
    table = symtable.symtable(ast.unparse(node), "<helper>", "exec")
    free: set[str] = set()

    def collect(scope: symtable.SymbolTable) -> None:
        free.update(s.get_name() for s in scope.get_symbols() if s.is_global() and s.is_referenced())
        for child in scope.get_children():
            collect(child)

    for child in table.get_children():
        collect(child)
    free |= {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    if isinstance(node, ast.If | ast.Try):  # it defines several, which may read each other
        free -= {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    return free


def emit_library(program: Program, found: list[Statement]) -> ModuleText:
    """Return library.py."""
    names = {name for s in found for name in defined_names(s)}
    imports = Imports()
    sources = Sources(index_statements(program), names, program.surroundings.modules)
    for statement in found:
        sources.add(statement, mentioned_names(statement.node), imports, inside_library=True)
    module = ModuleText(
        "library.py", program.notebook.path, "Functions, classes and constants that the notebook defines."
    )
    module.add_imports(imports)
    if any(isinstance(s.node, ast.If | ast.Try) for s in found):  # what such a block imports is for others as well
        certain = sorted({name for s in found for name in s.effects.defines})
        module.blank(1)
        module.add(f"__all__ = [{', '.join(write_literal(name) for name in certain)}]")
    previous = ""
    for statement in found:
        is_block = statement.kind in {"function", "class"}
        if is_block or previous != "code":
            module.blank(2 if is_block or previous in {"function", "class"} else 1)
        cell = program.notebook.cell(statement.span.cell_id)
        module.add_piece(cut_statement(cell, statement.node, []), spaces=0)
        previous = statement.kind
    return module
