"""Order files: a schedule's order on its way to another scheduler."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nb2svc.batch.errors import BatchError
from nb2svc.batch.export.order_file import read_order_file, write_order_file


def test_an_order_comes_back_as_it_was(world, tmp_path):
    """With its braces unfilled; the folder and the store are those of whoever runs it."""
    schedule = world.schedule(order={"parameters": {"bins": 7}, "timeout": 60.0, "rejects": "bad.csv"})
    text = write_order_file(schedule)
    (tmp_path / "churn.order.json").write_text(text, encoding="utf-8")
    read = read_order_file(tmp_path / "churn.order.json", store=tmp_path / "elsewhere", folder=tmp_path)
    assert (read.schedule, read.cron) == ("churn", "0 6 * * 1-5")
    assert read.order == replace(schedule.order, store=str(tmp_path / "elsewhere"), folder=str(tmp_path))
    assert json.loads(text)["output"] == "{{ logical_date }}.csv"


def test_an_order_file_says_what_a_person_would_write(world):
    """No defaults, no folders of this machine, no password."""
    order = {"output": "postgresql://me:hunter2@host/db::scores"}
    assert json.loads(write_order_file(world.schedule(name="Morgens um 6", order=order))) == {
        "schedule": "Morgens um 6",
        "cron": "0 6 * * 1-5",
        "timezone": "Asia/Seoul",
        "service": "churn",
        "input": "rows.csv",
        "output": "postgresql://me:***@host/db::scores",
        "report": "{{ logical_date }}.html",
    }


GOOD = {
    "schedule": "a",
    "cron": "0 6 * * *",
    "timezone": "UTC",
    "service": "churn",
    "input": "a.csv",
    "output": "b.csv",
}
HOW = "`nb2svc batch export` writes one from a schedule"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"imput": "x"}, f"`FILE` is no order of a run: `imput` is no part of an order. {HOW}"),
        ({"folder": "/"}, f"`FILE` is no order of a run: `folder` is no part of an order. {HOW}"),
        ({"cron": ""}, f"`FILE` is no order of a run: `cron` is missing. {HOW}"),
        (
            {"max_rejects": "few"},
            f"`FILE` is no order of a run: Expected `float`, got `str` - at `$.max_rejects`. {HOW}",
        ),
        ({"timezone": "Asia/Seol"}, "there is no time zone `Asia/Seol`; did you mean `Asia/Seoul`?"),
    ],
    ids=["unknown", "place", "missing", "type", "zone"],
)
def test_a_file_that_somebody_changed_is_checked(tmp_path, change, message):
    """A word that is not known is an error, and not passed over."""
    path = tmp_path / "a.order.json"
    path.write_text(json.dumps({**GOOD, **change}))
    with pytest.raises(BatchError) as raised:
        read_order_file(path, store=tmp_path, folder=tmp_path)
    assert raised.value.message == message.replace("FILE", str(path))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "the order `FILE` cannot be read: [Errno 2] No such file or directory: 'FILE'"),
        (
            "",
            "the order `FILE` cannot be read: Expecting value: line 1 column 1 (char 0)",
        ),
        ("[]", f"`FILE` is no order of a run: it holds no JSON object. {HOW}"),
    ],
    ids=["missing", "broken", "list"],
)
def test_what_is_no_order_file_is_told(tmp_path, text, why):
    """Where it was looked for, and what is wrong with it."""
    path = tmp_path / "a.order.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(BatchError) as raised:
        read_order_file(path, store=tmp_path, folder=tmp_path)
    assert raised.value.message == why.replace("FILE", str(path))
