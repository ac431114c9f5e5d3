"""From a bundle to a service that answers: a notebook's, or a pipeline with all its steps."""

from __future__ import annotations

from nb2svc.runtime.loading.bundle import Bundle, read_golden, read_manifest
from nb2svc.runtime.loading.threads import ThreadCaps
from nb2svc.runtime.notebook_service import load_notebook_service
from nb2svc.runtime.pipeline import Pipeline
from nb2svc.runtime.rows.reader import RowReader
from nb2svc.runtime.service import Service

__all__ = ["load_service"]


def load_service(bundle: Bundle, *, live_clock: bool = True, caps: ThreadCaps | None = None) -> Service:
    """Return a bundle as a service that answers.

    Args:
        bundle: what `read_bundle` returned.
        live_clock: whether requests read the clock, where a notebook does; else they get the time of its run.
        caps: the thread caps, where others compute with the same; else those of the manifest.

    Raises:
        BundleError: the libraries here are too far from those of the build, or code or state cannot be loaded.
    """
    manifest = bundle.manifest
    if not manifest.steps:
        return load_notebook_service(bundle, live_clock=live_clock, caps=caps)
    # one object for all steps: a thread that goes from step to step would else be capped anew each time
    shared = caps or ThreadCaps(manifest.threads)
    steps = []
    for step in manifest.steps:
        folder = bundle.folder / step.folder
        held = Bundle(folder=folder, manifest=read_manifest(folder))  # its files are files of the whole, and checked
        fits = held.manifest.threads.items() <= manifest.threads.items()
        steps.append(load_service(held, live_clock=live_clock, caps=shared if fits else None))
    return Pipeline(
        manifest=manifest,
        folder=bundle.folder,
        golden=read_golden(bundle),
        reader=RowReader(manifest.request),
        steps=tuple(steps),
    )
