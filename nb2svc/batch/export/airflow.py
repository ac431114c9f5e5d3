"""Export to Airflow: a DAG of one task that calls nb2svc in its own environment."""

from __future__ import annotations

from collections.abc import Iterator

from nb2svc.batch.export.handover import Exported, Handover
from nb2svc.batch.export.quoting import quote_json, quote_shell
from nb2svc.batch.schedules.due import last_time
from nb2svc.runtime.templates import render_template

__all__ = ["export_airflow"]


def export_airflow(handover: Handover) -> Exported:
    """Return the file of a DAG for Airflow 3.2 and newer.

    Raises:
        BatchError: it is due at times that Airflow's cron reads in another way.
    """
    schedule = handover.schedule
    limits = (
        *_limits(handover),
        *handover.common_limits(told_by="`on_failure_callback` of the DAG can tell of a failure"),
    )
    name = f"{handover.slug.replace('-', '_')}_dag.py"
    install = f"cp {quote_shell([str(handover.folder / name)])} ~/airflow/dags/"
    first = last_time(schedule.cron, handover.zone, by=schedule.reached)  # so that it can be tried at once
    values = {
        **handover.values(),
        "limits": limits,
        "install": install,
        "cron": quote_json(handover.times.cron()),
        "timezone": quote_json(schedule.timezone),
        "dag_id": quote_json(handover.slug),
        "description": quote_json(handover.title),
        "folder": quote_json(schedule.order.folder),
        "command": [quote_json(word) for word in handover.command],
        "first": f"{first.year}, {first.month}, {first.day}, {first.hour}, {first.minute}",
        "example": first.isoformat(timespec="minutes"),
        "catches_up": schedule.catch_up == "all",
    }
    return Exported(
        files={name: render_template("schedulers/airflow_dag.py.j2", values)}, limits=limits, install=install
    )


def _limits(handover: Handover) -> Iterator[str]:
    if handover.schedule.catch_up == "none":
        yield "after a pause Airflow makes up for the last time that passed"
