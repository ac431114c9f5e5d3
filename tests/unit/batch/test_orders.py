"""Orders: what may stand between braces, and what is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.notebook.report_cells import choose_report_cells
from nb2svc.batch.orders.moments import Moment
from nb2svc.batch.orders.order import Order, check_order, fill_order, read_order, write_order
from nb2svc.batch.orders.parameters import bind_parameters
from nb2svc.batch.tables.references import Reference

SECRET = "postgresql://me:hunter2@host/db::rows"
UNSAFE = (
    "the report `{{ ''.__class__ }}` cannot be filled in: access to attribute '__class__' of 'str' object is unsafe."
)
HELD = (
    "`postgresql://me:***@host/db::rows` holds a password, which a schedule does not write down: put the address of "
    "the database into a variable or a file, and name it, as in `env:DATABASE_URL::rows` or "
    "`file:/run/secrets/database::rows`"
)
FIXED = (
    "`start` cannot be set: churn.ipynb computes it in its `parameters` cell. A parameter is a number, a text, a list "
    'and the like; a day is a text, `start: str = "2026-11-01"`, of which the cell that needs a time makes one: '
    "`pd.Timestamp(start)`"
)
MOMENT = Moment(time=datetime(2026, 11, 20, 6, tzinfo=ZoneInfo("Asia/Seoul")), run_id="r-1", service="churn", version=7)


@pytest.fixture
def order(version):
    return Order(
        service=str(version.folder), store=str(version.folder.parent), input="a.csv", output="b.csv", folder="/f"
    )


def test_words_between_braces_are_those_of_the_logical_time(order):
    """In the time zone of the schedule; what is no text stays as it is."""
    wanted = replace(
        order,
        input="data/{{ yesterday }}.parquet",
        output="out/{{ logical_date.strftime('%Y/%m') }}/{{ run_id }}.csv",
        report="{{ service }}-{{ version }}-{{ logical_date - days(7) }}.html",
        parameters={"bins": 7, "title": "{{ logical_time.hour }} o'clock"},
    )
    filled = fill_order(wanted, MOMENT)
    assert (filled.input, filled.output) == ("data/2026-11-19.parquet", "out/2026/11/r-1.csv")
    assert (filled.report, filled.parameters) == ("churn-7-2026-11-13.html", {"bins": 7, "title": "6 o'clock"})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"input": "{{ yesterdy }}.csv"},
            "the input `{{ yesterdy }}.csv`: 'yesterdy' is undefined; did you mean `yesterday`?",
        ),
        ({"output": "{{ 1 / 0 }}.csv"}, "the output `{{ 1 / 0 }}.csv` cannot be filled in: division by zero"),
        (
            {"report": "{{ ''.__class__ }}"},
            UNSAFE,
        ),
        ({"parameters": {"bins": "many"}}, "the parameter `bins` expects int, found `'many'`"),
        ({"parameters": {"n_tree": 3}}, "churn@7 has no parameter `n_tree`; did you mean `n_trees`?"),
        (
            {"output": SECRET},
            HELD,
        ),
    ],
)
def test_what_can_never_work_is_told_when_it_is_ordered(change, message, order, version):
    """Not at six in the morning."""
    with pytest.raises(BatchError) as caught:
        check_order(replace(order, **change), version.folder, is_kept=True)
    assert caught.value.message == message


def test_an_order_is_read_as_it_was_written(order):
    """All of it, but for passwords."""
    assert read_order(write_order(order)) == order
    with pytest.raises(BatchError, match="cannot be read"):
        read_order("{}")


def test_no_password_is_in_the_ledger(order, tmp_path):
    """A run by hand may be given one; it is used, and not written down."""
    ledger = Ledger(tmp_path / ".batch")
    now = datetime.now(UTC)
    entry = ledger.begin(replace(order, input=SECRET, output=SECRET), time=now, now=now)
    assert entry.order.input == SECRET
    ledger.note(entry.id, version="churn@7", order=entry.order)
    assert ledger.run(entry.id).order.input == "postgresql://me:***@host/db::rows"
    assert not any(b"hunter2" in path.read_bytes() for path in (tmp_path / ".batch").iterdir() if path.is_file())


TYPED = """
import datetime
# %% tags=parameters
names: list[str] = ["a"]
plan: Literal["basic", "plus"] = "basic"
limit: int | None = None
strict: bool = False
day: str = "2026-11-01"
start: datetime.date = datetime.date(2026, 11, 1)
# %% tags=report
print(names, plan, limit, strict, day)
"""


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("names", "['x', 'y']", ["x", "y"]),
        ("plan", "plus", "plus"),
        ("limit", "None", None),
        ("limit", "7", 7),
        ("strict", "yes", True),
        ("day", "{{ yesterday }}", "2026-11-19"),
        ("day", "env:DAY", Reference("env:DAY", "the parameter `day`")),
    ],
)
def test_parameters_have_their_types_from_the_command_line_on(name, text, value, order, version):
    """Lists, choices, None, booleans, and days, which are texts and may come from the logical time."""
    manifest = replace(version.manifest, parameters=dict.fromkeys(("names", "plan", "limit", "strict", "day")))
    cells = choose_report_cells(TYPED, path="churn.py", available=manifest.parameters)
    filled = fill_order(replace(order, parameters={name: text}), MOMENT)
    assert bind_parameters(manifest, filled.parameters, cells)[name] == value


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("plan", "gold", "the parameter `plan` expects Literal['basic', 'plus'], found `'gold'`"),
        ("names", "a", "the parameter `names` expects list[str], found `'a'`"),
        ("start", "2026-11-19", FIXED),
        (
            "limit",
            "env:LIMIT",
            "the parameter `limit` expects int | None, and only a text can be read from `env:LIMIT`",
        ),
    ],
)
def test_values_that_are_none_of_a_parameter_are_told(name, text, message, version):
    """Also those of a parameters cell that computes a date: a day is a text."""
    manifest = replace(version.manifest, parameters={"names": ["a"], "plan": "basic", "limit": None})
    cells = choose_report_cells(TYPED, path="churn.py", available=manifest.parameters)
    with pytest.raises(BatchError) as caught:
        bind_parameters(manifest, {name: text}, cells)
    assert caught.value.message == message
