"""Declaration -> published version: copy the steps, wire them, verify the whole, publish."""

from __future__ import annotations

import json
import platform
import shutil
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nb2svc.build.container import emit_container_files
from nb2svc.build.findings import raise_on_errors
from nb2svc.build.lock import add_hashes
from nb2svc.build.pipelines.check import Plan, plan_pipeline
from nb2svc.build.pipelines.declaration import Declaration, read_declaration
from nb2svc.build.pipelines.locks import join_locks
from nb2svc.build.pipelines.orders import Measure, Orders, Outcome
from nb2svc.build.pipelines.profile import join_profiles
from nb2svc.build.pipelines.verify import report_outcome, verify
from nb2svc.build.progress import OnProgress, Progress
from nb2svc.diagnostics import Report
from nb2svc.manifest import Manifest, Step, encode_manifest
from nb2svc.runtime.loading.bundle import read_bundle
from nb2svc.store import Store, Version
from nb2svc.store.content import hash_files

__all__ = ["build_pipeline"]


def build_pipeline(
    path: Path,
    *,
    store: Path | str,
    name: str | None = None,
    allow: Collection[str] = (),
    timeout: float | None = None,
    hashes: bool = False,
    on_progress: OnProgress | None = None,
) -> Version:
    """Compose services of the store, and publish the result as a new version of a service.

    The version holds full copies of its steps: what is promoted or built later changes nothing in it.

    Args:
        path: the file that declares it.
        store: where its steps are, and where it goes.
        name: the service's name; the file's name if not given. In a pyproject.toml: which pipeline.
        allow: codes of findings that would stop the build and that the version records instead.
        timeout: seconds that the verification may take; None for no limit.
        hashes: lock packages with the hashes of their files, which uv asks the package index for.
        on_progress: told of each step.

    Returns:
        The published version.

    Raises:
        PipelineReadError: the file declares no pipeline.
        BuildError: findings stop the build; nothing is published. They are in its `diagnostics`.
        BundleError: a step's bundle is not what its manifest says.
        StoreError: the store cannot be written.
    """
    tell = on_progress or (lambda _: None)
    tell(Progress(step="compile", state="started"))
    report = Report()
    declared = read_declaration(path, name=name)
    plan = plan_pipeline(declared, Store(store), report)
    raise_on_errors(path.name, report, allow, can_go_on=plan is not None)
    assert plan is not None, "a plan is missing only where an error is reported"
    read = sum(field.required for field in plan.wiring.request.fields)
    tell(Progress(step="compile", state="done", detail=f"{len(plan.steps)} steps, {read} fields in a request"))

    with Store(store).stage(declared.name) as staged, tempfile.TemporaryDirectory(prefix="nb2svc-") as work:
        tell(Progress(step="verify", state="started"))
        tell(Progress(step="verify", state="working", detail="copy the steps"))
        manifest = _write_files(staged, declared, plan, hashes=hashes)
        tell(Progress(step="verify", state="working", detail="compare answers"))
        outcome = verify(_orders(staged, declared, plan), Path(work), manifest, timeout=timeout)
        report_outcome(declared, manifest, plan.named, outcome, report)
        raise_on_errors(path.name, report, allow, can_go_on=not outcome.problems)
        checks = outcome.checks
        tell(
            Progress(
                step="verify", state="done", detail=f"{sum(c.passed for c in checks)} of {len(checks)} checks passed"
            )
        )

        tell(Progress(step="publish", state="started"))
        version = Store(store).publish(staged, _finish(staged, manifest, plan, outcome, report))
        tell(Progress(step="publish", state="done", detail=version.name))
    return version


def _write_files(staged: Path, declared: Declaration, plan: Plan, *, hashes: bool) -> Manifest:
    """Write everything but the golden rows, and a first manifest with which the pipeline can be loaded."""
    manifest = _make_manifest(declared, plan)
    for step, version in zip(manifest.steps, plan.steps, strict=True):
        read_bundle(version.path)  # what is copied is what was built
        shutil.copytree(version.path, staged / step.folder, ignore=shutil.ignore_patterns("__pycache__"))
    (staged / "pipeline.toml").write_text(declared.text, encoding="utf-8")
    _write_json(staged / "profile.json", join_profiles(manifest, [version.path for version in plan.steps]))
    lock = _lock(plan, hashes=hashes)
    (staged / "requirements.lock").write_text(lock, encoding="utf-8")
    size = sum(path.stat().st_size for path in staged.glob("steps/**/state/**/*") if path.is_file())
    python = ".".join(platform.python_version_tuple()[:2])
    container = emit_container_files(
        manifest.service,
        created=manifest.created,
        python=python,
        lock=lock,
        state_bytes=size,
        variables=manifest.variables,
    )
    for name, content in container.items():
        (staged / name).write_text(content, encoding="utf-8")
    manifest = replace(manifest, files=hash_files(staged))
    (staged / "manifest.json").write_bytes(encode_manifest(manifest))
    return manifest


