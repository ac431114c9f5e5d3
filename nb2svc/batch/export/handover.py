"""What all exports need to know of a schedule, and what an export is."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from nb2svc.batch.errors import BatchError
from nb2svc.batch.export.times import CronTimes, longest_gap, read_times
from nb2svc.batch.ledger.entries import Alerts, Schedule
from nb2svc.batch.orders.order import Order
from nb2svc.batch.schedules.catch_up import GRACE
from nb2svc.batch.schedules.due import read_zone
from nb2svc.batch.tables.addresses import REFERENCES, parse_address
from nb2svc.manifest import Manifest

__all__ = ["Exported", "Handover", "make_handover"]

_REFERENCE: Final = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_SLACK: Final = 300
"""Seconds that another scheduler leaves a run beyond its own time limit, which ends it in order and says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Files for another scheduler.

    Attributes:
        files: path below the folder that they are written to -> text.
        limits: what that scheduler does not do of what the schedule says, in sentences.
        install: the command that hands the files over.
    """

    files: Mapping[str, str]
    limits: tuple[str, ...]
    install: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A schedule on its way to another scheduler.

    Attributes:
        schedule: what is handed over.
        times: when it is due.
        zone: in which time zone.
        slug: its name as file names and identifiers take it.
        folder: where the files go, absolute.
        bundle: folder of the version that answers now, absolute.
        manifest: of that version.
        variables: environment variables that a run reads -> whether it fails without them.
        program: the words that call nb2svc here.
    """

    schedule: Schedule
    times: CronTimes
    zone: ZoneInfo
    slug: str
    folder: Path
    bundle: Path
    manifest: Manifest
    variables: Mapping[str, bool]
    program: tuple[str, ...]

    @property
    def order_file(self) -> str:
        """Name of the order file."""
        return f"{self.slug}.order.json"

    @property
    def command(self) -> list[str]:
        """The words that run what is due, on this machine."""
        store = self.schedule.order.store
        return [*self.program, "batch", "run", "--order", str(self.folder / self.order_file), "--store", store]

    @property
    def title(self) -> str:
        """The schedule in a line, for the head of a file."""
        schedule = self.schedule
        return " ".join(f"{schedule.name}: {schedule.order.service} at {schedule.cron} ({schedule.timezone})".split())

    @property
    def longest_run(self) -> int | None:
        """Seconds after which a run is ended from outside, too; None where it has no time limit."""
        timeout = self.schedule.order.timeout
        return None if timeout is None else int(timeout) + _SLACK

    @property
    def start_within(self) -> int:
        """Seconds within which a missed run is made up for: until the next one, at most."""
        if self.schedule.catch_up == "none":
            return int(GRACE.total_seconds())
        return max(60, int(longest_gap(self.times, after=self.schedule.created).total_seconds()))

    def values(self) -> dict[str, Any]:
        """Return what every template may name."""
        return {
            "title": self.title,
            "slug": self.slug,
            "order_file": self.order_file,
            "variables": self.variables,
            "retries": self.schedule.retries,
            "retry_seconds": max(1, int(self.schedule.retry_seconds)),
            "longest_run": self.longest_run,
        }

    def common_limits(self, *, told_by: str) -> Iterator[str]:
        """Yield what has to be there besides, and what no other scheduler does as ours.

        Args:
            told_by: who is told of a failure there.
        """
        for file in _secret_files(self.schedule.order):
            yield f"the run reads `{file}`, which has to be there"
        for scheme in _schemes(self.schedule.order):
            yield f"the run needs its credentials for `{scheme}://`, which stand in no file here"
        if self.schedule.alerts != Alerts() or self.schedule.late_seconds:
            yield f"the alerts of the schedule are not sent; {told_by}"


def make_handover(schedule: Schedule, *, folder: Path, bundle: Path, manifest: Manifest) -> Handover:
    """Return a schedule that can be handed over.

    Raises:
        BatchError: it is due at times that other schedulers cannot say.
    """
    if "\n" in f"{folder}{schedule.order.folder}{schedule.order.store}":
        raise BatchError("a folder has a line break in its name, which no file of a scheduler can hold")
    return Handover(
        schedule=schedule,
        times=read_times(schedule.cron),
        zone=read_zone(schedule.timezone),
        slug=re.sub(r"[^A-Za-z0-9_-]+", "-", schedule.name).strip("-") or "schedule",
        folder=folder,
        bundle=bundle,
        manifest=manifest,
        variables={**dict.fromkeys(_references(schedule.order), True), **manifest.variables},
        program=_program(),
    )


def _references(order: Order) -> Iterator[str]:
    """Yield the variables that addresses and parameters name."""
    for text in (order.input, order.output, order.rejects, *order.parameters.values()):
        match = _REFERENCE.match(text) if isinstance(text, str) else None
        if match:
            yield match[1]


def _secret_files(order: Order) -> Iterator[str]:
    """Yield the files that hold addresses of databases."""
    for text in (order.input, order.output, order.rejects):
        url = parse_address(text).url if text else ""
        if url.startswith(REFERENCES[1]):
            yield url.removeprefix(REFERENCES[1]).removeprefix("//")


def _schemes(order: Order) -> list[str]:
    """Return which stores of files a run reads or writes."""
    stores = [parse_address(text).store for text in (order.input, order.output, order.rejects) if text]
    return sorted({urlsplit(store).scheme for store in stores if store})


def _program() -> tuple[str, ...]:
    script = Path(sys.executable).with_name("nb2svc")
    return (str(script),) if script.is_file() else (sys.executable, "-P", "-m", "nb2svc")
