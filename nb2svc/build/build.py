"""Notebook file -> published version: compile, run once, emit, verify, publish."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
import tempfile
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata, util
from pathlib import Path
from typing import Any, Final, Literal

from nb2svc.build.files import write_bundle
from nb2svc.build.findings import raise_on_errors, report_changed_answers, report_results, report_run
from nb2svc.build.imports import find_imports
from nb2svc.build.installed import installed_version
from nb2svc.build.lock import lock_requirements
from nb2svc.build.names import service_name
from nb2svc.build.orders import Orders, Results, read_results, write_orders
from nb2svc.build.progress import OnProgress, Progress, Step
from nb2svc.build.run_notebook import run_instrumented
from nb2svc.build.source import read_source
from nb2svc.build.surroundings import find_surroundings
from nb2svc.build.variables import find_variables
from nb2svc.build.verify import verify
from nb2svc.compiler import Plan, emit, plan
from nb2svc.compiler.backend.emit_package import Package
from nb2svc.compiler.explain import Explanation
from nb2svc.compiler.explain import explain as explain_program
from nb2svc.compiler.mend import apply_fixes
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.take_from_train import take_from_train
from nb2svc.compiler.surroundings import Surroundings
from nb2svc.diagnostics import Report
from nb2svc.manifest import Manifest, NotebookSource
from nb2svc.store import Store, Version

__all__ = ["DEFAULT_STORE", "DEFAULT_TIMEOUT", "build", "explain"]

DEFAULT_STORE: Final = "services"
DEFAULT_TIMEOUT: Final = 3600.0
_MOST_THREADS: Final = 4
_RECORDED: Final = ("nb2svc", "numpy", "pandas", "scikit-learn", "scipy", "torch", "pyarrow", "skops", "safetensors")


def build(
    path: Path | str,
    *,
    name: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    store: Path | str = DEFAULT_STORE,
    allow: Collection[str] = (),
    timeout: float | None = DEFAULT_TIMEOUT,
    all_cells: bool = False,
    hashes: bool = False,
    state_from: Literal["train"] | None = None,
    on_progress: OnProgress | None = None,
    text: str | None = None,
) -> Version:
    """Build a notebook and publish the result as a new version of a service.

    Args:
        path: the notebook, `.ipynb` or a percent script.
        name: the service's name; the file's name if not given.
        parameters: values for the notebook's parameters, as Python values or as text.
        store: folder of all services.
        allow: codes of findings that would stop the build and that the version records instead.
        timeout: seconds that the notebook may run; None for no limit.
        all_cells: run the whole notebook, not only what the service and its report need.
        hashes: lock packages with the hashes of their files, which uv asks the package index for.
        state_from: `train`: a statistic that the notebook takes over the rows it answers is taken from the training
            rows instead. The notebook is run as it is and once more with these changes, which the version holds.
        on_progress: told of each step.
        text: the notebook, where it is not what its file holds: edits that are not saved. Its surroundings and the
            folder in which it runs are those of the file.

    Returns:
        The published version.

    Raises:
        NotebookReadError: the file is no notebook.
        BuildError: findings stop the build; nothing is published. They are in its `diagnostics`.
        StoreError: the store cannot be written.
    """
    path = Path(path)
    service = name or service_name(path)
    work_on = _Work(tell=_Teller(on_progress), report=Report(), allow=tuple(allow))
    tell, report = work_on.tell, work_on.report
    source = _compile(path, work_on, parameters=dict(parameters or {}), all_cells=all_cells, text=text)
    saved: _Made | None = None
    if state_from == "train":
        source, saved = _from_train(source, work_on, service=service, timeout=timeout)

    with Store(store).stage(service) as staged, tempfile.TemporaryDirectory(prefix="nb2svc-") as temporary:
        work = Path(temporary)
        made = _run(source, work, work_on, service=service, timeout=timeout)
        if saved is not None:
            report_changed_answers(source.planned, saved.results, made.results, report)
        tell("verify", "started")
        tell("verify", "working", "write the package")
        lock = lock_requirements(find_imports(made.files.files.values()) | _drivers(made.results), hashes=hashes)
        manifest = _make_manifest(
            service, source.text, source.planned, made.results, made.classified, made.files, made.threads, path
        )
        manifest = _record_environment(manifest, lock)
        manifest = write_bundle(
            staged,
            work,
            manifest,
            made.files,
            made.results,
            lock,
            text=source.text,
            suffix=path.suffix,
            explanation=made.explanation,
        )

        tell("verify", "working", "compare answers")
        checks = verify(staged, work, manifest, made.results, source.planned, report)
        manifest = replace(manifest, checks=checks, rows_independent=_proves_independence(checks))
        tell("verify", "done", f"{sum(c.passed for c in checks)} of {len(checks)} checks passed")
        raise_on_errors(path.name, report, allow)

        tell("publish", "started")
        allowed = sorted({d.code for d in report.diagnostics if d.severity == "error"})
        findings = tuple(d.to_json() for d in report.sorted())
        version = Store(store).publish(staged, replace(manifest, findings=findings, allowed=tuple(allowed)))
        tell("publish", "done", version.name)
    return version


def explain(
    path: Path | str,
    *,
    parameters: Mapping[str, Any] | None = None,
    timeout: float | None = DEFAULT_TIMEOUT,
    on_progress: OnProgress | None = None,
) -> Explanation:
    """Run a notebook as a build does and say what became of each statement; nothing is verified or published.

    Args:
        path: the notebook, `.ipynb` or a percent script.
        parameters: values for the notebook's parameters, as Python values or as text.
        timeout: seconds that the notebook may run; None for no limit.
        on_progress: told of each step.

    Raises:
        NotebookReadError: the file is no notebook.
        BuildError: no service can be made of it; the findings are in its `diagnostics`.
    """
    work_on = _Work(tell=_Teller(on_progress), report=Report(), allow=())
    source = _compile(Path(path), work_on, parameters=dict(parameters or {}), all_cells=False)
    with tempfile.TemporaryDirectory(prefix="nb2svc-") as work:
        return _run(source, Path(work), work_on, service=service_name(Path(path)), timeout=timeout).explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What every step of a build writes to, and which findings do not stop it."""

    tell: _Teller
    report: Report
    allow: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A notebook, read and planned."""

    path: Path
    text: str
    parameters: dict[str, Any]
    surroundings: Surroundings
    all_cells: bool
    planned: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What a run and the compiler made of it."""

    results: Results
    classified: Classified
    files: Package
    explanation: Explanation
    threads: dict[str, int]


