"""What a pipeline's build and its verifying process tell each other: a small JSON file each way."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from nb2svc.manifest import Check

__all__ = ["Measure", "Orders", "Outcome", "Passing", "read_orders", "read_outcome", "write_orders", "write_outcome"]

_ORDERS: Final = "orders.json"
_OUTCOME: Final = "outcome.json"


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured: file of rows, column of the truth, `service.answer`, names of `sklearn.metrics`."""

    rows: str
    target: str
    answer: str
    metrics: tuple[str, ...]


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What is verified.

    Attributes:
        staged: the pipeline's bundle.
        steps: folders of the steps' own bundles.
        names: what the declaration calls them.
        rename: of the declaration.
        inputs: of the declaration.
        rows: file of rows, or empty.
        measure: how the whole is measured, if it is.
    """

    staged: str
    steps: tuple[str, ...]
    names: tuple[str, ...]
    rename: dict[str, str]
    inputs: dict[str, str]
    rows: str = ""
    measure: Measure | None = None


class Passing(msgspec.Struct, frozen=True, kw_only=True):
    """What a step answered, as the field of a later step that it becomes.

    Attributes:
        step: number of the later step, counting from 1.
        field: its field.
        total: how many values there were.
        refused: kind of fault -> how many values the later step does not take for it.
        unknown: categories that the later step was not trained on, the most frequent ones -> how many values.
        far: how many numbers lie farther outside the training range than it is wide.
        lowest: of all numbers, if there are any.
        highest: likewise.
    """

    step: int
    field: str
    total: int
    refused: dict[str, int]
    unknown: dict[str, int]
    far: int = 0
    lowest: float | None = None
    highest: float | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the verifying process found.

    Attributes:
        problems: what kept it from verifying: code, message and the word of the declaration that it is about.
        checks: the comparisons.
        rows: how many rows went in.
        answered: how many came out with an answer.
        reasons: why the others have none -> how many rows.
        golden: rows and answers to keep.
        passings: what later steps were given.
        metrics: of the whole.
        measured: how many rows the metrics are about.
        labelled: how many rows there were for them.
    """

    problems: tuple[tuple[str, str, str], ...] = ()
    checks: tuple[Check, ...] = ()
    rows: int = 0
    answered: int = 0
    reasons: dict[str, int] = {}
    golden: dict[str, list[Any]] = {}
    passings: tuple[Passing, ...] = ()
    metrics: dict[str, float] = {}
    measured: int = 0
    labelled: int = 0


def write_orders(folder: Path, orders: Orders) -> None:
    """Write what is to be verified."""
    (folder / _ORDERS).write_bytes(msgspec.json.encode(orders))


def read_orders(folder: Path) -> Orders:
    """Read what is to be verified."""
    return msgspec.json.decode((folder / _ORDERS).read_bytes(), type=Orders)


def write_outcome(folder: Path, outcome: Outcome) -> None:
    """Write what was found."""
    (folder / _OUTCOME).write_bytes(msgspec.json.encode(outcome))


def read_outcome(folder: Path) -> Outcome:
    """Read what was found."""
    return msgspec.json.decode((folder / _OUTCOME).read_bytes(), type=Outcome)
