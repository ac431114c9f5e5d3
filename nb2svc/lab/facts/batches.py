"""The batch runs of a notebook's service, and what a person fills in for another one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from nb2svc.batch.ledger.entries import FAILED, RunEntry
from nb2svc.batch.ledger.facts import run_facts
from nb2svc.batch.ledger.ledger import ledger_of
from nb2svc.batch.orders.parameters import read_report_cells, settable_parameters
from nb2svc.batch.report.whose import is_report_of
from nb2svc.batch.tables.addresses import hide_password
from nb2svc.build.built_of import latest_of, services_of
from nb2svc.build.names import service_name
from nb2svc.compiler.frontend.parameter_fields import list_fields
from nb2svc.diagnostics import BundleError
from nb2svc.store import Store, Version

__all__ = ["batch_form", "find_report", "known_run", "known_runs"]

_MOST: Final = 50


def known_runs(file: Path, store: Path) -> list[dict[str, Any]]:
    """Return the last runs of what was built of a notebook, whoever has started them, the last one first."""
    ledger = ledger_of(store.resolve())
    if not ledger.folder.is_dir():
        return []  # who looks leaves nothing behind
    ledger.close_orphans(now=datetime.now(UTC))
    services = {service_name(file), *services_of(file, Store(store))}
    runs = [entry for service in services for entry in ledger.runs(limit=_MOST, service=service)]
    return [_facts(entry) for entry in sorted(runs, key=lambda entry: (entry.created, entry.id), reverse=True)[:_MOST]]


def known_run(key: str, store: Path) -> dict[str, Any]:
    """Return a run.

    Raises:
        BatchError: there is none.
    """
    ledger = ledger_of(store.resolve())
    ledger.close_orphans(now=datetime.now(UTC))
    return _facts(ledger.run(key))


def find_report(key: str, store: Path) -> Path | None:
    """Return the report of a run; None where it is not there, or no longer.

    Raises:
        BatchError: there is no such run.
    """
    return _report_of(ledger_of(store.resolve()).run(key))


def batch_form(file: Path, store: Path, reference: str = "") -> dict[str, Any]:
    """Return what a run of a version of a notebook asks for.

    Args:
        file: the notebook's.
        store: the folder of the services.
        reference: the version; else the newest.

    Raises:
        BundleError: there is no such version, or a manifest is damaged.
    """
    there = Store(store)
    services = services_of(file, there)
    version = there.resolve(reference) if reference else latest_of(file, there)
    if version is None:
        return {"version": None, "versions": [], "input": None, "output": None, "parameters": []}
    if version.service not in services:
        raise BundleError(f"`{reference}` is no version of `{file.name}`")
    versions = [facts for service in services for facts in _list_versions(there, service)]
    return {"version": version.name, "versions": versions, **_fields(version, file, store)}


def _list_versions(store: Store, service: str) -> list[dict[str, Any]]:
    names = store.aliases(service)
    return [
        {"version": each.name, "aliases": sorted(name for name, number in names.items() if number == each.number)}
        for each in reversed(store.versions(service))
    ]


def _fields(version: Version, file: Path, store: Path) -> dict[str, Any]:
    from nb2svc.batch.tables.suggestions import suggest_tables  # pandas: only where somebody wants to run a batch

    manifest = version.manifest
    cells = read_report_cells(version.path, manifest)
    parameters = settable_parameters(manifest, cells)
    tables = suggest_tables(file.parent, manifest.request.fields)
    last = _last_order(version.service, file.parent, store)
    return {
        "input": {"entry": last[0] if last else (tables or [""])[0], "suggestions": tables},
        "output": {"entry": last[1] if last else f"{version.service}-answers.parquet"},
        "parameters": [{**asdict(field), "choices": field.choices or None} for field in list_fields(parameters)],
    }


def _last_order(service: str, folder: Path, store: Path) -> tuple[str, str] | None:
    """Return input and output of the last good run that a person started here; a password has to be given again."""
    for entry in ledger_of(store.resolve()).runs(limit=_MOST, service=service, state="done"):
        order = entry.order
        if order.folder == str(folder) and not entry.schedule:
            target = order.series or order.output
            if hide_password(order.input) == order.input and "***" not in f"{order.input}{target}":
                return order.input, target
    return None


def _facts(entry: RunEntry) -> dict[str, Any]:
    facts = {name: value for name, value in run_facts(entry).items() if name not in ("run", "digest")}
    known = {"id": entry.id, "rows": None, "scored": None, "rejected": None, "warnings": [], **facts}
    error = {"type": entry.state, "message": entry.message, "diagnostics": []} if entry.state in FAILED else None
    return {**known, "error": error, "has_report": _report_of(entry) is not None}


def _report_of(entry: RunEntry) -> Path | None:
    page = Path(entry.facts.get("report") or "")
    return page if entry.state == "done" and is_report_of(entry.id, page) else None
