"""What a build and its kernel tell each other: a small JSON file each way, in the build's working folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from nb2svc.compiler.surroundings import NOTHING, Surroundings
from nb2svc.compiler.trace import Trace
from nb2svc.manifest import StateValue

__all__ = ["Everything", "Orders", "Results", "read_orders", "read_results", "write_orders", "write_results"]

_ORDERS: Final = "orders.json"
_RESULTS: Final = "results.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What the kernel is to do.

    Attributes:
        text: the notebook file's content.
        path: its name.
        parameters: values for its parameters.
        package: import name of the package to be.
        all_cells: run everything.
        surroundings: what lies beside the notebook.
    """

    text: str
    path: str
    parameters: dict[str, Any]
    package: str
    all_cells: bool
    surroundings: Surroundings = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """All rows that the notebook answered: stored under `everything/`, with its answers as JSON values."""

    rows: StateValue
    answers: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What the kernel found out.

    Attributes:
        trace: the run.
        state: frozen values, stored in the working folder under `state/`.
        previews: frozen values in a few words: state name -> words.
        not_storable: what could not be stored: state name -> why.
        expected: values at the stage borders for the golden rows, stored under `expected/`: name -> how.
        everything: the rows that are compared as a whole; None if there is no answer.
        witnesses: values of the first sample after single statements: `<place>|<name>` -> how.
        golden: request rows and the notebook's answers, as JSON values.
        sample: request rows of the first sample, to which the witnesses belong.
        profile: reference profile of the loaded rows.
        data: fingerprint of the loaded rows.
    """

    trace: Trace
    state: tuple[StateValue, ...] = ()
    previews: dict[str, str] = field(default_factory=dict)
    not_storable: dict[str, str] = field(default_factory=dict)
    expected: dict[str, StateValue] = field(default_factory=dict)
    everything: Everything | None = None
    witnesses: dict[str, StateValue] = field(default_factory=dict)
    golden: dict[str, list[Any]] = field(default_factory=dict)
    sample: list[Any] = field(default_factory=list)
    profile: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


def write_orders(folder: Path, orders: Orders) -> None:
    """Write what the kernel is to do."""
    (folder / _ORDERS).write_bytes(msgspec.json.encode(orders))


def read_orders(folder: Path) -> Orders:
    """Read what the kernel is to do."""
    return msgspec.json.decode((folder / _ORDERS).read_bytes(), type=Orders)


def write_results(folder: Path, results: Results) -> None:
    """Write what was found out."""
    (folder / _RESULTS).write_bytes(msgspec.json.encode(results))


def read_results(folder: Path) -> Results | None:
    """Read what was found out; None if the run never came to its end."""
    try:
        data = (folder / _RESULTS).read_bytes()
    except FileNotFoundError:
        return None
    return msgspec.json.decode(data, type=Results)
