"""A whole build in one process: notebook text -> plan -> run under probes -> package -> bundle -> service.

Only the kernel is replaced, by a shell that hands trees over as IPython does; everything else is the real thing. The
same text is also run plainly, in a namespace of its own, so that answers are compared with what the notebook computed
and not with what the probes say it computed.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import importlib
import inspect
import io
import os
import random
import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.build import _make_manifest
from nb2svc.build.files import write_bundle
from nb2svc.build.findings import report_results
from nb2svc.build.harvest import harvest, json_rows
from nb2svc.build.kernel import Attached
from nb2svc.build.orders import Orders, Results, read_results, write_orders, write_results
from nb2svc.build.verify_child import _check_borders, compare
from nb2svc.compiler import Plan, emit, plan
from nb2svc.compiler.backend.emit_package import Package
from nb2svc.compiler.passes.classify import Classified
from nb2svc.diagnostics import Diagnostic, Nb2svcError, Report, RowError
from nb2svc.runtime.bundle import read_bundle
from nb2svc.runtime.package import importable
from nb2svc.runtime.service import Service, load_service

PACKAGE = "case_service"
PLAIN = "plain_notebook"


@dataclass
class Shell:
    """What the kernel's side needs of IPython: variables, a hook before each cell, transformers of its tree."""

    user_ns: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})
    ast_transformers: list[Any] = field(default_factory=list)
    hooks: list[Any] = field(default_factory=list)

    @property
    def events(self) -> Shell:
        """The registry of hooks is the shell itself."""
        return self

    def register(self, _event: str, hook: Any) -> None:
        """Call `hook` before each cell."""
        self.hooks.append(hook)

    def run(self, source: str, number: int) -> None:
        """Run a cell as IPython does: hooks, transformers, compile, exec."""
        for hook in self.hooks:
            hook(SimpleNamespace(raw_cell=source))
        tree = ast.Module(body=[], type_ignores=[])
        for transformer in self.ast_transformers:
            tree = transformer.visit(tree)
        exec(compile(tree, f"<cell {number}>", "exec"), self.user_ns)