def _from_train(
    source: _Source, work_on: _Work, *, service: str, timeout: float | None
) -> tuple[_Source, _Made | None]:
    """Return the notebook with its statistics of answered rows taken from the training, and what it is as saved."""
    report = Report()  # what is found in the notebook as it is saved is found again, as far as it still holds
    before = replace(work_on, report=report)
    with tempfile.TemporaryDirectory(prefix="nb2svc-") as work:
        made = _run(source, Path(work), before, service=service, timeout=timeout)
    taken = take_from_train(source.planned.program, source.planned.code, made.classified)
    for finding in (*taken.notes, *taken.missing):
        work_on.report.add(finding)
    raise_on_errors(source.path.name, work_on.report, work_on.allow)
    if not taken.fixes:
        return source, None
    text = apply_fixes(source.text, taken.fixes, source.path.name)
    changed = _compile(source.path, work_on, parameters=source.parameters, all_cells=source.all_cells, text=text)
    return changed, made


def _compile(
    path: Path, work_on: _Work, *, parameters: dict[str, Any], all_cells: bool, text: str | None = None
) -> _Source:
    tell, report = work_on.tell, work_on.report
    tell("compile", "started")
    text = read_source(path) if text is None else text
    surroundings = find_surroundings(text, path)
    planned = plan(
        text,
        path=path.name,
        parameters=parameters,
        report=report,
        all_cells=all_cells,
        surroundings=surroundings,
        installed=installed_version,
    )
    raise_on_errors(path.name, report, work_on.allow, can_go_on=planned is not None)
    assert planned is not None, "a plan is missing only where an error is reported"
    tell("compile", "done", f"{len(planned.run.needed)} statements in {len(planned.code.cells)} cells")
    return _Source(
        path=path,
        text=text,
        parameters=parameters,
        surroundings=surroundings,
        all_cells=all_cells,
        planned=planned,
    )


