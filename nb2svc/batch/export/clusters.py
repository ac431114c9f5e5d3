"""Exports to a cluster: a CronJob of Kubernetes, a CronWorkflow of Argo, and the image that both run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from nb2svc.batch.export.handover import Exported, Handover
from nb2svc.batch.export.order_file import write_order_file
from nb2svc.batch.export.quoting import quote_json, quote_shell
from nb2svc.batch.export.times import skipped_by_clocks
from nb2svc.batch.schedules.due import next_time
from nb2svc.build.container import image_name, image_tag
from nb2svc.runtime.templates import render_template

__all__ = ["export_argo", "export_kubernetes"]

_BUNDLE: Final = "/srv/bundle"
"""Where the image has the version."""


def export_kubernetes(handover: Handover) -> Exported:
    """Return a CronJob with its order, and the Dockerfile of its image.

    Raises:
        BatchError: it is due at times that Kubernetes reads in another way.
    """
    limits = (
        *_limits(handover),
        *_limits_of_kubernetes(handover),
        *handover.common_limits(told_by="watch failed Jobs (`kube_job_status_failed`) to be told of a failure"),
    )
    return _export(handover, "cronjob", limits, ())


def export_argo(handover: Handover) -> Exported:
    """Return a CronWorkflow with its order, and the Dockerfile of its image.

    Raises:
        BatchError: it is due at times that Argo reads in another way.
    """
    limits = (*_limits(handover), *handover.common_limits(told_by="an exit handler (`onExit`) can tell of a failure"))
    return _export(handover, "cronworkflow", limits, ("--logical-date", "{{workflow.parameters.logical-date}}"))


def _export(handover: Handover, kind: str, limits: tuple[str, ...], when: tuple[str, ...]) -> Exported:
    name = f"{handover.slug}.{kind}.yaml"
    order = f"/etc/nb2svc/{handover.order_file}"
    values = _values(handover, limits)
    values["words"] = quote_json(["nb2svc", "batch", "run", "--order", order, "--store", "/srv/work", *when])
    install = f"kubectl apply -f {quote_shell([str(handover.folder / name)])}"
    values["install"] = install
    files = {
        name: render_template(f"schedulers/{kind}.yaml.j2", values),
        f"{handover.slug}.Dockerfile": render_template("schedulers/Dockerfile.j2", values),
    }
    return Exported(files=files, limits=limits, install=install)


def _values(handover: Handover, limits: tuple[str, ...]) -> dict[str, Any]:
    schedule = handover.schedule
    service = image_name(handover.manifest.service)
    tag = image_tag(handover.manifest.created)
    longest = handover.longest_run
    tries = schedule.retries + 1
    return {
        **handover.values(),
        "limits": limits,
        "version": handover.manifest.version,
        "object": image_name(handover.slug),
        "service": service,
        "tag": tag,
        "image": quote_json(f"REGISTRY/{service}-batch:{tag}"),
        "bundle": quote_shell([str(handover.bundle)]),
        "dockerfile": quote_shell([str(handover.folder / f"{handover.slug}.Dockerfile")]),
        "cron": quote_json(handover.times.cron()),
        "zone": quote_json(schedule.timezone),
        "order": _indent(write_order_file(schedule, service=_BUNDLE)),
        "example": next_time(schedule.cron, handover.zone, after=schedule.reached).isoformat(timespec="minutes"),
        "start_within": handover.start_within,
        "prints": schedule.order.pdf,
        "all_tries": None if longest is None else longest * tries + 360 * schedule.retries,
    }


def _indent(text: str) -> str:
    """Return JSON as a block of YAML, without what YAML takes for a line break."""
    return quote_json(json.loads(text), indent=2).replace("\n", "\n    ")


def _limits(handover: Handover) -> Iterator[str]:
    schedule = handover.schedule
    yield f"the image holds {handover.manifest.version}; for another version, build it again and export again"
    if schedule.catch_up == "all":
        yield "of several times that were missed, only the last one is made up for"
    skipped = skipped_by_clocks(handover.times, handover.zone, after=schedule.created)
    if skipped is not None:
        yield f"where clocks skip a time, as on {skipped:%Y-%m-%d}, that run is left out"


def _limits_of_kubernetes(handover: Handover) -> Iterator[str]:
    if handover.schedule.retries:
        yield "how long it waits before a new try is up to Kubernetes: 10 s, doubled each time, 6 minutes at most"
    yield "a Job does not tell its pod for which time it is; a pod that starts after the next due time is for that one"
