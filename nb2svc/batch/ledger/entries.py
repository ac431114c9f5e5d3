"""What stands in the ledger, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from nb2svc.batch.orders.order import Order

__all__ = ["FAILED", "AlertWay", "Alerts", "CatchUp", "RunEntry", "RunState", "Schedule", "Slot", "SlotState"]

CatchUp: TypeAlias = Literal["all", "latest", "none"]
"""What becomes of times that passed while nobody was there to start runs."""
SlotState: TypeAlias = Literal["waiting", "running", "done", "failed", "skipped", "cancelled"]
RunState: TypeAlias = Literal["running", "done", "failed", "timed-out", "died", "cancelled"]
"""`failed`: a cell raised, or the run was refused; `died`: the kernel or the run's own process ended without a word."""
AlertWay: TypeAlias = Literal["command", "webhook", "mail"]

FAILED: Final = frozenset({"failed", "timed-out", "died"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """Who is told of failures, of lateness and of recovery; nobody where all are empty.

    Attributes:
        command: is run with the alert as JSON on its standard input.
        webhook: a URL that the alert is posted to as JSON, or `env:NAME`.
        mail: an address; the mail server is set by `NB2SVC_SMTP_URL`.
    """

    command: str = ""
    webhook: str = ""
    mail: str = ""

    @property
    def ways(self) -> Mapping[AlertWay, str]:
        """How somebody is told -> whom."""
        ways: dict[AlertWay, str] = {"command": self.command, "webhook": self.webhook, "mail": self.mail}
        return {way: address for way, address in ways.items() if address}


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """An order that is repeated.

    Attributes:
        name: its name.
        order: what each run does.
        cron: five fields.
        timezone: that they are meant in.
        catch_up: what becomes of missed times.
        retries: how often a failed run is tried again.
        retry_seconds: until the first retry; twice as long before each further one.
        late_seconds: a time without a result after so long is late; 0 where nobody wants to know.
        alerts: who is told.
        is_paused: whether nothing is started.
        created: when it was made.
        reached: every due time up to here has its slot.
    """

    name: str
    order: Order
    cron: str
    timezone: str
    catch_up: CatchUp = "latest"
    retries: int = 0
    retry_seconds: float = 60.0
    late_seconds: float = 0.0
    alerts: Alerts = field(default_factory=Alerts)
    is_paused: bool = False
    created: datetime
    reached: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One due time of a schedule: there is one, whoever makes it and however often.

    Attributes:
        id: its number.
        schedule: whose it is.
        time: the logical time, UTC.
        state: what became of it so far.
        attempts: how many runs were started.
        not_before: when the next may be, UTC.
        by_hand: whether a backfill made it, which also runs it.
    """

    id: int
    schedule: str
    time: datetime
    state: SlotState
    attempts: int
    not_before: datetime
    by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEntry:
    """One run.

    Attributes:
        id: its key.
        service: as it was ordered.
        version: what answered, `churn@7`; empty until that is known.
        schedule: whose slot it fills; empty for a run by hand.
        slot: number of that slot.
        time: the logical time, UTC.
        attempt: 1 for the first run of a slot.
        state: how it goes or went.
        order: what it does, filled in.
        created: when it was started, UTC.
        ended: when it ended, UTC.
        pid: of its process.
        host: the machine.
        cell: the cell at which it stopped.
        message: why.
        facts: rows, answered, rejected, seconds, output, report, notebook, as far as they are known.
    """

    id: str
    service: str
    version: str
    schedule: str
    slot: int | None
    time: datetime
    attempt: int
    state: RunState
    order: Order
    created: datetime
    ended: datetime | None
    pid: int | None
    host: str
    cell: str
    message: str
    facts: Mapping[str, Any]
