"""Which run a run is compared with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nb2svc.batch.ledger.entries import Schedule
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.orders.moments import Moment
from nb2svc.batch.orders.order import Order, fill_order

START = datetime(2026, 11, 18, 6, tzinfo=UTC)
ORDER = Order(service="churn", store="/s", input="in.csv", output="out/{{ logical_date }}.csv", folder="/f")


class Book:
    """A ledger in which runs end at once."""

    def __init__(self, folder):
        self.ledger = Ledger(folder)
        for name in ("morning", "evening"):
            made = {"cron": "0 6 * * *", "timezone": "UTC", "created": START, "reached": START}
            self.ledger.add(Schedule(name=name, order=ORDER, **made))

    def run(self, day, *, state="done", order=ORDER, schedule=""):
        time = START + timedelta(days=day)
        if schedule:
            self.ledger.open_slots(schedule, run=[time], skip=[], reached=time)
            entry = self.ledger.claim(now=time, names=[schedule])
        else:
            entry = self.ledger.begin(order, time=time, now=time)
        filled = fill_order(entry.order, Moment(time=time))
        self.ledger.note(entry.id, version="churn@1", order=filled)
        self.ledger.end(entry.id, state, now=time, facts={"rows": day} if state == "done" else None)
        return self.ledger.run(entry.id)

    def last(self, entry):
        found = self.ledger.last_before(entry)
        return found and found.id


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path / ".batch")


def test_the_first_run_has_none(book):
    """Nothing was before it."""
    assert book.last(book.run(0)) is None
    assert book.last(book.run(0, schedule="morning")) is None


def test_it_is_the_last_one_of_an_earlier_time_that_came_to_its_end(book):
    """One that failed is passed over, a run for a later time is not the last one, a rerun is not its own."""
    first = book.run(0)
    book.run(1, state="failed")
    book.run(5)
    third = book.run(2)
    assert book.last(third) == first.id
    assert book.last(book.run(2)) == first.id, "not the run of the same time"
    assert book.last(book.run(3)) in {run.id for run in book.ledger.runs() if run.time == third.time}


def test_runs_by_hand_belong_together_by_service_and_output(book):
    """The output as it was ordered counts: the same braces are the same output, whatever date stands there."""
    first = book.run(0)
    book.run(1, order=replace(ORDER, output="other.csv"))
    book.run(1, order=replace(ORDER, service="rentals"))
    book.run(1, order=replace(ORDER, folder="/elsewhere"))
    assert book.last(book.run(2)) == first.id
    assert book.last(book.run(2, order=replace(ORDER, service="churn@champion"))) == first.id


def test_runs_of_a_schedule_belong_together(book):
    """Whatever else writes to the same place."""
    first = book.run(0, schedule="morning")
    book.run(1, schedule="evening")
    book.run(1)
    assert book.last(book.run(2, schedule="morning")) == first.id


def test_passwords_of_an_output_are_not_kept(book):
    """What runs are compared by is written down like the output itself."""
    order = replace(ORDER, output="postgresql://me:hunter2@host/db::rows")
    assert book.run(0, order=order).order.series == "postgresql://me:***@host/db::rows"
