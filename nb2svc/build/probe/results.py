"""Results that belong to rows: a value for each row, the number of rows, or values that leak into each other."""

from __future__ import annotations

import ast
from typing import Any, Final

import pandas as pd

from nb2svc.build.probe.beside import open_views, tell_labels_apart
from nb2svc.build.probe.columns import column_nodes, deciding_nodes
from nb2svc.build.probe.expectations import expected_columns
from nb2svc.build.probe.experiment import EMPTY, Aligned, bases
from nb2svc.build.probe.index_labels import label_nodes, read_labels
from nb2svc.build.probe.made_columns import made_columns
from nb2svc.build.probe.modes import REMEDY, check_mode, training_reason
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.parts import columns_of_parts
from nb2svc.build.probe.put_together import taken_from
from nb2svc.build.probe.records import Carried, Record, Source
from nb2svc.build.probe.rows import shadow_counts
from nb2svc.build.probe.samples import Rows
from nb2svc.build.probe.values import count_rows, take
from nb2svc.compiler.operations import removes_column
from nb2svc.compiler.trace import Decision

__all__ = ["leaking_result", "row_result", "size_result"]

_DIFFER: Final = "one row or a few rows alone give other values than all rows together"


def row_result(
    observer: Observer, operation: Operation, used: list[Carried], full: Any, shadows: list[Any], aligned: Aligned
) -> Carried:
    """Values for each row, computed as written or by a rule: note which columns they stand on."""
    node = operation.node
    deciding = _note_filter(observer, operation, aligned.rows) if aligned.order == "fewer" else frozenset[int]()
    stands = columns_of_parts(observer, operation.site, operation.operands, full, shadows)
    stands = stands or made_columns(operation, full, shadows[0]) or _stands_on(observer, operation, shadows[0])
    nodes, structure, columns = stands
    nodes |= read_labels(operation, shadows[0])
    observer.use(operation.place, used, nodes, structure, site=operation.site.id)
    _expect(observer, operation, shadows[0])
    if isinstance(operation.site.node, ast.Call):
        check_mode(observer, operation.function, operation.operands, shadows[0])
    record = Record(
        kind="rows",
        shadows=shadows,
        nodes=frozenset({node}),
        rows=aligned.rows,
        shadow_rows=aligned.shadow_rows,
        columns=columns,
        index=label_nodes(operation, full),
        sources=_sources(operation, aligned, deciding),
        origins=_origins(node, nodes.union(*(columns or {}).values()), used),
    )
    return Carried(full=full, record=record)


def _stands_on(
    observer: Observer, operation: Operation, shadow: Any
) -> tuple[frozenset[int], frozenset[int], dict[Any, frozenset[int]] | None]:
    """Return what values for each row stand on; labels that only go along have to be there, whatever they are."""
    function, operands = operation.unchanged()
    stands = column_nodes(operation.node, function, operands, shadow)
    opened, sources, structure = open_views(function, operands)
    apart = tell_labels_apart(observer, opened, sources, lambda result: {"": result}, read=stands[0])
    if apart is None or apart.reads[""]:
        return stands
    observer.graph.expect(operation.node, operation.site.id, apart.labels)
    nodes, frames, columns = column_nodes(operation.node, opened, apart.operands, shadow)
    return nodes, frames | structure, columns


def _origins(node: int, nodes: frozenset[int], used: list[Carried]) -> frozenset[int]:
    """Return what a value stands on, the statement that it is computed in left out."""
    inner = (o.record.origins for o in used if o.record is not None and node in o.record.nodes)
    return (nodes - {node}).union(*inner)


def _expect(observer: Observer, operation: Operation, shadow: Any) -> None:
    """Note which columns have to be there."""
    if removes_column(operation.place.node) is not None or shadow is EMPTY:
        return
    expected = expected_columns(operation.site, *operation.unchanged(), shadow)
    observer.graph.expect(operation.node, operation.site.id, expected)


def _sources(operation: Operation, aligned: Aligned, deciding: frozenset[int]) -> tuple[Source, ...]:
    """Return the tables that the rows of a result were taken from."""
    operands = bases(operation.operands)
    kept = next((o for o in operands if o.record is not None and o.record.rows is aligned.rows), None)
    if kept is not None and kept.record is not None:
        return kept.record.sources
    return taken_from(operands[0], deciding) if operands else ()


def _note_filter(observer: Observer, operation: Operation, kept: Rows) -> frozenset[int]:
    """Rows vanish here: note what decides which, and return that."""
    nodes = deciding_nodes(operation.function, operation.operands) - {operation.node}
    operand = next(i for i, o in enumerate(operation.operands) if o.record is not None)
    before = operation.operands[operand].record
    observer.graph.choose(operation.node, operation.site, operand, nodes, before=before, kept=kept)
    return observer.graph.deciding(operation.node)


def size_result(observer: Observer, operation: Operation, full: Any, shadows: list[Any]) -> Carried:
    """A number of rows: it follows the request."""
    if [s for s in shadows if s is not EMPTY] not in shadow_counts(operation.operands):
        return observer.freeze(operation.site, full)
    observer.graph.decide(operation.site.id, Decision(action="row"))
    observer.use(operation.place, operation.operands, operation.structure(), site=operation.site.id)
    with_rows = (b for b in bases(operation.operands) if b.record is not None and b.record.rows is not None)
    counted = next(b for b in with_rows if b.record and b.record.rows and len(b.record.rows.ids) == full)
    record = Record(kind="size", shadows=shadows, nodes=frozenset({operation.node}), base=counted)
    return Carried(full=full, record=record)


def leaking_result(
    observer: Observer, operation: Operation, full: Any, reason: str = _DIFFER, remedy: str = ""
) -> Carried:
    """Rows depend on each other here: note it, and go on with the notebook's values in case nothing needs it."""
    site, node = operation.site, operation.node
    source = next((o.record for o in bases(operation.operands) if _has_as_many_rows(o, full)), None)
    if source is None:
        return observer.freeze(site, full)
    mode = training_reason(operation.operands)
    observer.graph.leak(node, site.id, mode or reason, REMEDY if mode else remedy)
    observer.graph.decide(site.id, Decision(action="row"))
    observer.use(operation.place, operation.operands, operation.nodes(), site=operation.site.id)
    assert source.rows is not None
    shadows, shadow_rows = [], []
    for ids in source.shadow_rows:
        positions = source.rows.positions(ids)
        shadows.append(take(full, positions[positions >= 0]))
        shadow_rows.append(ids[positions >= 0])
    columns = {c: frozenset({node}) for c in full.columns} if isinstance(full, pd.DataFrame) else None
    record = Record(
        kind="rows",
        shadows=shadows,
        nodes=frozenset({node}),
        rows=source.rows,
        shadow_rows=shadow_rows,
        columns=columns,
    )
    return Carried(full=full, record=record)


def _has_as_many_rows(operand: Carried, full: Any) -> bool:
    record = operand.record
    return record is not None and record.rows is not None and len(record.rows.ids) == count_rows(full)
