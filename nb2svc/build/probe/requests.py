"""What the probe remembers of literals that stand for a request: values, the notebook's calls, answers to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.profile import field_kind
from nb2svc.build.probe.values import count_rows, has_rows
from nb2svc.compiler.sites import Place
from nb2svc.compiler.trace import Output
from nb2svc.manifest import OutputField

__all__ = ["Call", "Requests", "copied", "describe_answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a function of the notebook with literals: a request that the notebook makes, and its answer."""

    function: str
    site: str
    row: dict[str, Any]
    result: Any


@dataclass(slots=True, kw_only=True)
class _Candidate:
    name: str
    place: str
    node: int
    value: Any
    read_later: bool = False


@dataclass(slots=True)
class Requests:
    """What is remembered of literals that stand for a request."""

    leaves: dict[int, tuple[str, Any]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    candidates: dict[str, _Candidate] = field(default_factory=dict)
    past: dict[int, tuple[Any, list[tuple[int, Place, dict[str, Any]]]]] = field(default_factory=dict)

    def read(self, name: str) -> None:
        """Note that a predict statement reads a variable."""
        if name in self.candidates:
            self.candidates[name].read_later = True

    def answer(self, name: str, place: str, value: Any, node: int) -> None:
        """Note a value that a predict statement computed from a request."""
        if value is not None:
            self.candidates.pop(name, None)
            self.candidates[name] = _Candidate(name=name, place=place, node=node, value=copied(value))

    def made(self, value: Any, node: int, place: Place, captures: dict[str, Any], *, new: bool) -> None:
        """Remember how an object came about that may later take something of a request in."""
        if isinstance(value, list | dict | np.ndarray | pd.DataFrame | pd.Series):
            history = [] if new or id(value) not in self.past else self.past[id(value)][1]
            self.past[id(value)] = (value, [*history, (node, place, captures)])

    def outputs(self, counts: Mapping[str, int]) -> tuple[Output, ...]:
        """Return the candidates for the answer as plain data.

        Args:
            counts: of each variable, how many requests its literals hold.
        """
        return tuple(
            Output(
                fields=describe_answer(c.name or "prediction", c.value, counts[c.name]),
                variable=c.name,
                place=c.place,
                node=c.node,
                dimensions=1 if _is_single(c.value, counts[c.name]) else 2,
                is_frame=isinstance(c.value, dict | pd.DataFrame),
                read_later=c.read_later,
                is_asked=True,
                only=only(c.value, counts[c.name]),
            )
            for c in self.candidates.values()
        )


def copied(value: Any) -> Any:
    """Return a value that later changes do not reach."""
    return value.copy() if isinstance(value, list | dict | np.ndarray | pd.DataFrame | pd.Series) else value


def _is_single(value: Any, count: int) -> bool:
    """Whether a value is one for each request: a number, a text, an array of one."""
    return np.ndim(value) == 0 or (np.ndim(value) == 1 and bool(only(value, count)))


def only(value: Any, count: int) -> str:
    """Return how the only entry of a value with one row is reached; for a table of requests, with one for each."""
    if not has_rows(value) or (isinstance(value, list) and count == 1) or count_rows(value) != count:
        return ""
    return ".iloc[0]" if isinstance(value, pd.DataFrame | pd.Series) else "[0]"


def describe_answer(name: str, value: Any, count: int) -> tuple[OutputField, ...]:
    """Return the description of an answer; one for each entry of a dict or column of a frame."""
    if isinstance(value, dict):
        return tuple(f for key, part in value.items() for f in describe_answer(str(key), part, count))
    if isinstance(value, pd.DataFrame):
        return tuple(f for column in value.columns for f in describe_answer(str(column), value[column], count))
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    entries = next(iter(value)) if only(value, count) else value
    if np.ndim(entries):
        return (OutputField(name=name, kind="array", dtype=str(np.asarray(entries).dtype)),)
    single = pd.Series([entries])
    return (OutputField(name=name, kind=field_kind(single), dtype=str(single.dtype)),)
