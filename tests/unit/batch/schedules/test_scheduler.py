"""Schedules in a real ledger, with a clock that the test sets: nothing is lost and nothing is done twice."""

from __future__ import annotations

import os
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.entries import Alerts, Schedule
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.orders.order import Order
from nb2svc.batch.schedules.alerts import Teller
from nb2svc.batch.schedules.scheduler import Scheduler

START = datetime(2026, 11, 18, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Ended:
    """A process that has ended already."""

    def poll(self):
        return 0


class World:
    """A ledger, a clock, and runs that end as they are told to, in no time."""

    def __init__(self, folder):
        self.ledger = Ledger(folder)
        self.now = START
        self.started = []
        self.told = []
        self.locks = {}
        self.outcome = lambda _: "done"
        self.scheduler = self.another()

    def another(self, **options):
        def start(ledger, entry):
            self.started.append((entry.schedule, entry.time.isoformat(timespec="minutes"), entry.attempt))
            outcome = self.outcome(entry)
            if outcome == "goes on":
                self.locks[entry.id] = ledger.take_over(entry.id)
            elif outcome != "vanishes":
                ledger.end(entry.id, outcome, now=self.now, message="")
            return Ended()

        options.setdefault("teller", Teller(self.ledger, self._note))
        return Scheduler(self.ledger, clock=lambda: self.now, start=start, **options)

    def _note(self, _way, _address, alert):
        self.told.append((alert["kind"], alert["logical_time"][:10]))

    def add(self, name="churn", cron="0 6 * * *", **changes):
        order = Order(service="churn", store="/s", input="in.csv", output="out.csv", folder="/f")
        given = {"timezone": "UTC", "created": START, "reached": START, "order": order, **changes}
        self.ledger.add(Schedule(name=name, cron=cron, **given))

    def tick(self, now=None):
        self.now = now or self.now
        self.scheduler.tick()
        started, self.started = self.started, []
        return started

    def end(self, run, outcome):
        self.ledger.end(run.id, outcome, now=self.now)
        os.close(self.locks.pop(run.id))

    def states(self, name="churn"):
        return [(slot.time.isoformat(timespec="minutes")[:10], slot.state) for slot in self.ledger.slots(name)]


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / ".batch")


def test_what_is_due_is_run_once(world):
    """However often somebody looks."""
    world.add()
    assert world.tick() == []
    assert world.tick(START + DAY) == [("churn", "2026-11-19T06:00+00:00", 1)]
    assert world.tick() == []
    assert world.tick(START + 2 * DAY) == [("churn", "2026-11-20T06:00+00:00", 1)]


@pytest.mark.parametrize(
    ("policy", "run"),
    [("all", ["19", "20", "21"]), ("latest", ["21"]), ("none", [])],
)
def test_a_machine_that_slept(world, policy, run):
    """Three mornings passed: they are caught up as the schedule says, and what is passed over stands in the history."""
    world.add(catch_up=policy)
    started = [world.tick(START + 3 * DAY) for _ in range(4)]
    assert [time[8:10] for tick in started for _, time, _ in tick] == run
    states = {day[8:]: state for day, state in world.states()}
    assert states == {day: "done" if day in run else "skipped" for day in ("19", "20", "21")}


def test_a_clock_that_is_set_back_repeats_nothing(world):
    """What was done for a morning is done."""
    world.add()
    assert len(world.tick(START + DAY)) == 1
    assert world.tick(START) == []
    assert world.tick(START + DAY) == []
    assert len(world.tick(START + 2 * DAY)) == 1


def test_a_schedule_has_one_run_at_a_time(world):
    """The next one waits for the end of the one before; other schedules do not."""
    world.add(cron="*/10 * * * *", catch_up="all")
    world.add("fraud", cron="*/10 * * * *", catch_up="all")
    world.scheduler = world.another(parallel=5)
    world.outcome = lambda entry: "goes on" if entry.schedule == "churn" else "done"
    first = world.tick(START + timedelta(minutes=25))
    assert Counter(name for name, _, _ in first) == {"churn": 1, "fraud": 2}
    (going,) = world.ledger.runs(schedule="churn")
    world.outcome = lambda _: "done"
    world.end(going, "done")
    assert [time[11:16] for _, time, _ in world.tick()] == ["12:20"]


def test_failures_are_tried_again_with_growing_pauses(world):
    """And then it has failed, and the next morning is another day."""
    world.add(retries=2, retry_seconds=60)
    world.outcome = lambda _: "failed"
    begun, times = START + DAY, []
    for minutes in range(15):
        times += [(minutes, attempt) for _, _, attempt in world.tick(begun + timedelta(minutes=minutes))]
    assert times == [(0, 1), (1, 2), (3, 3)]
    assert world.states() == [("2026-11-19", "failed")]
    assert [run.attempt for run in world.ledger.runs()] == [3, 2, 1]


