"""What is done around every request: its id, who asks, and afterwards what came of it, for the log and the trace.

Counting is not here: it costs next to nothing and is always done, while each part of this is off unless it is set.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from nb2svc.runtime.access.caller import ANYBODY, Caller
from nb2svc.runtime.access.errors import RefusedError
from nb2svc.runtime.access.guard import Guard
from nb2svc.runtime.access.hosts import make_hosts
from nb2svc.runtime.rows.reader import CheckedRows, to_records
from nb2svc.runtime.service import Service
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.watch.request_ids import CURRENT_REQUEST, RequestIds
from nb2svc.runtime.watch.request_log import Entry, make_request_log
from nb2svc.runtime.watch.tracing import Tracing, make_tracing, trace_id_of

if TYPE_CHECKING:
    from starlette.types import Scope

__all__ = ["REQUEST_ID_HEADER", "Reception", "Visit"]

REQUEST_ID_HEADER: Final = b"x-request-id"
_NOTHING: Final[tuple[Any, ...]] = ()


class Visit:
    """One request.

    Attributes:
        id: its id, as on the answer and in the log.
        started: when it arrived, by `time.perf_counter`.
        headers: names in lower case and values; of a name that comes twice the last.
        scope: as ASGI has it.
        caller: who asks, once they are let in.
    """

    __slots__ = ("caller", "headers", "id", "scope", "started")

    def __init__(self, request_id: str, headers: Mapping[bytes, bytes], scope: Scope) -> None:
        self.id = request_id
        self.started = time.perf_counter()
        self.headers = headers
        self.scope = scope
        self.caller: Caller = ANYBODY


class Reception:
    """Takes requests in and sees them out.

    Args:
        settings: keys, rates, log and tracing.
        workers: how many processes serve together.

    Raises:
        Nb2svcError: a file of keys is missing or damaged.
        MissingExtraError: the settings need packages that are not installed.
    """

    def __init__(self, settings: Settings, *, workers: int = 1) -> None:
        self.guard = Guard(settings, workers=workers)
        self._hosts = make_hosts(settings)
        self._ids = RequestIds()
        self._log = make_request_log(settings)
        self._settings = settings
        self._tracing: Tracing | None = None
        self._is_watched = self._log is not None

    @property
    def has_names(self) -> bool:
        """Whether only requests by certain names are let in."""
        return self._hosts is not None

    def open(self) -> None:
        """Begin what needs threads; in the process that serves, after any fork.

        Raises:
            MissingExtraError: OpenTelemetry is wanted and not installed.
        """
        self._tracing = make_tracing(self._settings)
        self._is_watched = self._log is not None or self._tracing is not None

    def close(self) -> None:
        """Send the spans that wait to be sent."""
        if self._tracing is not None:
            self._tracing.close()

    def name_request(self, headers: Mapping[bytes, bytes]) -> str:
        """Return the id of a request: its own, or a new one."""
        return self._ids.of(headers.get(REQUEST_ID_HEADER))

    def welcome(self, scope: Scope) -> Visit:
        """Return a request with its id, which from now on stands in what is logged for it in this task."""
        visit = self.identify(scope)
        CURRENT_REQUEST.set(visit.id)
        return visit

    def identify(self, scope: Scope) -> Visit:
        """Return a request with its id."""
        headers = dict(scope["headers"])
        return Visit(self._ids.of(headers.get(REQUEST_ID_HEADER)), headers, scope)

    def admit(self, visit: Visit, *services: str, is_counted: bool = True) -> None:
        """Let a caller in.

        Args:
            visit: the request.
            services: what it asks; all for what tells of all.
            is_counted: whether rates limit it.

        Raises:
            RefusedError: not this caller, not by this name, not this service, or not now.
        """
        if self._hosts is not None:
            wrong = self._hosts.refuse(visit.headers.get(b"host"))
            if wrong is not None:
                raise RefusedError(wrong)
        found = self.guard.admit(visit.headers, *services, is_counted=is_counted)
        if not isinstance(found, Caller):
            raise RefusedError(found)
        visit.caller = found

    def answered(
        self, visit: Visit, service: Service, stages: Sequence[float], checked: CheckedRows, answers: Sequence[Any]
    ) -> None:
        """Tell of a request that was answered.

        Args:
            visit: the request.
            service: the version that answered.
            stages: seconds of each stage.
            checked: its rows.
            answers: one per row.
        """
        if self._is_watched:
            self._tell(visit, service, 200, stages, checked, answers)

    def failed(self, visit: Visit, service: Service, status: int) -> None:
        """Tell of a request that got an error."""
        if self._is_watched:
            self._tell(visit, service, status, _NOTHING, None, _NOTHING)

    def told(
        self,
        visit: Visit,
        name: str,
        *,
        version: str,
        status: int,
        rows: Sequence[Mapping[str, Any]],
        answers: Sequence[Mapping[str, Any]],
    ) -> None:
        """Tell of a request for results of a batch run.

        Args:
            visit: the request.
            name: of the results.
            version: what answered in the run; empty where it is not one.
            status: of the answer.
            rows: the keys that were asked for.
            answers: the answers to them.
        """
        if self._is_watched:
            number = version.rpartition("@")[2]
            self._write(
                visit,
                service=name,
                version=version,
                number=int(number) if number.isdigit() else 0,
                status=status,
                count=len(rows),
                rows=rows,
                answers=answers,
            )

    def _tell(
        self,
        visit: Visit,
        service: Service,
        status: int,
        stages: Sequence[float],
        checked: CheckedRows | None,
        answers: Sequence[Any],
    ) -> None:
        wants_values = self._log is not None and self._log.wants_values and checked is not None
        self._write(
            visit,
            service=service.name,
            version=service.version,
            number=service.manifest.number,
            status=status,
            stages=stages,
            count=checked.count if checked is not None else 0,
            rows=to_records(checked) if checked is not None and wants_values else _NOTHING,
            answers=answers if wants_values else _NOTHING,
        )

    def _write(
        self,
        visit: Visit,
        *,
        service: str,
        version: str,
        number: int,
        status: int,
        count: int,
        rows: Sequence[Any],
        answers: Sequence[Any],
        stages: Sequence[float] = _NOTHING,
    ) -> None:
        seconds = time.perf_counter() - visit.started
        parent = visit.headers.get(b"traceparent", b"").decode("latin-1")
        trace_id = trace_id_of(parent)
        if self._tracing is not None:
            state = visit.headers.get(b"tracestate", b"").decode("latin-1")
            trace_id = self._tracing.record(
                f"{visit.scope['method']} {visit.scope['path']}",
                headers={"traceparent": parent, "tracestate": state},
                seconds=seconds,
                stages=stages,
                status=status,
                attributes={"nb2svc.version": version, "nb2svc.request_id": visit.id},
            )
        if self._log is not None:
            self._log.write(
                Entry(
                    request_id=visit.id,
                    service=service,
                    version=number,
                    status=status,
                    rows=count,
                    seconds=seconds,
                    stages=stages,
                    caller=visit.caller.name,
                    client=(visit.scope.get("client") or ("", 0))[0],
                    trace_id=trace_id,
                    request_rows=rows,
                    answers=answers,
                )
            )
