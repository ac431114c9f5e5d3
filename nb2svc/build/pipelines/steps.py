"""The versions that a pipeline's steps name, as the store has them now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nb2svc.build.pipelines.declaration import Declaration
from nb2svc.diagnostics import BundleError, Report
from nb2svc.manifest import Manifest
from nb2svc.store import Store, Version, read_manifest

__all__ = ["find_steps"]


def find_steps(declared: Declaration, store: Store, report: Report) -> tuple[Version, ...] | None:
    """Return the steps' versions, or None where one is missing or cannot be a step.

    Args:
        declared: the pipeline.
        store: where its steps are.
        report: gets what is wrong: unknown versions, a service twice, the pipeline in itself.
    """
    found: list[Version] = []
    for text in declared.steps:
        try:
            version = store.resolve(text)
        except BundleError as error:
            hint = "build the step first; `nb2svc versions` lists what there is"
            report.add(declared.finding("NB601", f"the step is not there: {error.message}", at=text, hint=hint))
            continue
        _check(declared, text, version, found, report)
        found.append(version)
    return None if report.has_errors else tuple(found)


def _check(declared: Declaration, text: str, version: Version, before: Sequence[Version], report: Report) -> None:
    if declared.name in {version.service, *_services_in(version.manifest, version.path)}:
        holds = "is" if version.service == declared.name else "holds"
        message = f"`{version.name}` {holds} the pipeline `{declared.name}` itself, so it cannot be a step of it"
        report.add(declared.finding("NB604", message, at=text, hint="name a step that does not lead back to it"))
    if version.service in {each.service for each in before}:
        message = f"`{version.service}` is a step twice: `{version.service}.x` could be an answer of either"
        report.add(declared.finding("NB605", message, at=text, hint="publish one of them under another `--name`"))


def _services_in(manifest: Manifest, folder: Path) -> Iterator[str]:
    """Yield the services that a pipeline holds, and those that these hold."""
    for step in manifest.steps:
        yield step.service
        inside = folder / step.folder
        yield from _services_in(read_manifest(inside), inside)
