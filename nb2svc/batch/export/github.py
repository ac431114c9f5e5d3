"""Export to GitHub Actions: a workflow in the repository that holds the services."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from nb2svc import __version__
from nb2svc.batch.errors import BatchError
from nb2svc.batch.export.handover import Exported, Handover
from nb2svc.batch.export.quoting import quote_json, quote_shell
from nb2svc.batch.export.times import shortest_gap
from nb2svc.batch.tables.addresses import parse_address
from nb2svc.runtime.templates import render_template

__all__ = ["export_github"]

_MOST_OFTEN: Final = timedelta(minutes=5)
_WORDS: Final = re.compile(r"\{\{.*?\}\}")


def export_github(handover: Handover) -> Exported:
    """Return a workflow.

    Raises:
        BatchError: it is due more often than GitHub allows, or what it needs is not in the repository.
    """
    schedule = handover.schedule
    if shortest_gap(handover.times, after=schedule.created) < _MOST_OFTEN:
        raise BatchError(f"`{schedule.cron}` is due more often than every 5 minutes, which GitHub does not start")
    root = _repository(handover.folder)
    order = schedule.order
    limits = (
        *_limits(handover),
        *handover.common_limits(told_by="GitHub mails whoever changed the schedule last"),
    )
    name = f".github/workflows/{handover.slug}.yml"
    install = f"git add {quote_shell([name, handover.order_file])}"
    folder = _inside(root, Path(order.folder), root, what="the folder that addresses start in")
    store = _inside(root, Path(order.store), Path(order.folder), what="the folder of the services")
    command = ["nb2svc", "batch", "run", "--order"]
    command += [_inside(root, handover.folder / handover.order_file, Path(order.folder), what="the order")]
    lock = _inside(root, handover.bundle / "requirements.lock", root, what="the version")
    locked = (handover.bundle / "requirements.lock").read_text(encoding="utf-8").splitlines()
    is_pinned = any(line.startswith("nb2svc==") for line in locked)
    package = f"'nb2svc[build]=={__version__}'" if is_pinned else '"$(ls wheels/nb2svc-*.whl)[build]"'
    values = {
        **handover.values(),
        "limits": limits,
        "install": install,
        "version": handover.manifest.version,
        "cron": quote_json(handover.times.cron()),
        "zone": quote_json(schedule.timezone),
        "python": quote_json(".".join(handover.manifest.environment.get("python", "3.11").split(".")[:2])),
        "is_pinned": is_pinned,
        "install_packages": quote_json(f"pip install -r {quote_shell([lock])} {package}"),
        "folder": quote_json(folder),
        "command": quote_json(f'{quote_shell([*command, "--store", store])} ${{AT:+--logical-date "$AT"}}'),
        "kept": [str(Path(folder) / pattern) for pattern in _kept(handover)],
        "minutes": None if handover.longest_run is None else -(-handover.longest_run // 60),
    }
    return Exported(files={name: render_template("schedulers/github.yml.j2", values)}, limits=limits, install=install)


def _limits(handover: Handover) -> Iterator[str]:
    yield "GitHub starts runs some minutes late, and leaves some out when it is busy"
    if handover.schedule.retries:
        yield "GitHub does not try a failed run again"
    if handover.schedule.catch_up != "none":
        yield "a time that was left out is not made up for: start it by hand with its date"


def _repository(folder: Path) -> Path:
    """Return the top of the repository that the files are written into."""
    return next((top for top in (folder, *folder.parents) if (top / ".git").exists()), folder)


def _inside(root: Path, path: Path, start: Path, *, what: str) -> str:
    """Return a path as it is called from a folder of the repository."""
    if not path.is_relative_to(root):
        raise BatchError(
            f"{what}, `{path}`, is not in the repository `{root}`, and a workflow of GitHub has nothing else: "
            "write the files into the repository that holds it, with --to-folder"
        )
    return os.path.relpath(path, start)


def _kept(handover: Handover) -> Iterator[str]:
    """Yield which files a run leaves, as patterns: the words between braces can be anything."""
    order = handover.schedule.order
    files = [_WORDS.sub("*", text) for text in (order.output, order.rejects) if text and parse_address(text).path]
    yield from files
    if order.report:
        yield _WORDS.sub("*", order.report)
    else:
        beside = Path(_WORDS.sub("*", order.output)) if parse_address(order.output).path else Path()
        yield str(beside.parent / "*.report.html")