def _lock(plan: Plan, *, hashes: bool) -> str:
    text = join_locks(list(plan.locks.values()))
    if not hashes or "--hash=" in text:
        return text
    lines = text.splitlines()
    remarks = [line for line in lines if line.startswith("#")]
    return "\n".join([*remarks, *add_hashes(lines[len(remarks) :])]) + "\n"


def _make_manifest(declared: Declaration, plan: Plan) -> Manifest:
    wiring, manifests = plan.wiring, [version.manifest for version in plan.steps]
    steps = tuple(
        Step(
            service=version.service,
            number=version.number,
            content_hash=version.manifest.content_hash,
            folder=f"steps/{number}-{version.service}",
            inputs=inputs,
            name=name,
        )
        for number, (version, inputs, name) in enumerate(zip(plan.steps, wiring.inputs, declared.names, strict=True), 1)
    )
    return Manifest(
        service=declared.name,
        package="",
        number=0,
        content_hash="",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        notebook=declared.source,
        parameters={},
        request=wiring.request,
        response=wiring.response,
        stages=(),
        state=(),
        rows_independent=False,
        environment=_join_environments(manifests),
        threads=_join_threads(manifests),
        variables=_join_variables(manifests),
        steps=steps,
        answer=wiring.answer,
    )


def _join_environments(manifests: Sequence[Manifest]) -> dict[str, str]:
    """Return what all steps were built with; Python and the platform are those of this build."""
    found = {"python": platform.python_version(), "platform": platform.platform()}
    for manifest in manifests:
        found |= {name: version for name, version in manifest.environment.items() if name not in found}
    return found


def _join_threads(manifests: Sequence[Manifest]) -> dict[str, int]:
    """Return the thread caps on which the steps agree; a step with other ones keeps its own."""
    found: dict[str, int] = {}
    for manifest in manifests:
        found |= {name: count for name, count in manifest.threads.items() if name not in found}
    return found


def _join_variables(manifests: Sequence[Manifest]) -> dict[str, bool]:
    """Return the environment variables that steps read; one is needed where a step needs it."""
    found: dict[str, bool] = {}
    for manifest in manifests:
        found |= {name: found.get(name, False) or is_needed for name, is_needed in manifest.variables.items()}
    return dict(sorted(found.items()))


def _orders(staged: Path, declared: Declaration, plan: Plan) -> Orders:
    folder = declared.path.resolve().parent
    wanted, measure = declared.evaluate, None
    measured = plan.wiring.evaluated
    if wanted is not None and measured is not None:
        answer = f"{plan.named[measured.step - 1].service}.{measured.field}"
        measure = Measure(rows=str(folder / wanted.rows), target=wanted.target, answer=answer, metrics=wanted.metrics)
    return Orders(
        staged=str(staged.resolve()),
        steps=tuple(str(version.path.resolve()) for version in plan.steps),
        names=tuple(manifest.service for manifest in plan.named),
        rename=dict(declared.rename),
        inputs=dict(declared.inputs),
        rows=str(folder / declared.rows) if declared.rows else "",
        measure=measure,
    )


def _finish(staged: Path, manifest: Manifest, plan: Plan, outcome: Outcome, report: Report) -> Manifest:
    """Write the golden rows, and return the manifest with what the verification showed."""
    (staged / "golden").mkdir()
    _write_json(staged / "golden" / "rows.json", outcome.golden)
    independent = all(version.manifest.rows_independent for version in plan.steps)
    return replace(
        manifest,
        rows_independent=independent and all(check.passed for check in outcome.checks),
        metrics=outcome.metrics,
        checks=outcome.checks,
        findings=tuple(finding.to_json() for finding in report.sorted()),
        allowed=tuple(sorted({d.code for d in report.diagnostics if d.severity == "error"})),
    )


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
