"""Hands a schedule over to another scheduler: its order and that scheduler's own files, on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal, TypeAlias

from nb2svc.batch.errors import BatchError
from nb2svc.batch.export.airflow import export_airflow
from nb2svc.batch.export.clusters import export_argo, export_kubernetes
from nb2svc.batch.export.github import export_github
from nb2svc.batch.export.handover import Exported, Handover, make_handover
from nb2svc.batch.export.machines import export_cron, export_systemd
from nb2svc.batch.export.order_file import write_order_file
from nb2svc.batch.ledger.entries import Schedule
from nb2svc.runtime.loading.bundle import read_bundle
from nb2svc.store import find_bundle

__all__ = ["Engine", "export_schedule", "write_export"]

Engine: TypeAlias = Literal["cron", "systemd", "airflow", "kubernetes", "github", "argo"]

_EXPORTS: Final[Mapping[Engine, Callable[[Handover], Exported]]] = {
    "cron": export_cron,
    "systemd": export_systemd,
    "airflow": export_airflow,
    "kubernetes": export_kubernetes,
    "github": export_github,
    "argo": export_argo,
}


def export_schedule(schedule: Schedule, engine: Engine, *, folder: Path) -> Exported:
    """Return the files that make another scheduler start the runs of a schedule.

    Args:
        schedule: what is handed over.
        engine: to whom.
        folder: where the files will be.

    Raises:
        BatchError: that scheduler cannot start these runs at their times; the message says what can.
        BundleError: there is no version that answers.
    """
    bundle = find_bundle(schedule.order.service, Path(schedule.order.store)).resolve()
    manifest = read_bundle(bundle).manifest
    handover = make_handover(schedule, folder=folder.resolve(), bundle=bundle, manifest=manifest)
    exported = _EXPORTS[engine](handover)
    if engine in ("kubernetes", "argo"):  # the order is among their objects
        return exported
    return replace(exported, files={handover.order_file: write_order_file(schedule), **exported.files})


def write_export(exported: Exported, folder: Path, *, replaces: bool) -> list[Path]:
    """Write the files of an export, or none where that would lose one of another content; return their paths.

    Raises:
        BatchError: one is there already with another content, or cannot be written.
    """
    paths = {folder / name: text.encode() for name, text in exported.files.items()}
    try:
        changed = [path for path, content in paths.items() if path.exists() and path.read_bytes() != content]
        if changed and not replaces:
            raise BatchError(
                f"`{changed[0]}` is there already and says something else: look at it, and replace it with --replace, "
                "or write somewhere else with --to-folder"
            )
        for path, content in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise BatchError(f"the files cannot be written: {error}") from error
    return [*paths]