def test_a_paused_schedule_waits(world):
    """And catches up as it says once it goes on."""
    world.add(catch_up="latest")
    world.ledger.pause("churn", is_paused=True)
    assert world.tick(START + 2 * DAY) == []
    world.ledger.pause("churn", is_paused=False)
    assert world.tick() == [("churn", "2026-11-20T06:00+00:00", 1)]


def test_a_removed_schedule_starts_nothing_and_keeps_its_history(world):
    """Its name is free again."""
    world.add()
    world.tick(START + DAY)
    world.ledger.remove("churn")
    assert world.tick(START + 2 * DAY) == []
    assert len(world.ledger.runs(schedule="churn")) == 1
    world.add()


def test_names_are_explained(world):
    """One that is taken, and one that is misspelt."""
    world.add()
    with pytest.raises(BatchError, match="there is a schedule `churn` already"):
        world.add()
    with pytest.raises(BatchError, match="there is no schedule `chrun`; did you mean `churn`"):
        world.ledger.pause("chrun", is_paused=True)


def test_many_schedulers_lose_nothing_and_do_nothing_twice(world):
    """Ten at once, over two days of a job of every ten minutes: each time has one run."""
    world.add(cron="*/10 * * * *", catch_up="all")
    world.now = START + timedelta(hours=4)
    schedulers = [world.another(parallel=1) for _ in range(10)]

    def work(scheduler):
        for _ in range(1000):  # whoever comes while another run goes on starts nothing
            scheduler.tick()
            if {state for _, state in world.states()} == {"done"}:
                return

    threads = [threading.Thread(target=work, args=(scheduler,)) for scheduler in schedulers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [f"2026-11-18T{hour}:{minute}0+00:00" for hour, minute in product(range(12, 16), range(6))][1:]
    assert sorted(time for _, time, _ in world.started) == [*expected, "2026-11-18T16:00+00:00"]


def test_runs_whose_process_is_gone_are_closed(world):
    """They were killed without a word: they died, and are tried again where the schedule says so."""
    world.add(retries=1)
    world.outcome = lambda _: "vanishes"
    world.tick(START + DAY)
    assert world.tick(START + DAY + timedelta(seconds=20)) == [], "it may not have begun yet"
    world.tick(START + DAY + timedelta(seconds=40))
    (run,) = world.ledger.runs()
    assert run.state == "died"
    assert run.message == (
        "the process of the run is gone: it was killed, the machine was restarted, or its disk was full"
    )
    world.outcome = lambda _: "done"
    assert world.tick(START + DAY + timedelta(minutes=2)) == [("churn", "2026-11-19T06:00+00:00", 2)]


def test_a_run_that_is_held_is_no_orphan(world):
    """As long as its process lives; then at once."""
    world.add()
    world.outcome = lambda _: "goes on"
    world.tick(START + DAY)
    (run,) = world.ledger.runs()
    assert world.ledger.close_orphans(now=world.now + DAY) == []
    with pytest.raises(BatchError, match="is computed by another process"):
        world.ledger.take_over(run.id)
    os.close(world.locks.pop(run.id))
    assert world.ledger.close_orphans(now=world.now + DAY) == [run.id]
    with pytest.raises(BatchError, match="is closed already"):
        world.ledger.take_over(run.id)


def test_failure_lateness_and_recovery_are_told_once(world):
    """Each of them, to who is named."""
    world.add(alerts=Alerts(command="x"), late_seconds=3600, retries=0)
    world.outcome = lambda entry: {19: "failed", 20: "goes on"}.get(entry.time.day, "done")
    for day in range(1, 5):
        for hour in (0, 1, 2):
            if (day, hour) == (2, 2):
                world.end(world.ledger.runs(limit=1)[0], "done")
            world.tick(datetime(2026, 11, 18 + day, 6 + hour, 30, tzinfo=UTC))
    assert world.told == [("failed", "2026-11-19"), ("late", "2026-11-20"), ("recovered", "2026-11-20")]


def test_an_alert_that_cannot_be_sent_is_sent_later(world):
    """It is not forgotten, and not tried every second; who was told is not told again."""
    sent = []

    def send(way, _, alert):
        sent.append((way, alert["kind"]))
        if len(sent) == 2:
            raise OSError("no network")

    world.outcome = lambda _: "failed"
    world.scheduler = world.another(teller=Teller(world.ledger, send))
    world.add(alerts=Alerts(command="x", webhook="y"))
    for seconds in (0, 1, 30, 61, 90, 200):
        world.tick(START + DAY + timedelta(seconds=seconds))
    assert sent == [("command", "failed"), ("webhook", "failed"), ("webhook", "failed")]
