"""One line per request: who asked which version, what came of it and how long each part took.

Values of requests and answers are in it only where somebody names the fields, never others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import orjson

from nb2svc.runtime.settings import Settings
from nb2svc.runtime.watch.meter import STAGES

__all__ = ["Entry", "RequestLog", "make_request_log"]

_ALL: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of one request when it has been answered.

    Attributes:
        request_id: its id.
        service: the service's name.
        version: the version's number.
        status: the HTTP status.
        rows: rows answered.
        seconds: from its arrival to its answer.
        stages: seconds of each of `STAGES`; empty for a request that got an error.
        caller: the name of its key or token; empty without one.
        client: the address it came from.
        trace_id: of the trace that it belongs to; empty without one.
        request_rows: its rows as they were sent; looked at only where fields are named.
        answers: the answers to them.
    """

    request_id: str
    service: str
    version: int
    status: int
    rows: int
    seconds: float
    stages: Sequence[float] = ()
    caller: str = ""
    client: str = ""
    trace_id: str = ""
    request_rows: Sequence[Any] = ()
    answers: Sequence[Any] = ()


class RequestLog:
    """Writes a line per request.

    Args:
        style: `text` for people, `json` for programs.
        fields: names of fields whose values are written; `*` for all.
        leave_out: names of fields whose values are never written.
        stream: where to; a line is one write, so that the lines of several processes do not mix.

    Attributes:
        wants_values: whether `Entry.request_rows` and `answers` are looked at.
    """

    def __init__(
        self, style: str, *, fields: Sequence[str] = (), leave_out: Sequence[str] = (), stream: TextIO | None = None
    ) -> None:
        self._is_json = style == "json"
        self._fields = frozenset(fields)
        self._leave_out = frozenset(leave_out)
        self._stream = stream
        self.wants_values = bool(fields)

    def write(self, entry: Entry) -> None:
        """Write the line of a request; a reader that is gone or a full disk costs the line and not the request."""
        line = self._format(entry)
        stream = self._stream or sys.stdout
        try:
            stream.write(line)
            stream.flush()
        except (OSError, ValueError):
            return

    def _format(self, entry: Entry) -> str:
        facts = self._collect(entry)
        if self._is_json:
            return f"{_dump(facts)}\n"
        return " ".join(f"{name}={_write(value)}" for name, value in facts.items()) + "\n"

    def _collect(self, entry: Entry) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "request_id": entry.request_id,
            "service": entry.service,
            "version": entry.version,
            "status": entry.status,
            "rows": entry.rows,
            "seconds": round(entry.seconds, 6),
        }
        facts |= {f"{stage}_seconds": round(seconds, 6) for stage, seconds in zip(STAGES, entry.stages, strict=False)}
        facts |= {"caller": entry.caller, "client": entry.client}
        if entry.trace_id:
            facts["trace_id"] = entry.trace_id
        if self.wants_values:
            facts |= {"request": self._pick(entry.request_rows), "answer": self._pick(entry.answers)}
        return facts

    def _pick(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Return rows with the named fields only; a row that is no record has no fields to name."""
        return [
            {name: value for name, value in row.items() if self._is_wanted(name)} if isinstance(row, Mapping) else {}
            for row in rows
        ]

    def _is_wanted(self, name: Any) -> bool:
        return name not in self._leave_out and (name in self._fields or _ALL in self._fields)


def make_request_log(settings: Settings) -> RequestLog | None:
    """Return the request log that the settings want, or None: then nothing of it costs anything."""
    if settings.request_log == "none":
        return None
    return RequestLog(settings.request_log, fields=settings.log_fields, leave_out=settings.log_leave_out)


def _write(value: Any) -> str:
    """Return a value for a line of text: plain where it is a word, else as JSON, which never breaks the line."""
    if isinstance(value, str) and value.isascii() and value.isprintable() and not set(value) & set(' "='):
        return value or "-"
    if isinstance(value, float):
        return f"{value:.6f}"
    return _dump(value)


def _dump(value: Any) -> str:
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # whole numbers of more than 64 bits
        return json.dumps(value, default=str)
