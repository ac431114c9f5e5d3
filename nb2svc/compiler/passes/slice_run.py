"""Which statements a build runs: what the answer needs, then what evaluate and report cells need.

# %% load            df = pd.read_csv(path)      needed
# %%                 df.hist()                   display: never needed
# %% predict         p = model.predict(X)        seed
# %% report          plt.hist(p)                 optional: runs, but may fail
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nb2svc.compiler.flow import backward_closure, index_statements
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.operations import DATA_METHODS, HORIZON_METHODS

__all__ = ["RunSlice", "slice_run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSlice:
    """What to run, as statement ids.

    Attributes:
        needed: what the service stands on; a failure stops the build.
        optional: what only evaluate and report cells stand on; a failure is a finding.
    """

    needed: frozenset[str]
    optional: frozenset[str]


def slice_run(program: Program, *, all_cells: bool = False) -> RunSlice:
    """Return the statements to run.

    Args:
        program: with `sources` filled.
        all_cells: run everything; what the service does not need stays optional.
    """
    statements = index_statements(program)
    seeds = [s.id for s in program.statements if _is_seed(s)]
    seeds += _last_expressions(program, calls_only=bool(seeds))
    needed = backward_closure(statements, seeds)
    needed |= backward_closure(statements, _settings(program, needed))
    wanted = [
        s.id
        for s in program.statements
        if s.kind != "magic" and (all_cells or {"evaluate", "report"} & set(s.stages)) and s.id not in needed
    ]
    optional = frozenset(i for i in backward_closure(statements, wanted) if statements[i].kind != "magic")
    return RunSlice(needed=needed, optional=optional - needed)


def _is_seed(statement: Statement) -> bool:
    if statement.kind == "magic":
        return "predict" in statement.stages and bool(statement.effects.defines)
    return "predict" in statement.stages and statement.kind not in {"display", "import", "function", "class"}


def _last_expressions(program: Program, *, calls_only: bool) -> list[str]:
    """Return the bare expressions of predict cells that may be their answer: what a notebook shows.

    Args:
        program: the notebook.
        calls_only: only those that ask a model or a function of the notebook; `answer.head()` only shows.
    """
    functions = {name for s in program.statements if s.kind == "function" for name in s.effects.defines}
    last = {s.span.cell_id: s.id for s in program.statements if "predict" in s.stages}
    shown = [s for s in program.statements if isinstance(s.node, ast.Expr) and s.kind == "display"]
    shown = [s for s in shown if "predict" in s.stages]
    return [s.id for s in shown if _asks(s.node, functions) or (s.id in last.values() and not calls_only)]


def _asks(node: ast.AST, functions: set[str]) -> bool:
    """Whether an expression is a call of a model or of a function of the notebook, or something of one."""
    match node:
        case ast.Expr(value=inner) | ast.Subscript(value=inner):
            return _asks(inner, functions)
        case ast.Call(func=ast.Name(id=name)):
            return name in functions
        case ast.Call(func=ast.Attribute(value=receiver, attr=attr)):
            return attr in DATA_METHODS | HORIZON_METHODS or _asks(receiver, functions)
        case _:
            return False


def _settings(program: Program, needed: frozenset[str]) -> list[str]:
    """Return the statements that change what has no name: seeds of random numbers, options, the working folder, files.

    No name leads to them, yet results depend on them. Those after the last needed statement cannot matter.
    """
    order = {s.id: i for i, s in enumerate(program.statements)}
    last = max((order[i] for i in needed), default=-1)
    return [
        s.id
        for s in program.statements
        if order[s.id] < last and s.kind == "code" and s.effects.ambient and "report" not in s.stages
        if not _is_about_display(s.node)
    ]


def _is_about_display(node: ast.stmt) -> bool:
    """Whether a statement sets how pandas shows frames."""
    match node:
        case ast.Expr(value=ast.Call(args=[ast.Constant(value=str() as option), *_])):
            return option.startswith("display.")
        case _:
            return False
