"""What a loop reads, carries from round to round and leaves behind: loops over rows are watched as a whole."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["LoopNames", "find_loop_names", "is_left_early"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopNames:
    """The names of a loop; what it iterates over is not counted.

    Attributes:
        reads: names that it reads and never binds.
        carried: names that it binds and may read before it has bound them: their value from before counts.
        binds: all names that it binds.
    """

    reads: tuple[str, ...]
    carried: tuple[str, ...]
    binds: tuple[str, ...]


def find_loop_names(node: ast.For) -> LoopNames:
    """Return the names of a loop."""
    nothing = ast.Tuple(elts=[], ctx=ast.Load())
    tree = ast.Module(body=[ast.For(node.target, nothing, node.body, node.orelse)], type_ignores=[])
    table = symtable.symtable(ast.unparse(ast.fix_missing_locations(tree)), "<loop>", "exec")
    read = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()} | set(_read_inside(table))
    # `n += 1` reads what it binds, which the symbol table does not tell
    read |= {n.target.id for n in ast.walk(node) if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)}
    bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
    made = set(_bound_at_once([node.target, *node.body]))
    return LoopNames(
        reads=tuple(sorted(read - bound)), carried=tuple(sorted(read & bound - made)), binds=tuple(sorted(bound))
    )


def _read_inside(table: symtable.SymbolTable) -> Iterator[str]:
    """Return the names that functions and comprehensions in the loop read from outside."""
    for child in table.get_children():
        yield from (s.get_name() for s in child.get_symbols() if s.is_global() and s.is_referenced())
        yield from _read_inside(child)


def _bound_at_once(nodes: Sequence[ast.expr | ast.stmt]) -> Iterator[str]:
    """Return the names that each round binds before it reads them, whatever path it takes."""
    seen: set[str] = set()
    for node in nodes:
        reads = _names(node, ast.Load)
        match node:
            case ast.Assign(targets=targets):
                stored = {name for target in targets for name in _names(target, ast.Store)} - reads
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                stored = {name} - reads
            case ast.With(items=items, body=body):
                yield from (name for name in _bound_at_once(body) if name not in seen)
                stored = {name for item in items for name in _names(item, ast.Store)}
            case ast.expr():
                stored = _names(node, ast.Store)
            case _:
                stored = set()
        yield from stored - seen
        seen |= reads | stored


def _names(node: ast.AST, use: type[ast.expr_context]) -> set[str]:
    """Return the names in the code that are loaded or stored."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, use)}


def is_left_early(node: ast.stmt) -> bool:
    """Whether a loop may end before it has gone over everything: a `break` of its own."""

    def breaks(statements: list[ast.stmt]) -> bool:
        return any(
            isinstance(s, ast.Break)
            or (
                not isinstance(s, ast.For | ast.While | ast.FunctionDef | ast.ClassDef)
                and breaks([part for part in ast.iter_child_nodes(s) if isinstance(part, ast.stmt)])
            )
            for s in statements
        )

    return isinstance(node, ast.For | ast.While) and breaks(node.body)