def _run(source: _Source, work: Path, work_on: _Work, *, service: str, timeout: float | None) -> _Made:
    """Run a notebook under observation and make the package, in a working folder."""
    planned, path = source.planned, source.path
    tell, report, allow = work_on.tell, work_on.report, work_on.allow
    threads = thread_caps()
    package = package_name(service)
    orders = Orders(
        text=source.text,
        path=path.name,
        parameters=source.parameters,
        package=package,
        all_cells=source.all_cells,
        surroundings=source.surroundings,
    )
    write_orders(work, orders)
    tell("run", "started")
    execution = run_instrumented(
        planned, work, folder=path.resolve().parent, timeout=timeout, threads=threads, tell=tell
    )
    report_run(planned, execution, report)
    results = read_results(work)
    raise_on_errors(path.name, report, allow, can_go_on=results is not None)
    assert results is not None, "a completed run leaves results"
    tell("run", "done", f"{len(planned.code.cells)} cells that matter")

    emitted = emit(planned, results.trace, package=package, report=report)
    report_results(planned, results, emitted, report)
    raise_on_errors(path.name, report, allow, can_go_on=emitted is not None)
    assert emitted is not None, "a package is missing only where an error is reported"
    classified, files = emitted
    explanation = explain_program(
        planned.program, planned.run, planned.code, results.trace, classified, files, results.previews
    )
    return _Made(results=results, classified=classified, files=files, explanation=explanation, threads=threads)


def package_name(service: str) -> str:
    """Return an import name for a service that hides no module of this installation."""
    name = unicodedata.normalize("NFKC", re.sub(r"\W+", "_", service))  # as Python reads identifiers
    name = f"service_{name}" if not name.isidentifier() else name
    taken = name in sys.stdlib_module_names or util.find_spec(name) is not None
    return f"{name}_service" if taken else name


def thread_caps() -> dict[str, int]:
    """Return how many threads the notebook, the verification and the service compute with.

    Their number changes the last digits of sums, so it is part of a version. Who has set `OMP_NUM_THREADS` gets that
    many, as in a run of the notebook without us.
    """
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    is_set = wanted.isdecimal() and int(wanted) > 0
    count = int(wanted) if is_set else min(_MOST_THREADS, os.cpu_count() or 1)
    return {"blas": count, "openmp": count, "torch": count}


def _drivers(results: Results) -> frozenset[str]:
    """Return the modules of database drivers, which no text imports."""
    return frozenset(driver for looked_up in results.trace.lookups.values() for driver in looked_up.drivers)


def _proves_independence(checks: tuple[Any, ...]) -> bool:
    outcome = {check.name: check.passed for check in checks}
    return all(outcome.get(name, False) for name in ("one-batch", "row-by-row", "shuffled"))


def _make_manifest(
    service: str,
    text: str,
    planned: Plan,
    results: Results,
    classified: Classified,
    package: Package,
    threads: dict[str, int],
    path: Path,
) -> Manifest:
    return Manifest(
        service=service,
        package=package.name,
        number=0,
        content_hash="",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        notebook=NotebookSource(name=path.name, sha256=hashlib.sha256(text.encode()).hexdigest()),
        parameters={p.name: p.value for p in planned.program.parameters},
        request=classified.request,
        response=tuple(field for output in classified.outputs for field in output.fields),
        stages=package.signatures,
        state=results.state,
        rows_independent=False,
        line_map=package.line_map,
        data=results.data,
        metrics=dict(results.trace.metrics),
        lookups=package.lookups,
        variables=find_variables(package.files),
        threads=threads,
    )


def _record_environment(manifest: Manifest, lock: str) -> Manifest:
    """Return the manifest with the versions of what the service needs: of libraries it does not import, none."""
    needed = {line.partition("==")[0] for line in lock.splitlines()} | {"nb2svc"}
    found = {"python": platform.python_version(), "platform": platform.platform()}
    found |= {name: metadata.version(name) for name in _RECORDED if name in needed}
    threads = {name: count for name, count in manifest.threads.items() if name != "torch" or "torch" in needed}
    return replace(manifest, environment=found, threads=threads)


class _Teller:
    def __init__(self, on_progress: OnProgress | None) -> None:
        self.on_progress = on_progress

    def __call__(self, step: Step, state: Any, detail: str = "", **more: Any) -> None:
        if self.on_progress is not None:
            self.on_progress(Progress(step=step, state=state, detail=detail, **more))
