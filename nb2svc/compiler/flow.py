"""Questions about where a name comes from and what a statement needs, answered from `Statement.sources`."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from nb2svc.compiler.closure import closure
from nb2svc.compiler.ir import Program, Statement

__all__ = [
    "awaits",
    "backward_closure",
    "bound_inside",
    "defined_name",
    "defined_names",
    "find_definition",
    "free_names",
    "imports_of",
    "index_statements",
    "is_choice_of_definitions",
    "is_code",
    "is_literal",
]

_BLOCKS: Final = (ast.Try, ast.If, ast.With)


def index_statements(program: Program) -> dict[str, Statement]:
    """Return the statements by id."""
    return {statement.id: statement for statement in program.statements}


def find_definition(statements: Mapping[str, Statement], statement: Statement, name: str) -> Statement | None:
    """Return the statement that bound the object which `statement` sees under `name`.

    In-place changes between the two are passed over. None for builtins and names that nothing defines.
    """
    source = statement.sources.get(name)
    while source is not None:
        found = statements[source]
        if name in found.effects.defines | found.effects.maybe_defines:
            return found
        source = found.sources.get(name)
    return None


def backward_closure(statements: Mapping[str, Statement], seeds: Iterable[str]) -> frozenset[str]:
    """Return the ids of the seeds and of every statement whose effect they may need."""
    return closure(seeds, lambda statement_id: statements[statement_id].sources.values())


def is_code(definition: Statement | None, name: str) -> bool:
    """Whether a name with this definition is a module, function, class or builtin, not data."""
    if definition is None or definition.kind in {"import", "function", "class"}:
        return True
    return next(imports_of(definition.node, name), None) is not None


def imports_of(node: ast.stmt, name: str) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports in a statement that bind a name: itself, or those in a block such as `try: import x`."""
    for part in ast.walk(node) if isinstance(node, _BLOCKS) else [node]:
        if isinstance(part, ast.Import | ast.ImportFrom) and any(
            alias.name == "*" or (alias.asname or alias.name.partition(".")[0]) == name for alias in part.names
        ):
            yield part


def defined_name(node: ast.stmt) -> str:
    """Return the name of a function or class that a statement defines; `f = lambda x: ...` is a function, too."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return str(getattr(node, "name", ""))


def is_choice_of_definitions(node: ast.stmt) -> bool:
    """Whether a block only chooses between definitions and imports: `try: from fast import f` `except: def f(x): ...`.

    It is moved as a whole, as a function is. One that imports a name from one place only is an import like others.
    """
    if not isinstance(node, ast.If | ast.Try) or not _only_defines([node]):
        return False
    parts = list(ast.walk(node))
    imported = [a.asname or a.name for p in parts if isinstance(p, ast.Import | ast.ImportFrom) for a in p.names]
    assigned = [p.id for p in parts if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)]
    both = imported + list(dict.fromkeys(assigned))
    return any(isinstance(p, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for p in parts) or any(
        both.count(name) > 1 for name in imported
    )


def _only_defines(body: Iterable[ast.stmt]) -> bool:
    return all(_defines(node) for node in body)


def _defines(node: ast.stmt) -> bool:
    match node:
        case ast.If(body=body, orelse=orelse):
            return _only_defines([*body, *orelse])
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
            caught = [inner for handler in handlers for inner in handler.body]
            return _only_defines([*body, *caught, *orelse, *finalbody])
        case ast.Assign(targets=[ast.Name()], value=ast.Name() | ast.Attribute() | ast.Lambda() | ast.Constant()):
            return True
        case ast.Expr(value=ast.Constant()) | ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
        case _:
            return isinstance(
                node,
                ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom | ast.Pass,
            )


def awaits(node: ast.AST) -> Iterator[ast.Await]:
    """Yield what a statement of the notebook waits for, which only a notebook can do outside of functions."""
    if isinstance(node, ast.Await):
        yield node
    elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        for part in ast.iter_child_nodes(node):
            yield from awaits(part)


def defined_names(statement: Statement) -> frozenset[str]:
    """Return what a statement defines; a block that chooses between definitions may define more than is certain."""
    effects = statement.effects
    return effects.defines | effects.maybe_defines if statement.kind == "function" else effects.defines


def is_literal(definition: Statement) -> bool:
    """Whether the statement binds one name to a literal: a constant that can be written down again anywhere."""
    match definition.node:
        case (
            ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(target=ast.Name(), value=ast.expr() as value)
        ):
            return _is_literal_value(value)
        case _:
            return False


def _is_literal_value(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def free_names(node: ast.expr) -> tuple[str, ...]:
    """Return the names that an expression reads from outside, in order of first appearance.

    Names bound inside (arguments of a lambda, targets of a comprehension) are not free.
    """
    table = symtable.symtable(ast.unparse(node), "<expression>", "eval")
    free: set[str] = set()

    def collect(scope: symtable.SymbolTable, *, top: bool) -> None:
        for symbol in scope.get_symbols():
            bound = symbol.is_local() or symbol.is_parameter()
            if symbol.is_referenced() and (top or symbol.is_global()) and not (bound and not top):
                free.add(symbol.get_name())
        for child in scope.get_children():
            collect(child, top=False)

    collect(table, top=True)
    assigned = {part.target.id for part in ast.walk(node) if isinstance(part, ast.NamedExpr)}
    order = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    return tuple(dict.fromkeys(name for name in order if name in free - assigned))


def bound_inside(node: ast.AST) -> frozenset[str]:
    """Return the names that an expression and its parts bind for themselves: arguments and loop variables."""
    arguments = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    targets = (part.target for part in ast.walk(node) if isinstance(part, ast.comprehension))
    return frozenset(arguments | {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)})
