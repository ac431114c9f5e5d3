"""Says why there is no service at all: no rows were loaded, or the predict cells give nothing for each of them.

print(model.score(X_test, y_test))    NB201: one number about all rows, not an answer to each
print(model.predict(X_test))          NB201: printed, and kept by no name
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2svc.compiler.flow import awaits
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.passes.report_lost_rows import report_lost_rows
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Trace
from nb2svc.diagnostics import Diagnostic, Report

__all__ = ["report_no_answer"]

_PREDICTIONS = frozenset({"predict", "predict_proba", "decision_function", "fit_predict"})


def report_no_answer(program: Program, code: Instrumented, trace: Trace, report: Report) -> None:
    """Report that there is no request or no answer, at the line that comes nearest to one."""
    if not trace.inputs:
        loads = [c for c in program.notebook.cells if "load" in c.stages]
        report.add(
            Diagnostic(
                code="NB207",
                message="the load cells give no table, array or list with rows, so nobody knows what a request is",
                span=span_of(program.notebook, loads[0].id),
                hint="tag the cell that reads the training rows as `load`",
            )
        )
        return
    cell = next(c for c in program.notebook.cells if "predict" in c.stages)
    statements = [s for s in program.statements if "predict" in s.stages]
    awaited = _awaited(program)
    if awaited is None and report_lost_rows(program, code, trace, statements, report):
        return
    found = (
        awaited
        or _shown(statements)
        or _scored(statements)
        or _not_followed(statements)
        or _within_helper(program, statements)
        or _only_fitted(statements)
    )
    if found is None:
        message = "the predict cells call no model, and no value in them belongs to one loaded row or request"
        hint = "tag the cell that calls the model on rows of the loaded table as `predict`"
        report.add(Diagnostic(code="NB201", message=message, span=span_of(program.notebook, cell.id), hint=hint))
        return
    statement, node, message, hint = found
    span = span_of(program.notebook, statement.id.rpartition(".")[0], node)
    report.add(Diagnostic(code="NB201", message=message, span=span, frame=frame_of(program.notebook, span), hint=hint))


def _awaited(program: Program) -> tuple[Statement, ast.Await, str, str] | None:
    """Return what is waited for on the way to the answer: a service computes without waiting."""
    for statement in program.statements:
        if set(statement.stages) & {"preprocess", "train", "predict"}:
            for node in awaits(statement.node):
                message = (
                    f"`{ast.unparse(node)}` is waited for: what it gives is not followed row by row, and a service "
                )
                hint = "call a plain function here; what does not depend on rows may be waited for in a load cell"
                return statement, node, f"{message}answers without waiting", hint
    return None


def _shown(statements: list[Statement]) -> tuple[Statement, ast.Call, str, str] | None:
    """Return a prediction that is only looked at: in `print(...)`, or in a bare expression before the last line."""
    for statement in reversed(statements):
        if isinstance(statement.node, ast.For | ast.While):
            for call in _calls(statement.node, _PREDICTIONS):
                message = f"`{ast.unparse(call)}` is only shown here, once in each round: no variable of the predict "
                hint = "put it into a function with what varies as arguments, and call that function in the cell"
                return statement, call, f"{message}cells holds an answer", hint
        if isinstance(statement.node, ast.Expr):
            for call in _calls(statement.node, _PREDICTIONS):
                text = ast.unparse(call)
                message = f"`{text}` is only shown here: no variable of the predict cells holds one value for each row"
                return statement, call, message, f"give it a name: `answer = {text}`"
    return None


def _scored(statements: list[Statement]) -> tuple[Statement, ast.Call, str, str] | None:
    """Return a `model.score(X, y)`: it predicts inside, and gives one number."""
    for statement in reversed(statements):
        for call in _calls(statement.node, frozenset({"score"})):
            assert isinstance(call.func, ast.Attribute)
            message = "`score` gives one number about all rows; the predict cells compute no value for each row"
            rows = ast.unparse(call.args[0]) if call.args else "X_test"
            return (
                statement,
                call,
                message,
                (f"add a cell with `answer = {ast.unparse(call.func.value)}.predict({rows})` and tag it `predict`"),
            )
    return None


def _not_followed(statements: list[Statement]) -> tuple[Statement, ast.Call, str, str] | None:
    """Return the last call of a model; what it is asked about has lost its tie to the loaded rows."""
    for statement in reversed(statements):
        for call in _calls(statement.node, _PREDICTIONS):
            asked = f"`{ast.unparse(call.args[0])}`" if call.args else "what the model is asked about"
            message = (
                f"{asked} cannot be followed back to the rows of a loaded table, or to a request written down here: "
                "nobody knows which row each answer belongs to"
            )
            hint = (
                "predict on the loaded rows, `model.predict(X)`, "
                "or on a row written down in a predict cell, `model.predict([[5.1, 3.5]])`"
            )
            return statement, call, message, hint
    return None


def _within_helper(program: Program, statements: list[Statement]) -> tuple[Statement, ast.Call, str, str] | None:
    """Return the call of a function of the notebook that asks a model inside and keeps what it says."""
    helpers = {s.node.name: s.node for s in program.statements if isinstance(s.node, ast.FunctionDef)}
    for statement in reversed(statements):
        for call in ast.walk(statement.node):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id not in helpers:
                continue
            name = call.func.id
            asked = next(_calls(helpers[name], _PREDICTIONS), None)
            if asked is not None:
                message = (
                    f"`{name}` asks the model inside, `{ast.unparse(asked)}`, and what it gives back is no value for "
                    "each row"
                )
                hint = f"let `{name}` return the prediction and give it a name here: `answer = {name}(...)`"
                return statement, call, message, hint
    return None


def _only_fitted(statements: list[Statement]) -> tuple[Statement, ast.Call, str, str] | None:
    """Return the fit of a model that the predict cells ask nothing."""
    for statement in reversed(statements):
        for call in _calls(statement.node, frozenset({"fit"})):
            assert isinstance(call.func, ast.Attribute)
            rows = ast.unparse(call.args[0]) if call.args else "X"
            model = ast.unparse(call.func.value) if isinstance(call.func.value, ast.Name) else "model"
            message = f"the predict cells fit `{model}` and ask it nothing: they compute no value for each row"
            return statement, call, message, f"add a cell with `answer = {model}.predict({rows})` and tag it `predict`"
    return None


def _calls(node: ast.AST, names: frozenset[str]) -> Iterator[ast.Call]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in names:
            yield part
