"""A whole build in one process: notebook text -> plan -> run under probes -> package -> bundle -> service.

Only the kernel is replaced, by a shell that hands trees over as IPython does; everything else is the real thing.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import copy
import inspect
import io
import os
import random
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from nb2svc.build.build import _make_manifest
from nb2svc.build.files import write_bundle
from nb2svc.build.findings import report_results
from nb2svc.build.harvest import harvest
from nb2svc.build.installed import installed_version
from nb2svc.build.kernel import Attached
from nb2svc.build.orders import Orders, Results, read_results, write_orders, write_results
from nb2svc.build.surroundings import find_surroundings
from nb2svc.compiler import Plan, emit, plan
from nb2svc.compiler.backend.emit_package import Package
from nb2svc.compiler.explain import Explanation, explain
from nb2svc.compiler.passes.classify import Classified
from nb2svc.diagnostics import Diagnostic, Report
from nb2svc.runtime.load import load_service
from nb2svc.runtime.loading.bundle import read_bundle
from nb2svc.runtime.loading.threads import ThreadCaps
from nb2svc.runtime.service import Service

PACKAGE = "case_service"
PLAIN = "plain_notebook"


def execute(tree: ast.Module, name: str, variables: dict[str, Any]) -> None:
    """Run a cell; like a notebook it may wait for something outside of functions."""
    code = compile(tree, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    waiting = eval(code, variables)
    if inspect.iscoroutine(waiting):
        asyncio.run(waiting)


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
        execute(tree, f"<cell {number}>", self.user_ns)


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


MIDNIGHT = 60.0


def one_day() -> date:
    """Return the day; right before midnight, wait for the next one.

    A notebook that counts from today has other values tomorrow: what is compared with its build has to run on one day.
    """
    now = datetime.now().astimezone()
    tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    left = (tomorrow - now).total_seconds()
    if left < MIDNIGHT:
        time.sleep(left + 1)
    return datetime.now().astimezone().date()


THREADS = {"blas": 1, "openmp": 1, "torch": 1}


def _cap_threads() -> None:
    """Compute with as many threads as the service will: their number changes what torch learns."""
    os.environ["OMP_NUM_THREADS"] = str(THREADS["torch"])  # for a torch that the notebook is about to import
    ThreadCaps(THREADS).apply()


@contextlib.contextmanager
def quiet(folder: Path) -> Iterator[None]:
    """Run notebook code in its folder: its warnings and prints are its own affair, and it changes nothing of ours."""
    before, options = Path.cwd(), copy.deepcopy(dict(os.environ))
    numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002
    os.chdir(folder)
    _cap_threads()
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
    surroundings = find_surroundings(text, (data or folder) / "notebook.py")
    planned = plan(
        text,
        path="notebook.py",
        parameters=values,
        report=report,
        surroundings=surroundings,
        installed=installed_version,
    )
    if planned is None or report.has_errors:
        return Outcome(diagnostics=report.sorted())
    work = folder / "work"
    work.mkdir()
    write_orders(
        work,
        Orders(
            text=text,
            path="notebook.py",
            parameters=values,
            package=PACKAGE,
            all_cells=False,
            surroundings=surroundings,
        ),
    )
    results = _run(planned, work, data or folder)
    emitted = emit(planned, results.trace, package=PACKAGE, report=report)
    report_results(planned, results, emitted, report)
    if emitted is None or report.has_errors:
        return Outcome(diagnostics=report.sorted(), planned=planned, results=results)
    classified, package = emitted
    bundle = _write(text, planned, results, classified, package, folder)
    service = load_service(read_bundle(bundle), live_clock=False)
    return Outcome(
        diagnostics=report.sorted(), planned=planned, results=results, classified=classified, package=package,
        folder=bundle, service=service,
    )  # fmt: skip


def _run(planned: Plan, work: Path, data: Path) -> Results:
    kept = {name: module for name, module in sys.modules.items() if name.split(".")[0] == PACKAGE}
    shell = Shell()
    attached = None
    try:
        with quiet(data):
            attached = Attached(work, shell)
            for cell in planned.program.notebook.cells:
                if cell.kind == "code" and cell.id not in planned.program.broken:
                    shell.run(cell.source, cell.number)
            results = harvest(attached.probe.observer, attached.plan, PACKAGE, work, shell.user_ns)
    finally:
        if attached is not None:
            attached.modules.remove()
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
    path = Path("notebook.py")
    manifest = _make_manifest("case", text, planned, results, classified, package, THREADS, path)
    proven = replace(manifest, rows_independent=True)
    write_bundle(bundle, folder / "work", proven, package, results, lock="", text=text, suffix=path.suffix)
    return bundle


def explained(outcome: Outcome) -> Explanation:
    """Return the explanation of a case."""
    assert outcome.planned is not None
    assert outcome.results is not None
    assert outcome.classified is not None
    assert outcome.package is not None
    planned, results = outcome.planned, outcome.results
    return explain(
        planned.program, planned.run, planned.code, results.trace, outcome.classified, outcome.package, results.previews
    )
