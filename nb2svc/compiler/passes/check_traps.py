"""Reports traps of new library versions in the statements that a service needs.

df["age"].fillna(0, inplace=True)      NB220: does nothing on pandas 3
df.append(other)                       NB223: gone; NB224 where it is not sure that `df` is a frame, or that it is run
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.places import diagnose
from nb2svc.compiler.traps import RULES, Look, Rule, Trapped
from nb2svc.compiler.traps.kinds import Kinds, Place
from nb2svc.compiler.traps.text import CellText
from nb2svc.diagnostics import Fix, Report

__all__ = ["Installed", "check_traps"]

Installed: TypeAlias = Callable[[str], str]
"""Returns the installed version of a library, or empty."""

_ASKS_DTYPES: Final = frozenset({"get_dummies", "select_dtypes", "dtypes", "dtype"})
_CONDITIONAL: Final = (
    ast.If, ast.While, ast.Try, ast.IfExp, ast.BoolOp, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda,
)  # fmt: skip


def _rules_by_node() -> dict[type[ast.AST], tuple[Rule, ...]]:
    table: dict[type[ast.AST], tuple[Rule, ...]] = {}
    for rule in RULES:
        for node in rule.nodes:
            table[node] = (*table.get(node, ()), rule)
    return table


_RULES: Final = _rules_by_node()


@dataclass(slots=True)
class _Walk:
    """The walk through one program.

    Attributes:
        program: what is walked.
        sure: what expressions are, as their definitions say.
        likely: the same with guesses.
        asks_dtypes: whether something needed goes by dtypes.
        numbers_columns: whether a frame has numbers for the names of its columns.
        installed: asked for versions.
        report: gets the findings.
        text: the text of the cell at hand.
        around: nodes around the one at hand.
        skipped: codes that the notebook's own settings make untrue.
    """

    program: Program
    sure: Kinds
    likely: Kinds
    asks_dtypes: bool
    numbers_columns: bool
    installed: Installed
    report: Report
    text: CellText = field(init=False)
    around: list[ast.AST] = field(default_factory=list)
    skipped: frozenset[str] = frozenset()


def check_traps(program: Program, statement_ids: Collection[str], installed: Installed, report: Report) -> None:
    """Report what the given statements do that the installed libraries no longer do, or do differently.

    Args:
        program: with `sources` filled.
        statement_ids: the statements that the service needs.
        installed: asked for the version of a library where one of its traps is found; a trap that does not hold for
            it is not reported, one of a library that is not installed is.
        report: gets NB220 to NB224.
    """
    needed = [s for s in program.statements if s.id in statement_ids and s.kind != "magic"]
    walk = _Walk(
        program=program,
        sure=Kinds(program, guess=False),
        likely=Kinds(program, guess=True),
        asks_dtypes=False,
        numbers_columns=False,
        installed=installed,
        report=report,
    )
    _look_through(walk, needed)
    for statement in needed:  # in notebook order no answer needs a long way back
        for name in statement.effects.defines:
            walk.sure.defined(statement, name)
            walk.likely.defined(statement, name)
    for statement in needed:
        walk.text = CellText(program.notebook, program.notebook.cell(statement.span.cell_id))
        _visit(walk, statement.node, Place(statement))


def _look_through(walk: _Walk, statements: Iterable[Statement]) -> None:
    """Take note of what the notebook says anywhere of dtypes and of the names of columns."""
    for part in (part for statement in statements for part in ast.walk(statement.node)):
        word: object = ""
        if isinstance(part, ast.Attribute):
            word = part.attr
            walk.asks_dtypes = walk.asks_dtypes or word in _ASKS_DTYPES
        elif isinstance(part, ast.Constant):
            word = part.value
        elif isinstance(part, ast.Call | ast.keyword):
            walk.numbers_columns = walk.numbers_columns or _numbers_columns(part)
        if isinstance(word, str) and word.endswith("infer_string"):
            walk.skipped = frozenset({"NB221"})  # the notebook itself asks pandas for `object` as the dtype of text


def _numbers_columns(node: ast.AST) -> bool:
    """Whether a call makes a frame whose columns are 0, 1, 2 ...: a file without a header, an array."""
    match node:
        case ast.Call(func=ast.Attribute(attr="DataFrame") | ast.Name(id="DataFrame"), args=args, keywords=keywords):
            return bool(args) and not isinstance(args[0], ast.Dict) and all(k.arg != "columns" for k in keywords)
        case ast.keyword(arg="header", value=ast.Constant(value=None)):
            return True
        case _:
            return False


def _visit(walk: _Walk, node: ast.AST, place: Place) -> None:
    for rule in _RULES.get(type(node), ()):
        _apply(walk, rule, node, place)
    inner = _inside(walk, node, place)
    walk.around.append(node)
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr_context | ast.operator | ast.cmpop):
            _visit(walk, child, inner)
    walk.around.pop()


def _inside(walk: _Walk, node: ast.AST, place: Place) -> Place:
    """Return the place of what is inside a node: functions, comprehensions and lambdas bind names of their own."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return replace(place, functions=(*place.functions, node))
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            bound = dict(place.bound)
            for generator in node.generators:
                names = generator.target.elts if isinstance(generator.target, ast.Tuple) else [generator.target]
                for position, name in enumerate(names):
                    if isinstance(name, ast.Name):
                        index = position if len(names) > 1 else None
                        bound[name.id] = walk.likely.element(generator.iter, index, replace(place, bound=bound))
            return replace(place, bound=bound)
        case ast.Lambda(args=ast.arguments(args=arguments)):
            kind = _argument_of_lambda(walk, node, place)
            return replace(place, bound={**place.bound, **{argument.arg: kind for argument in arguments}})
        case _:
            return place


