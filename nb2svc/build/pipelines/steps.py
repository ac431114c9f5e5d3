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
    names: list[str] = []
    for text, reference, name in zip(declared.steps, declared.references, declared.names, strict=True):
        try:
            version = store.resolve(reference)
        except BundleError as error:
            hint = "build the step first; `nb2svc versions` lists what there is"
            report.add(declared.finding("NB601", f"the step is not there: {error.message}", at=text, hint=hint))
            names.append(name)
            continue
        _check(declared, text, version, report)
        _check_name(declared, text, name or version.service, names, report)
        names.append(name or version.service)
        found.append(version)
    return None if report.has_errors else tuple(found)


def _check(declared: Declaration, text: str, version: Version, report: Report) -> None:
    if declared.name in {version.service, *_services_in(version.manifest, version.path)}:
        holds = "is" if version.service == declared.name else "holds"
        message = f"`{version.name}` {holds} the pipeline `{declared.name}` itself, so it cannot be a step of it"
        report.add(declared.finding("NB604", message, at=text, hint="name a step that does not lead back to it"))


def _check_name(declared: Declaration, text: str, name: str, before: Sequence[str], report: Report) -> None:
    if name in before:
        message = f"`{name}` is a step twice: `{name}.x` could be an answer of either"
        reference = text.partition(" ")[0]
        hint = f'give one of them a name of its own: `"{reference} as second"`'
        report.add(declared.finding("NB605", message, at=text, hint=hint))


def _services_in(manifest: Manifest, folder: Path) -> Iterator[str]:
    """Yield the services that a pipeline holds, and those that these hold."""
    for step in manifest.steps:
        yield step.service
        inside = folder / step.folder
        yield from _services_in(read_manifest(inside), inside)
