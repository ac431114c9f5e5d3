"""A notebook that keeps its predictions under no name: what is printed of the model's values is the answer.

print("Price:", model.predict(X_test)[:5])      as      model.predict(X_test)[:5]
model.predict(X_test), model.score(X_test, y)   as      model.predict(X_test)
display(y_pred)                                 as      y_pred
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nb2svc.compiler.flow import find_definition, index_statements
from nb2svc.compiler.ir import Cell, Program, Statement
from nb2svc.compiler.operations import HORIZON_METHODS
from nb2svc.compiler.places import slice_text

__all__ = ["show_answer"]

_SHOWS: Final = frozenset({"print", "display", "pprint"})
_PREDICTS: Final = HORIZON_METHODS | {
    "predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples", "fit_predict",
}  # fmt: skip
# what is left of values when they are called so: one for each row
_KEEPS: Final = frozenset(
    {"abs", "argmax", "array", "asarray", "around", "astype", "clip", "copy", "cpu", "DataFrame", "detach", "exp",
     "expm1", "flatten", "float", "head", "int", "inverse_transform", "item", "list", "maximum", "numpy", "ravel",
     "reshape", "rint", "round", "Series", "sqrt", "squeeze", "str", "tail", "to_list", "to_numpy", "tolist"}
)  # fmt: skip


def show_answer(program: Program) -> Program:
    """Return the program with the statement that shows the answer as the bare expression that is shown.

    Only where no value of the predict cells that comes from a model has a name or is the last line of its cell, and
    where it is certain which expression is the answer.
    """
    finder = _Finder(program)
    asking = [s for s in program.statements if "predict" in s.stages]
    last = {s.span.cell_id: s.id for s in asking}
    if any(finder.is_kept(s, is_last=last[s.span.cell_id] == s.id) for s in asking):
        return program
    for statement in reversed(asking):
        found = finder.shown(statement)
        if not found:
            continue
        if len({ast.dump(node) for node in found}) > 1 or not finder.is_written(statement, found[0]):
            return program
        node = ast.copy_location(ast.Expr(value=found[0]), found[0])
        bare = replace(statement, node=node, kind="code")
        statements = tuple(bare if s is statement else s for s in program.statements)
        return replace(program, statements=statements, shown=frozenset({statement.id}))
    return program


class _Finder:
    """Looks for expressions whose values a model gives; short-lived."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.statements = index_statements(program)

    def is_kept(self, statement: Statement, *, is_last: bool) -> bool:
        """Whether a statement keeps values of a model: under a name, in a frame, or as the last line."""
        if statement.kind in {"import", "function", "class", "magic"} or self._shows(statement.node):
            return False
        node = statement.node
        if isinstance(node, ast.Expr):
            return is_last and self.gives(node.value, statement)
        return any(self.gives(part, statement) for part in ast.walk(node) if isinstance(part, ast.expr))

    def shown(self, statement: Statement) -> list[ast.expr]:
        """Return the expressions in a `print` that come from a model, the outermost of each."""
        return [part for given in self._shows(statement.node) for part in self._outermost(given, statement)]

    def is_written(self, statement: Statement, node: ast.expr) -> bool:
        """Whether the expression stands where its syntax says; inside of an f-string that is not always so."""
        try:
            text = slice_text(self._cell(statement), node)
            return ast.dump(ast.parse(text, mode="eval").body) == ast.dump(node)
        except (SyntaxError, IndexError):
            return False

    def gives(self, node: ast.expr, statement: Statement) -> bool:
        """Whether the expression is what a model predicts, or something of it for each row."""
        match node:
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in _PREDICTS:
                return True
            case ast.Call(func=ast.Name(id=name)) if self._predicts(name, statement):
                return True
            case ast.Call(func=ast.Attribute(value=receiver, attr=attr), args=args) if attr in _KEEPS:
                return any(self.gives(part, statement) for part in (receiver, *args))
            case ast.Call(func=ast.Name(id=name), args=args) if name in _KEEPS:
                return any(self.gives(part, statement) for part in args)
            case ast.Subscript(value=inner) | ast.Attribute(value=inner, attr="values" | "T" | "iloc" | "loc"):
                return self.gives(inner, statement)
            case ast.BinOp(left=left, right=right):
                return self.gives(left, statement) or self.gives(right, statement)
            case ast.Compare(left=left) | ast.UnaryOp(operand=left):
                return self.gives(left, statement)
            case ast.Dict(values=parts) | ast.List(elts=parts):
                return any(self.gives(part, statement) for part in parts)
            case ast.Name(id=name):
                return self._held(name, statement)
            case _:
                return False

    def _held(self, name: str, statement: Statement) -> bool:
        """Whether a variable holds values of a model."""
        writer = find_definition(self.statements, statement, name)
        match writer.node if writer is not None and writer is not statement else None:
            case ast.Assign(targets=[ast.Name()], value=value):
                assert writer is not None
                return self.gives(value, writer)
            case _:
                return False

    def _predicts(self, name: str, statement: Statement) -> bool:
        """Whether a function of the notebook asks a model."""
        function = find_definition(self.statements, statement, name)
        if function is None or function.kind != "function":
            return False
        calls = (part.func for part in ast.walk(function.node) if isinstance(part, ast.Call))
        return any(isinstance(func, ast.Attribute) and func.attr in _PREDICTS for func in calls)

    def _shows(self, node: ast.stmt) -> list[ast.expr]:
        match node:
            case ast.Expr(value=ast.Call(func=ast.Name(id=name), args=args)) if name in _SHOWS:
                return args
            case ast.Expr(value=ast.Tuple(elts=parts)):  # `model.predict(X), model.score(X, y)`
                return parts
            case _:
                return []

    def _outermost(self, node: ast.AST, statement: Statement) -> Iterator[ast.expr]:
        """Yield what comes from a model in an argument: itself, or what an f-string or `format` puts into words."""
        if isinstance(node, ast.expr) and self.gives(node, statement):
            yield node
            return
        if isinstance(node, ast.JoinedStr | ast.FormattedValue) or _formats(node):
            for part in ast.iter_child_nodes(node):
                yield from self._outermost(part, statement)

    def _cell(self, statement: Statement) -> Cell:
        return self.program.notebook.cell(statement.span.cell_id)


def _formats(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="format")):
            return True
        case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod()) | ast.Tuple():
            return True
        case _:
            return False
