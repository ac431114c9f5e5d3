"""What is worth keeping of the run besides the graph: answers, stage borders, golden rows, one sample per statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from nb2svc.build.probe.experiment import EMPTY
from nb2svc.build.probe.profile import describe_output
from nb2svc.build.probe.records import Record
from nb2svc.build.probe.samples import Rows, pick_rows
from nb2svc.build.probe.values import copy_value, dimensions, take
from nb2svc.compiler.trace import Output
from nb2svc.manifest import OutputField

__all__ = ["Seen", "Snapshot"]

KEPT_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Some rows of a value, taken when it was made: `values[i]` belongs to row `ids[i]`.

    Of a frame, `columns` tells what each column stands on; of any other value, `nodes` what it stands on.
    """

    ids: np.ndarray
    values: Any
    columns: Mapping[Any, frozenset[int]] = field(default_factory=dict)
    nodes: frozenset[int] = frozenset()


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A value that may be an answer."""

    name: str
    place: str
    node: int
    snapshot: Snapshot
    rows: Rows
    dimensions: int
    columns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    read_later: bool = False


@dataclass(slots=True)
class Seen:
    """Collects while the notebook runs."""

    targets: dict[str, tuple[int, ...]] = field(default_factory=dict)
    trained: dict[str, tuple[int, ...]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    borders: dict[str, Snapshot] = field(default_factory=dict)
    witnesses: dict[tuple[str, str], Any] = field(default_factory=dict)
    labels: dict[str, set[int]] = field(default_factory=dict)

    def read(self, name: str, value: Any, record: Record, *, outside: bool) -> None:
        """Note that a predict statement reads a variable; the first reading of one from before is a stage border."""
        if name in self.candidates:
            self.candidates[name].read_later = True
        if outside and name not in self.borders and record.kind == "rows":
            self.borders[name] = snapshot_rows(value, record)

    def output(
        self, name: str, place: str, value: Any, record: Record, node: int, columns: Mapping[Any, frozenset[int]] | None
    ) -> None:
        """Note a value that a predict statement computed; of a frame, these columns and what they stand on."""
        if columns is not None:
            value = value[list(columns)]
        rows, snapshot = _common_rows(record), _snapshot(value, record)
        if rows is None or snapshot is None or not len(snapshot.ids) or rows.table.is_of_parts:
            return
        self.candidates.pop(name, None)  # the last binding decides, and its place in the order
        self.candidates[name] = Candidate(
            name=name,
            place=place,
            node=node,
            snapshot=snapshot,
            rows=rows,
            dimensions=dimensions(value),
            columns={str(c): tuple(sorted(nodes)) for c, nodes in (columns or {}).items()},
        )

    def witness(self, place: str, name: str, record: Record) -> None:
        """Keep the first sample's value after a statement, so that a mismatch can be traced to a statement.

        The names of a frame's columns are noted, too: what a request lacks may be called otherwise by then.
        """
        for label, nodes in (record.columns or {}).items():
            if isinstance(label, str):
                self.labels.setdefault(label, set()).update(nodes)
        if record.kind == "rows" and record.shadows[0] is not EMPTY:
            self.witnesses[(place, name)] = copy_value(record.shadows[0])

    def outputs(self) -> tuple[Output, ...]:
        """Return the candidates for the answer as plain data."""
        groups: dict[int, int] = {}
        return tuple(
            Output(
                fields=_describe(c.name or "prediction", c.snapshot.values),
                variable=c.name,
                place=c.place,
                node=c.node,
                dimensions=c.dimensions,
                is_frame=isinstance(c.snapshot.values, dict) or hasattr(c.snapshot.values, "columns"),
                read_later=c.read_later,
                rows=groups.setdefault(id(c.rows), len(groups)),
                columns=tuple(c.columns.values()),
                table=c.rows.table.name,
            )
            for c in self.candidates.values()
        )


def snapshot_rows(value: Any, record: Record) -> Snapshot:
    """Return some rows of a value; values with the same rows give the same ones."""
    assert record.rows is not None
    ids = pick_rows(record.rows.ids, record.rows.table, KEPT_ROWS)
    columns = record.columns or {}
    nodes = frozenset[int]() if columns else record.nodes
    return Snapshot(ids=ids, values=take(value, record.rows.positions(ids)), columns=dict(columns), nodes=nodes)


def _snapshot(value: Any, record: Record) -> Snapshot | None:
    """Return some rows of a possible answer; of a dict, of its entries that have rows."""
    if record.kind == "rows":
        return snapshot_rows(value, record)
    if record.is_lone and record.base is not None and record.base.record is not None:
        assert record.base.record.rows is not None
        return Snapshot(ids=record.base.record.rows.ids, values=np.array([value]))
    parts = {
        str(key): snapshot_rows(element.full, element.record)
        for key, element in zip(record.keys, record.elements, strict=True)
        if element.record is not None and element.record.kind == "rows"
    }
    ids = next(iter(parts.values())).ids if parts else None
    return None if ids is None else Snapshot(ids=ids, values={key: part.values for key, part in parts.items()})


def _common_rows(record: Record) -> Rows | None:
    """Return the rows of a value, or those that all entries of a dict share."""
    if record.kind == "rows":
        return record.rows
    if record.is_lone and record.base is not None and record.base.record is not None:
        return record.base.record.rows
    found = [e.record.rows for e in record.elements if e.record is not None and e.record.rows is not None]
    return found[0] if found and all(rows is found[0] for rows in found) else None


def _describe(name: str, values: Any) -> tuple[OutputField, ...]:
    if isinstance(values, dict):
        return tuple(describe_output(key, value) for key, value in values.items())
    if hasattr(values, "columns"):
        return tuple(describe_output(str(column), values[column]) for column in values.columns)
    return (describe_output(name, values),)
