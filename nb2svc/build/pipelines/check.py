"""What keeps a declaration from becoming a pipeline, as far as it is seen without loading a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nb2svc.build.pipelines.declaration import Declaration, read_declaration
from nb2svc.build.pipelines.locks import Conflict, find_conflicts
from nb2svc.build.pipelines.measure import check_metrics
from nb2svc.build.pipelines.steps import find_steps
from nb2svc.build.pipelines.tables import RowsError, explain_lacking, read_columns
from nb2svc.build.pipelines.wiring import Wiring, wire
from nb2svc.diagnostics import Diagnostic, Report
from nb2svc.manifest import Manifest
from nb2svc.store import Store, Version

__all__ = ["Plan", "check_pipeline", "plan_pipeline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A pipeline in which nothing is wrong that can be seen without running it.

    Attributes:
        steps: the versions that it is made of.
        wiring: where their fields come from.
        locks: step's version -> text of its requirements.lock.
        named: what is known of the steps, each under the name that it has here.
    """

    steps: tuple[Version, ...]
    wiring: Wiring
    locks: dict[str, str]
    named: tuple[Manifest, ...]


def check_pipeline(path: Path, *, store: Path | str, name: str | None = None) -> tuple[Diagnostic, ...]:
    """Return what is wrong and what is odd in a declaration.

    Args:
        path: the file.
        store: where its steps are.
        name: which of a pyproject.toml's pipelines is meant.

    Raises:
        PipelineReadError: the file declares no pipeline.
    """
    report = Report()
    plan_pipeline(read_declaration(path, name=name), Store(store), report)
    return report.sorted()


def plan_pipeline(declared: Declaration, store: Store, report: Report) -> Plan | None:
    """Return what a declaration says, or None where something is wrong.

    Args:
        declared: the pipeline.
        store: where its steps are.
        report: gets the findings.
    """
    steps = find_steps(declared, store, report)
    if steps is None:
        return None
    named = tuple(
        replace(step.manifest, service=name or step.service) for step, name in zip(steps, declared.names, strict=True)
    )
    wiring = wire(declared, named, report)
    locks = _read_locks(steps)
    _check_locks(declared, steps, locks, report)
    if wiring is not None:
        _check_rows(declared, wiring, report)
    for fault in check_metrics(declared.evaluate.metrics) if declared.evaluate is not None else ():
        report.add(declared.finding("NB612", fault.message, at=fault.metric))
    return None if report.has_errors or wiring is None else Plan(steps=steps, wiring=wiring, locks=locks, named=named)


def _read_locks(steps: Sequence[Version]) -> dict[str, str]:
    files = {step.name: step.path / "requirements.lock" for step in steps}
    return {name: file.read_text(encoding="utf-8") for name, file in files.items() if file.is_file()}


def _check_locks(declared: Declaration, steps: Sequence[Version], locks: dict[str, str], report: Report) -> None:
    pythons = {step.name: step.manifest.environment.get("python", "") for step in steps}
    minor = {name: ".".join(version.split(".")[:2]) for name, version in pythons.items() if version}
    conflicts = [Conflict(package="python", versions=minor)] if len(set(minor.values())) > 1 else []
    for conflict in (*conflicts, *find_conflicts(locks)):
        listing = " and ".join(f"{version} for `{step}`" for step, version in conflict.versions.items())
        message = f"`{conflict.package}` is needed as {listing}: one process cannot hold both"
        hint = "build these steps again in one environment, then the pipeline"
        report.add(declared.finding("NB609", message, at="steps", hint=hint))


def _check_rows(declared: Declaration, wiring: Wiring, report: Report) -> None:
    """Check the headers of the files that a build will read."""
    needed = [field.name for field in wiring.request.fields if field.required]
    wanted = [(declared.rows, needed, "rows")] if declared.rows else []
    if declared.evaluate is not None:
        wanted.append((declared.evaluate.rows, [*needed, declared.evaluate.target], declared.evaluate.rows))
    for file, names, word in wanted:
        try:
            lacking = explain_lacking(read_columns(declared.path.parent / file), names)
        except RowsError as error:
            report.add(declared.finding("NB606", error.message, at=word))
            continue
        if lacking:
            readers = "; ".join(
                f"`{name}` is read by {_readers(declared, wiring, name)}" for name in names if f"`{name}`" in lacking
            )
            report.add(declared.finding("NB606", f"`{file}` has {lacking}: {readers}", at=word))


def _readers(declared: Declaration, wiring: Wiring, name: str) -> str:
    names = [
        f"`{step}`"
        for step, links in zip(declared.steps, wiring.inputs, strict=True)
        if any(link.field == name and not link.step for link in links)
    ]
    return " and ".join(names) or "`[evaluate]`"
