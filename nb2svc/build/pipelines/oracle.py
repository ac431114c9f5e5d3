"""The steps called one after the other, in plain Python: what the pipeline's answers are held to.

Nothing of the pipeline's own code is used here, nor its wiring: names are looked up as the declaration says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from nb2svc.diagnostics import RowError
from nb2svc.runtime.service import Service

__all__ = ["Passed", "call_steps"]

_MISSING: Final = object()


@dataclass(slots=True, kw_only=True)
class Passed:
    """A row that went through the steps.

    Attributes:
        asked: the request.
        known: name -> value, of the request and of what steps answered, as the next step would read it.
        given: `service.answer` -> value.
        taken: for each step that was asked, what it was asked.
        error: why a step had no answer; None where all had one.
        stopped: the version of that step.
    """

    asked: Mapping[str, Any]
    known: dict[str, Any]
    given: dict[str, Any] = field(default_factory=dict)
    taken: list[dict[str, Any]] = field(default_factory=list)
    error: RowError | None = None
    stopped: str = ""


def call_steps(
    services: Sequence[Service],
    rows: Sequence[Mapping[str, Any]],
    rename: Mapping[str, str],
    *,
    names: Sequence[str] | None = None,
    inputs: Mapping[str, str] | None = None,
) -> list[Passed]:
    """Return what becomes of each row.

    Args:
        services: the steps, in order.
        rows: request rows.
        rename: `service.answer` -> what later steps call it.
        names: what the steps are called; as their services where these are not given.
        inputs: `service.field` -> `request.field` or `service.answer`.
    """
    names = names or [service.name for service in services]
    passed = [Passed(asked=row, known=dict(row)) for row in rows]
    for service, called in zip(services, names, strict=True):
        left = [row for row in passed if row.error is None]
        needed = [known.name for known in service.manifest.request.fields if known.required]
        for row in left:
            found = {name: _find(row, called, name, inputs or {}) for name in needed}
            row.taken.append({name: value for name, value in found.items() if value is not _MISSING})
        for row, answer in zip(left, service.predict_each([row.taken[-1] for row in left]), strict=True):
            if isinstance(answer, RowError):
                row.error, row.stopped = answer, service.version
                continue
            for name, value in answer.items():
                row.given[f"{called}.{name}"] = value
                row.known[rename.get(f"{called}.{name}", name)] = value
    return passed


def _find(row: Passed, step: str, name: str, inputs: Mapping[str, str]) -> Any:
    text = inputs.get(f"{step}.{name}")
    if text is None:
        return row.known.get(name, _MISSING)
    return row.given[text] if text in row.given else row.asked.get(text.partition(".")[2], _MISSING)