@dataclass
class Outcome:
    """What came of a notebook: findings, and, where it compiled, the service and what the build knows."""

    diagnostics: tuple[Diagnostic, ...]
    planned: Plan | None = None
    results: Results | None = None
    classified: Classified | None = None
    package: Package | None = None
    folder: Path | None = None
    service: Service | None = None

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Findings that stop a build."""
        return tuple(d for d in self.diagnostics if d.severity == "error")

    def rendered(self) -> str:
        """Return the findings as a person reads them."""
        return "".join(f"{d.render()}\n" for d in self.diagnostics)


@contextlib.contextmanager
def quiet(folder: Path) -> Iterator[None]:
    """Run notebook code in its folder: its warnings and prints are its own affair, and it changes nothing of ours."""
    before, options = Path.cwd(), copy.deepcopy(dict(os.environ))
    numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002
    os.chdir(folder)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(options)
        np.random.set_state(numpy_state)  # noqa: NPY002
        random.setstate(python_state)


def build(text: str, folder: Path, *, data: Path | None = None, parameters: Mapping[str, Any] | None = None) -> Outcome:
    """Build a notebook in this process.

    Args:
        text: a percent script.
        folder: an empty folder for the working files and the bundle.
        data: where the notebook runs; the folder itself if not given.
        parameters: values for its parameters.
    """
    values = dict(parameters or {})
    report = Report()
    planned = plan(text, path="notebook.py", parameters=values, report=report)
    if planned is None:
        return Outcome(diagnostics=report.sorted())
    work = folder / "work"
    work.mkdir()
    write_orders(work, Orders(text=text, path="notebook.py", parameters=values, package=PACKAGE, all_cells=False))
    results = _run(planned, work, data or folder)
    emitted = emit(planned, results.trace, package=PACKAGE, report=report)
    report_results(planned, results, emitted[0] if emitted else None, report)
    if emitted is None or report.has_errors:
        return Outcome(diagnostics=report.sorted(), planned=planned, results=results)
    classified, package = emitted
    bundle = _write(text, planned, results, classified, package, folder)
    service = load_service(read_bundle(bundle))
    return Outcome(
        diagnostics=report.sorted(), planned=planned, results=results, classified=classified, package=package,
        folder=bundle, service=service,
    )  # fmt: skip


def _run(planned: Plan, work: Path, data: Path) -> Results:
    kept = {name: module for name, module in sys.modules.items() if name.split(".")[0] == PACKAGE}
    shell = Shell()
    try:
        with quiet(data):
            attached = Attached(work, shell)
            for cell in planned.program.notebook.cells:
                if cell.kind == "code" and cell.id not in planned.program.broken:
                    shell.run(cell.source, cell.number)
            results = harvest(attached.probe.observer, attached.plan, PACKAGE, work, shell.user_ns)
    finally:
        for name in [n for n in sys.modules if n.split(".")[0] == PACKAGE]:
            del sys.modules[name]
        sys.modules.update(kept)
    write_results(work, results)
    read = read_results(work)
    assert read is not None
    return read


def _write(text: str, planned: Plan, results: Results, classified: Classified, package: Package, folder: Path) -> Path:
    bundle = folder / "bundle"
    bundle.mkdir()
    (folder / "work" / "run.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    threads = {"blas": 1, "openmp": 1, "torch": 1}
    path = Path("notebook.py")
    manifest = _make_manifest("case", text, planned, results, classified, package, threads, path)
    proven = replace(manifest, rows_independent=True)
    write_bundle(bundle, folder / "work", proven, package, results, lock="", text=text, suffix=path.suffix)
    return bundle


# -- what the notebook computes without us


def run_plainly(text: str, folder: Path, *, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the variables of the notebook after a plain run.

    `<name> as loaded` and `<name> as predicted` are added: the variables as load and predict cells left them; `<bare>`
    is the last bare expression of the last predict cell.
    """
    planned = plan(text, path="notebook.py", parameters=dict(parameters or {}), report=Report())
    assert planned is not None
    module = ModuleType(PLAIN)
    sys.modules[PLAIN] = module
    variables = vars(module)
    try:
        with quiet(folder):
            for cell in planned.program.notebook.cells:
                if cell.kind != "code" or cell.id in planned.program.broken:
                    continue
                tree = _with_parameters(ast.parse(cell.python), planned)
                shown = tree.body.pop() if "predict" in cell.stages and _ends_bare(tree) else None
                exec(compile(tree, f"<plain {cell.number}>", "exec"), variables)
                if shown is not None:
                    assert isinstance(shown, ast.Expr)
                    variables["<bare>"] = eval(compile(ast.Expression(shown.value), "<plain>", "eval"), variables)
                if "load" in cell.stages:
                    variables |= _copies(variables, "as loaded")
                if "predict" in cell.stages:
                    variables |= _copies(variables, "as predicted")
    finally:
        del sys.modules[PLAIN]
    return variables


def _with_parameters(tree: ast.Module, planned: Plan) -> ast.Module:
    values = {p.name: p.value for p in planned.program.parameters}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant()) if name in values:
                node.value = ast.copy_location(ast.parse(repr(values[name]), mode="eval").body, node.value)
    return ast.fix_missing_locations(tree)


def _ends_bare(tree: ast.Module) -> bool:
    return bool(tree.body) and isinstance(tree.body[-1], ast.Expr)


def _copies(variables: Mapping[str, Any], when: str) -> dict[str, Any]:
    """Return copies of the tables, arrays and lists among the variables: later cells may change them."""
    plain = {n: v for n, v in variables.items() if n.isidentifier()}
    tables = (pd.DataFrame, pd.Series, np.ndarray, list, dict)
    copied = {n: v for n, v in plain.items() if not n.startswith("__") and isinstance(v, tables)}
    tensors = {n: v.detach().clone() for n, v in plain.items() if type(v).__name__ == "Tensor"}
    return {f"{n} {when}": copy.deepcopy(v) for n, v in (copied | tensors).items()}


def plain_rows(outcome: Outcome, variables: Mapping[str, Any]) -> list[Any]:
    """Return all loaded rows of the plain run as request rows."""
    assert outcome.classified is not None
    request = outcome.classified.request
    table = variables[f"{request.name} as loaded"]
    return json_rows(table, request)


