"""Flags for values that training saw -> the same, with a look whether training saw the value.

for s in streets:                                      for s in state.streets:
    X["is_" + s] = X["street"] == s                        X["is_" + s] = only_known(X["street"], state.known) == s
{s: df["street"] == s for s in streets}                {s: only_known(df["street"], state.known) == s for s in ...}

Another value would be none of them: a row with no flag at all, which training did not have.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, parse_expression

__all__ = ["COMPARED_INSIDE", "COMPARED_RULES", "asked_by", "compared_parts", "flagged_by", "is_flag"]

COMPARED_INSIDE: Final = "compared-inside-known"
_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_KNOWN: Final = "only_known(values, seen)"


def is_flag(node: ast.expr) -> bool:
    """Whether the operation is `values == value`, or the same as a method: `.eq(value)`, `.isin([value])`."""
    match node:
        case ast.Compare(ops=[ast.Eq() | ast.NotEq()]):
            return True
        case ast.Call(func=ast.Attribute(attr="eq" | "ne"), args=[_], keywords=[]):
            return True
        case ast.Call(func=ast.Attribute(attr="isin"), args=[ast.List(elts=[_])], keywords=[]):
            return True
        case _:
            return False


def compared_parts(node: ast.expr) -> tuple[list[ast.expr], str] | None:
    """Return what a comprehension compares with the values that it goes over, and the name of these.

    Of `[[v == s for s in streets] for v in df["street"]]` that is `df["street"]`. It may stand there several times.
    """
    if not isinstance(node, _COMPREHENSIONS):
        return None
    generators = [g for part in ast.walk(node) if isinstance(part, _COMPREHENSIONS) for g in part.generators]
    sources = {n.id: g.iter for g in generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
    told = {id(part) for each in ast.walk(node) if isinstance(each, ast.BoolOp) for part in ast.walk(each)}
    found = [p for part in ast.walk(node) if id(part) not in told and (p := _pair(part, sources)) is not None]
    texts = {(ast.unparse(part), name) for part, name in found}
    return ([part for part, _ in found], found[0][1]) if len(texts) == 1 else None


def _pair(part: ast.AST, sources: Mapping[str, ast.expr]) -> tuple[ast.expr, str] | None:
    match part:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=table), attr="get"), args=[ast.Name(id=key)], keywords=[]
        ) if key in sources and table not in sources and _is_free(sources[key], sources):
            return sources[key], table
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Name(id=name) as right]) if name in sources:
            pass
        case ast.Compare(left=ast.Name(id=name) as right, ops=[ast.Eq()], comparators=[left]) if name in sources:
            pass
        case _:
            return None
    if isinstance(left, ast.Name) and left.id in sources:
        order = list(sources)
        outer, inner = sorted((left.id, right.id), key=order.index)
        return (sources[outer], inner) if _is_free(sources[outer], sources) else None
    return (left, name) if _is_free(left, sources) and not isinstance(left, ast.Constant) else None


def _is_free(node: ast.expr, sources: Mapping[str, ast.expr]) -> bool:
    return not any(isinstance(part, ast.Name) and part.id in sources for part in ast.walk(node))


def asked_by(function: ast.Lambda | ast.FunctionDef) -> tuple[str, str]:
    """Return the table that a function asks without a word on other keys, and the column of a row that it asks for.

    `lambda v: rents.get(v)`, or `lambda row: rents.get(row["street"])`; two empty texts of any other function.
    """
    own = {argument.arg for argument in function.args.args}
    told = {id(part) for each in ast.walk(function) if isinstance(each, ast.BoolOp) for part in ast.walk(each)}
    if any(isinstance(part, ast.Is | ast.IsNot) for part in ast.walk(function)):
        return "", ""
    for part in ast.walk(function):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=table), attr="get"), args=[key], keywords=[]) if (
                id(part) not in told and table not in own
            ):
                column = _key_of(key, own)
                if column is not None:
                    return table, column
    return "", ""


def _key_of(key: ast.expr, own: set[str]) -> str | None:
    """Return the column of a row that is asked for, empty for the value itself; None for anything else."""
    match key:
        case ast.Name(id=name) if name in own:
            return ""
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(column))) if name in own:
            return column
        case ast.Attribute(value=ast.Name(id=name), attr=column) if name in own:
            return column
        case _:
            return None


def flagged_by(function: ast.Lambda | ast.FunctionDef) -> bool:
    """Whether a function gives a flag for each of several values: `lambda v: [v == s for s in streets]`."""
    own = {argument.arg for argument in function.args.args}
    for part in ast.walk(function):
        if isinstance(part, ast.ListComp):
            bound = {n.id for g in part.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
            for inner in ast.walk(part.elt):
                match inner:
                    case ast.Compare(left=ast.Name(id=a), ops=[ast.Eq()], comparators=[ast.Name(id=b)]):
                        if {a, b} & own and {a, b} & bound:
                            return True
    return False


def _receiver(call: ast.expr) -> ast.expr:
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    return call.func.value


def _freeze(values: ast.expr) -> Mapping[str, Hole]:
    return {"seen": Hole(value=parse_expression("seen_values(values)", values=values), hint="known")}


def _compare(call: ast.expr, holes: Mapping[str, ast.expr], *, left: bool) -> ast.expr:
    assert isinstance(call, ast.Compare)
    values = call.left if left else call.comparators[0]
    known = parse_expression(_KNOWN, values=values, seen=holes["seen"])
    return ast.Compare(known if left else call.left, call.ops, call.comparators if left else [known])


def _by_method(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    known = parse_expression(_KNOWN, values=call.func.value, seen=holes["seen"])
    return ast.Call(ast.Attribute(known, call.func.attr, ast.Load()), call.args, call.keywords)


def _inside(node: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    copied = copy.deepcopy(node)
    found = compared_parts(copied)
    assert found is not None
    parts = found[0]

    class Ask(ast.NodeTransformer):
        def visit(self, inner: ast.AST) -> ast.AST:
            if any(inner is part for part in parts):
                assert isinstance(inner, ast.expr)
                return parse_expression(_KNOWN, values=inner, seen=holes["seen"])
            return self.generic_visit(inner)

    asked = Ask().visit(copied)
    assert isinstance(asked, ast.expr)
    return asked


def _freeze_inside(node: ast.expr) -> Mapping[str, Hole]:
    found = compared_parts(node)
    return _freeze(found[0][0]) if found is not None else {}


def _freeze_column(call: ast.expr) -> Mapping[str, Hole]:
    """Return the values of the column that a function of rows asks for: `df.apply(lambda row: ..., axis=1)`."""
    function = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if not isinstance(function, ast.Lambda):
        return {}
    columns = ast.List([ast.Constant(asked_by(function)[1])], ast.Load())
    value = parse_expression("seen_values(values, columns)", values=_receiver(call), columns=columns)
    return {"seen": Hole(value=value, hint="known")}


COMPARED_RULES: Final = (
    Rewrite(
        name="compared-left-known",
        matches=lambda node: isinstance(node, ast.Compare) and is_flag(node),
        freeze=lambda node: _freeze(node.left) if isinstance(node, ast.Compare) else {},
        residual=lambda node, holes: _compare(node, holes, left=True),
    ),
    Rewrite(
        name="compared-right-known",
        matches=lambda node: isinstance(node, ast.Compare) and is_flag(node),
        freeze=lambda node: _freeze(node.comparators[0]) if isinstance(node, ast.Compare) else {},
        residual=lambda node, holes: _compare(node, holes, left=False),
    ),
    Rewrite(
        name="compared-method-known",
        matches=lambda node: isinstance(node, ast.Call) and is_flag(node),
        freeze=lambda node: _freeze(_receiver(node)),
        residual=_by_method,
    ),
    Rewrite(
        name="compared-lambda-known",
        matches=lambda node: call_name(node) in {"map", "apply"},
        freeze=lambda node: _freeze(_receiver(node)),
        residual=_by_method,
    ),
    Rewrite(
        name="compared-rows-known",
        matches=lambda node: call_name(node) == "apply",
        freeze=_freeze_column,
        residual=_by_method,
        opens_lambda=True,
    ),
    Rewrite(
        name=COMPARED_INSIDE,
        matches=lambda node: compared_parts(node) is not None,
        freeze=_freeze_inside,
        residual=_inside,
    ),
)
