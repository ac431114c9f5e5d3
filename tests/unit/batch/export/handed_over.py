"""A store with the churn service and a schedule that can be handed over, in a folder of any name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from batch_versions import write_version
from bundles import rehash, training_rows

from nb2svc.batch.export.export import export_schedule, write_export
from nb2svc.batch.ledger.entries import Schedule
from nb2svc.batch.ledger.ledger import ledger_of
from nb2svc.batch.orders.order import Order

NASTY = 'it\'s 100% "my" $HOME \\o {{ x }}'
"""What shells, crontabs, units, YAML and Jinja each read in their own way."""


class World:
    """A folder as a user has it.

    Args:
        folder: where everything is.
        variables: environment variables that the version's code reads -> whether it fails without them.
    """

    def __init__(self, folder: Path, variables: dict[str, bool] | None = None) -> None:
        self.folder = folder
        self.store = folder / "services"
        (self.store / "churn").mkdir(parents=True)
        written = write_version(self.store / "churn" / "7-3f9a2c1d")
        self.version = written.folder
        (self.version / "requirements.lock").write_text("# nb2svc was not installed from an index\npandas==3.1.1\n")
        rehash(self.version, replace(written.manifest, variables=variables or {}))
        training_rows(50).to_csv(folder / "rows.csv", index=False)

    def schedule(self, *, name="churn", order=None, **changes) -> Schedule:
        """A schedule of every morning at six in Seoul, with some things changed."""
        given = {
            "service": "churn",
            "store": str(self.store),
            "folder": str(self.folder),
            "input": "rows.csv",
            "output": "{{ logical_date }}.csv",
            "report": "{{ logical_date }}.html",
            "timezone": changes.get("timezone", "Asia/Seoul"),
            **(order or {}),
        }
        now = datetime(2026, 11, 19, 3, tzinfo=UTC)
        said = {"cron": "0 6 * * 1-5", "timezone": "Asia/Seoul", "created": now, "reached": now, **changes}
        return Schedule(name=name, order=Order(**given), **said)

    def add(self, **changes) -> Schedule:
        """The same in the ledger."""
        schedule = self.schedule(**changes)
        ledger_of(self.store).add(schedule)
        return schedule

    def export(self, engine, **changes):
        """What is written for a scheduler."""
        return export_schedule(self.schedule(**changes), engine, folder=self.folder)

    def write(self, engine, **changes) -> dict[str, Path]:
        """The same on disk: file name -> path."""
        paths = write_export(self.export(engine, **changes), self.folder, replaces=True)
        return {path.name: path for path in paths}
