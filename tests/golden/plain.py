"""The notebook run plainly, in a namespace of its own: what a service's answers are compared with."""

from __future__ import annotations

import ast
import copy
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
from golden.harness import Outcome, execute, quiet

from nb2svc.build.harvest import json_rows
from nb2svc.build.surroundings import find_surroundings
from nb2svc.compiler import Plan, plan
from nb2svc.compiler.sites import site_of
from nb2svc.compiler.trace import Output
from nb2svc.diagnostics import Report
from nb2svc.manifest import RequestSchema

PLAIN = "plain_notebook"


class Silent:
    """IPython as far as a plain run needs it: every magic gives something of which everything can be asked."""

    def __call__(self, *_: object, **__: object) -> Silent:
        """Answer a call."""
        return self

    __getattr__ = __getitem__ = __call__


def run_plainly(
    text: str,
    folder: Path,
    *,
    parameters: Mapping[str, Any] | None = None,
    literals: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the variables of the notebook after a plain run; with other values in place of some literals, by key.

    `<name> as loaded` and `<name> as predicted` are added: the variables as load and predict cells left them; `<bare>`
    is the last bare expression of the last predict cell.
    """
    surroundings = find_surroundings(text, folder / "notebook.py")
    planned = plan(
        text, path="notebook.py", parameters=dict(parameters or {}), report=Report(), surroundings=surroundings
    )
    assert planned is not None
    module = ModuleType(PLAIN)
    before = dict(sys.modules)
    sys.modules[PLAIN] = module
    sys.path.insert(0, str(folder))
    variables = vars(module)
    variables["__name__"] = "__main__"  # what a notebook is
    variables["get_ipython"] = Silent  # magics show something, or are none of a service's business
    try:
        with quiet(folder):
            for cell in planned.program.notebook.cells:
                if cell.kind != "code" or cell.id in planned.program.broken:
                    continue
                tree = _with_parameters(ast.parse(cell.source if cell.origins else cell.python), planned)
                if literals:
                    tree = ast.fix_missing_locations(_Literals(cell.id, planned, literals).visit(tree))
                shown = _shown(tree, planned, cell.id, literals) if "predict" in cell.stages else None
                try:
                    execute(tree, f"<plain {cell.number}>", variables)
                except Exception:
                    if cell.stages:
                        raise  # a person goes on with the next cell; one without a tag is none that the service needs
                if shown is not None:
                    variables["<bare>"] = eval(compile(ast.Expression(shown), "<plain>", "eval"), variables)
                if "load" in cell.stages:
                    variables |= _copies(variables, "as loaded")
                if "predict" in cell.stages:
                    variables |= _copies(variables, "as predicted")
    finally:
        sys.path.remove(str(folder))
        for name in [n for n, m in sys.modules.items() if n not in before and _lies_in(m, folder)]:
            del sys.modules[name]
    return variables


def _shown(tree: ast.Module, planned: Plan, cell_id: str, literals: Mapping[str, Any] | None) -> ast.expr | None:
    """Return the bare last expression of a predict cell, which is taken off, or what it prints as its answer."""
    if planned.program.shown:
        (printed,) = (s for s in planned.program.statements if s.id in planned.program.shown)
        if printed.span.cell_id != cell_id:
            return None
        assert isinstance(printed.node, ast.Expr)
        value = ast.Expression(copy.deepcopy(printed.node.value))
        return ast.fix_missing_locations(_Literals(cell_id, planned, literals or {}).visit(value)).body
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    return last.value if isinstance(last, ast.Expr) else None


def _lies_in(module: ModuleType, folder: Path) -> bool:
    return module.__name__ == PLAIN or str(getattr(module, "__file__", None) or "").startswith(str(folder.parent))


class _Literals(ast.NodeTransformer):
    """Puts other values in place of the literals that stand for a request."""

    def __init__(self, cell_id: str, planned: Plan, values: Mapping[str, Any]) -> None:
        self.cell_id, self.asked, self.values = cell_id, planned.code.asked, values

    def visit(self, node: ast.AST) -> Any:
        asked = self.asked.get(site_of(self.cell_id, node)) if isinstance(node, ast.expr) else None
        if asked is not None and asked.key in self.values:
            value = [self.values[asked.key]] if asked.is_table else self.values[asked.key]
            return ast.copy_location(ast.parse(repr(value), mode="eval").body, node)
        return self.generic_visit(node)


def plain_requests(outcome: Outcome, text: str, folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return requests made of literals, and what the notebook answers when its text holds these values instead."""
    assert outcome.classified is not None
    assert outcome.results is not None
    golden = outcome.results.golden["rows"]
    rows = [golden[i] for i in dict.fromkeys([0, len(golden) // 2, len(golden) - 1])]
    answers = []
    for row in rows:
        values = {key: row[name] for key, name in outcome.classified.arguments.items()}
        variables = run_plainly(text, folder, literals=values)
        answer = {}
        for output in outcome.classified.outputs:
            value = variables[output.variable or "<bare>"] if not output.variable else _as_predicted(variables, output)
            for f in output.fields:
                part = value[f.name] if output.is_frame else value
                part = part.detach().numpy() if hasattr(part, "detach") else part
                answer[f.name] = plain_value(next(iter(part)) if output.only else part)
        answers.append(answer)
    return rows, answers


def _as_predicted(variables: Mapping[str, Any], output: Output) -> Any:
    return variables.get(f"{output.variable} as predicted", variables[output.variable])


def _with_parameters(tree: ast.Module, planned: Plan) -> ast.Module:
    values = {p.name: p.value for p in planned.program.parameters}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant()) if name in values:
                node.value = ast.copy_location(ast.parse(repr(values[name]), mode="eval").body, node.value)
    return ast.fix_missing_locations(tree)


def _copies(variables: Mapping[str, Any], when: str) -> dict[str, Any]:
    """Return copies of the tables, arrays and lists among the variables: later cells may change them.

    The settings of `from pylab import *` are a dict, too, and cannot be copied before a figure is drawn.
    """
    plain = {n: v for n, v in variables.items() if n.isidentifier() and type(v).__module__ != "matplotlib"}
    tables = (pd.DataFrame, pd.Series, np.ndarray, list, dict)
    copied = {n: v for n, v in plain.items() if not n.startswith("__") and isinstance(v, tables)}
    tensors = {n: v.detach().clone() for n, v in plain.items() if type(v).__name__ == "Tensor"}
    return {f"{n} {when}": copy.deepcopy(v) for n, v in (copied | tensors).items()}


def plain_rows(outcome: Outcome, variables: Mapping[str, Any]) -> list[Any]:
    """Return all loaded rows of the plain run as request rows."""
    assert outcome.classified is not None
    request = outcome.classified.request
    return json_rows(_table(request, variables), request)


def _table(request: RequestSchema, variables: Mapping[str, Any]) -> Any:
    loaded = variables[f"{request.name} as loaded"]
    return loaded[request.entry] if request.entry else loaded


def plain_answers(outcome: Outcome, variables: Mapping[str, Any]) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """Return the plain run's answers and, for each, the position of its row among the loaded rows.

    Rows are known by the variable `positions` of the notebook, by the answer's own labels, or by being all of them.
    """
    assert outcome.classified is not None
    request, outputs = outcome.classified.request, outcome.classified.outputs
    table = _table(request, variables)
    columns: dict[str, list[Any]] = {}
    index: Any = None
    for output in outputs:
        value = _as_predicted(variables, output) if output.variable else variables["<bare>"]
        value = value if hasattr(value, "__len__") and not isinstance(value, str) else [value]  # about one row
        if isinstance(value, pd.Series | pd.DataFrame) and index is None:
            index = value.index
        for f in output.fields:
            column = value[f.name] if output.is_frame else value
            columns[f.name] = list(column.detach().numpy() if hasattr(column, "detach") else column)
    count = len(next(iter(columns.values())))
    answers = [{name: plain_value(values[i]) for name, values in columns.items()} for i in range(count)]
    if "positions" in variables:
        positions = np.asarray(variables["positions"])
    elif count == len(table):
        positions = np.arange(count)
    else:
        labels = table.index if hasattr(table, "index") and not isinstance(table, list) else pd.RangeIndex(len(table))
        if index is None or index.equals(pd.RangeIndex(count)):  # a frame made of arrays only counts its own rows
            index = _answered_labels(variables, count, index)
        positions = labels.get_indexer(index)
    assert len(positions) == count, "the case has to say which rows its answers belong to"
    return positions, answers


def _answered_labels(variables: Mapping[str, Any], count: int, own: pd.Index | None) -> pd.Index:
    """Return the labels of the answered rows: those of a table of as many rows that predict cells have seen, or own."""
    tables = [
        value
        for name, value in variables.items()
        if name.endswith("as predicted") and isinstance(value, pd.Series | pd.DataFrame) and len(value) == count
    ]
    preferred = variables.get("X_test as predicted")
    if hasattr(preferred, "index") and len(preferred) == count:
        return preferred.index
    return tables[0].index if own is None else own


def plain_value(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, pd.Series | pd.Index | pd.api.extensions.ExtensionArray):
        value = value.to_numpy()
    if isinstance(value, list | tuple | np.ndarray):
        return [plain_value(v) for v in value]
    if hasattr(value, "isoformat") and not pd.isna(value):
        return value.isoformat()
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not np.isfinite(value) else value