def plain_answers(outcome: Outcome, variables: Mapping[str, Any]) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """Return the plain run's answers and, for each, the position of its row among the loaded rows.

    Rows are known by the variable `positions` of the notebook, by the answer's own labels, or by being all of them.
    """
    assert outcome.classified is not None
    request, outputs = outcome.classified.request, outcome.classified.outputs
    table = variables[f"{request.name} as loaded"]
    columns: dict[str, list[Any]] = {}
    index: Any = None
    for output in outputs:
        value = variables[f"{output.variable} as predicted" if output.variable else "<bare>"]
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
        positions = labels.get_indexer(index if index is not None else variables["X_test"].index)
    assert len(positions) == count, "the case has to say which rows its answers belong to"
    return positions, answers


def plain_value(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, list | tuple | np.ndarray):
        return [plain_value(v) for v in value]
    if hasattr(value, "isoformat") and not pd.isna(value):
        return value.isoformat()
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not np.isfinite(value) else value


@dataclass
class Difference:
    """One comparison that failed."""

    how: str
    detail: str


def differences(outcome: Outcome, variables: Mapping[str, Any]) -> list[Difference]:
    """Return how the service differs from the notebook's plain run: a batch, row by row, shuffled, trained again.

    The first entries are what a real build's verification finds, too; those that start with `plain` are not.
    """
    with quiet(Path.cwd()):
        return _differences(outcome, variables)


def _differences(outcome: Outcome, variables: Mapping[str, Any]) -> list[Difference]:
    service, results = outcome.service, outcome.results
    assert service is not None
    assert results is not None
    assert outcome.folder is not None
    golden, wanted = results.golden["rows"], results.golden["answers"]
    found = []
    work = outcome.folder.parent / "work"
    for check in _check_borders(service, results, golden, outcome.folder, work):
        if not check.passed:
            found.append(Difference("verified border", check.detail))
    found += _compare("verified batch", service, golden, wanted)
    found += _compare("verified singles", service, golden[:40], wanted[:40], single=True)
    rows = plain_rows(outcome, variables)
    positions, answers = plain_answers(outcome, variables)
    own = [rows[i] for i in positions]
    found += _compare("plain batch", service, own, answers)
    some = np.random.default_rng(3).permutation(len(own))[:40]
    found += _compare("plain singles", service, [own[i] for i in some], [answers[i] for i in some], single=True)
    found += _compare("plain shuffled", service, [own[i] for i in some], [answers[i] for i in some])
    return found


def _compare(
    how: str, service: Service, rows: list[Any], answers: list[Any], *, single: bool = False
) -> list[Difference]:
    try:
        given = [service.predict([row])[0] for row in rows] if single else service.predict(rows)
    except Nb2svcError as error:
        return [Difference(how, f"{type(error).__name__}: {error}")]
    assert not any(isinstance(a, RowError) for a in given)
    check = compare(how, given, answers)
    return [] if check.passed else [Difference(how, check.detail)]


def retrained(outcome: Outcome, data: Path) -> list[Difference]:
    """Return how the service differs once its state is the one that its own train.py makes."""
    assert outcome.folder is not None
    assert outcome.service is not None
    assert outcome.results is not None
    service, manifest = outcome.service, outcome.service.manifest
    parameters = manifest.parameters
    with importable(outcome.folder, PACKAGE):
        train = importlib.import_module(f"{PACKAGE}.train")
        with quiet(data):
            loaded = train.load(**_accepted(train.load, parameters))
            single = len(_positional(train.train)) == 1
            arguments = (loaded,) if single else tuple(loaded)
            state, metrics = train.train(*arguments, **_accepted(train.train, parameters))
    found = []
    if {k: plain_value(v) for k, v in metrics.items()}.keys() != manifest.metrics.keys():
        found.append(Difference("train metrics", f"{sorted(metrics)} for {sorted(manifest.metrics)}"))
    for name, value in manifest.metrics.items():
        if name in metrics and not np.isclose(metrics[name], value, rtol=1e-6):
            found.append(Difference("train metrics", f"{name}: {metrics[name]} for {value}"))
    golden = outcome.results.golden
    package = replace(service.package, state=state)
    again = replace(service, package=package, fresh_state=lambda: copy.deepcopy(state))
    with quiet(data):
        found += _compare("trained again", again, golden["rows"], golden["answers"])
    return found


def _accepted(function: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in parameters.items() if n in inspect.signature(function).parameters}


def _positional(function: Any) -> list[str]:
    kinds = inspect.signature(function).parameters.values()
    return [p.name for p in kinds if p.kind is not inspect.Parameter.KEYWORD_ONLY]
