"""`nb2svc batch site`, run as a person runs it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from unit.cli.terminal import run

from nb2svc.batch.ledger.ledger import ledger_of
from nb2svc.batch.orders.order import Order

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)


def test_pages_are_written_and_brought_up_to_date(tmp_path):
    """It says where they are and how many runs they show; the headline stays when it is not given again."""
    ledger = ledger_of(tmp_path / "services")
    order = Order(service="churn", store=str(tmp_path), input="in.csv", output="out.csv", folder=str(tmp_path))
    ledger.end(ledger.begin(order, time=NOW, now=NOW).id, "done", now=NOW, facts={"rows": 3, "rejected": 0})
    done = run("batch", "site", "www", "--title", "Nightly <scores>", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "www/index.html: 1 run, 0 reports\n", "")
    done = run("batch", "site", "www", "--json", cwd=tmp_path)
    assert json.loads(done.stdout) == {"index": "www/index.html", "runs": 1, "reports": 0}
    assert "<h1>Nightly &lt;scores&gt;</h1>" in (tmp_path / "www" / "index.html").read_text()


def test_a_store_that_is_not_there_is_told(tmp_path):
    """Nothing is made then."""
    done = run("batch", "site", "www", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "error: there is no store `services`: build a service first, or name its folder with --store\n"
    )
    assert not (tmp_path / "www").exists()