def _argument_of_lambda(walk: _Walk, node: ast.Lambda, place: Place) -> str:
    """Return what `frame.apply(lambda column: ...)` gives its function: a column, or a row with `axis=1`."""
    match walk.around[-1] if walk.around else None:
        case ast.Call(func=ast.Attribute(value=frame, attr="apply" | "transform"), args=[first, *_], keywords=keywords):
            if first is node and walk.likely.of(frame, place) == "frame":
                return "row" if any(k.arg == "axis" for k in keywords) else "series"
    return ""


def _apply(walk: _Walk, rule: Rule, node: ast.AST, place: Place) -> None:
    is_sure = True
    found = rule.find(node, _look(walk, walk.sure, place))
    if found is None:
        is_sure = False
        found = rule.find(node, _look(walk, walk.likely, place))
    if found is None or found.code in walk.skipped or not _holds(found, walk.installed):
        return
    if found.code == "NB223":
        if any(isinstance(outer, ast.Try) and outer.handlers for outer in walk.around):
            return  # the notebook itself knows that it may fail
        if not is_sure or any(isinstance(outer, _CONDITIONAL) for outer in walk.around):
            found = replace(found, code="NB224")
    _report(walk, found, place.statement)


def _look(walk: _Walk, kinds: Kinds, place: Place) -> Look:
    return Look(
        kinds=kinds,
        place=place,
        text=walk.text,
        around=tuple(walk.around),
        asks_dtypes=walk.asks_dtypes,
        numbers_columns=walk.numbers_columns,
    )


def _holds(found: Trapped, installed: Installed) -> bool:
    if not found.since:
        return True
    version = installed(found.library)
    return not version or _numbers(version) >= _numbers(found.since)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.partition("+")[0].split(".")[:2]
    return tuple(int("".join(c for c in part if c.isdigit()) or 0) for part in parts)


def _report(walk: _Walk, found: Trapped, statement: Statement) -> None:
    as_saved = walk.text.is_as_saved(found.node)
    hint, fix = found.hint, None
    is_own = not walk.program.notebook.cell(statement.span.cell_id).path  # of the notebook, not of a script it runs
    if found.edits and as_saved and is_own:
        hint += "; `nb2svc check --fix` does it"
        fix = Fix(title=found.hint.replace("`", ""), edits=tuple(sorted(found.edits)))
    span = walk.text.span(found.node) if as_saved else statement.span
    diagnostic = diagnose(walk.program.notebook, found.code, found.message, span, hint=hint)
    walk.report.add(replace(diagnostic, fix=fix))
