"""Columns that hold the labels of the notebook's rows: they are not data, and a request has others.

pd.DataFrame({"Id": X_test.index, "SalePrice": pred})     what stands beside them is answered all the same
X_test = X_test.reset_index()                             and the other columns are what they were
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, align
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.results import row_result
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.table_parts import entry_names, written_keys
from nb2svc.compiler.trace import Decision

__all__ = ["are_row_labels", "with_row_names"]

_LABELS: Final = "a column holds the labels that the notebook's rows have, and a request has none"
_LEAVE_OUT: Final = "leave that column out of what the model is given; of `reset_index`, by `reset_index(drop=True)`"


def with_row_names(observer: Observer, operation: Operation, full: Any, shadows: list[Any]) -> Carried | None:
    """Return a table with labels of rows in some columns, if all others belong to the rows; None for anything else."""
    if not isinstance(full, pd.DataFrame) or not full.columns.is_unique:
        return None
    labels = _labels_given(operation) or _labels_reset(operation, full)
    if not labels or any(s is not EMPTY and not isinstance(s, pd.DataFrame) for s in shadows):
        return None
    others = [s if s is EMPTY else s.drop(columns=list(labels), errors="ignore") for s in shadows]
    aligned = align(full.drop(columns=list(labels)), others, operation.operands)
    if aligned is None or aligned.order != "kept":
        return None
    graph, site = observer.graph, operation.site
    graph.decide(site.id, Decision(action="row"))
    result = row_result(observer, operation, operation.operands, full, shadows, aligned)
    assert result.record is not None
    columns = dict(result.record.columns or {})
    for column, part in labels.items():
        node = observer.part_nodes[part] if part else graph.add(operation.place.id, frozenset({operation.node}))
        graph.leak(node, site.id, _LABELS, _LEAVE_OUT)
        observer.row_names.add(node)
        columns[column] = frozenset({node})
    result.record.columns = columns
    _go_on(result.record, full, labels)
    return result


def _labels_given(operation: Operation) -> dict[str, str]:
    """Return the columns of `DataFrame({"Id": X.index, ...})` that are labels, with the name of each part."""
    names, keys = entry_names(operation.site.node), written_keys(operation.site.node)
    if not names or len(keys) != len(names):
        return {}
    given = {s.name: o for s, o in zip(operation.site.slots, operation.operands, strict=True)}
    return {key: name for key, name in zip(keys, names, strict=True) if name in given and are_row_labels(given[name])}


def _labels_reset(operation: Operation, full: pd.DataFrame) -> dict[Any, str]:
    """Return the columns that `frame.reset_index()` makes of the labels."""
    if call_name(operation.site.node) != "reset_index" or not operation.operands:
        return {}
    frame = operation.operands[0].full
    had = set(frame.columns) if isinstance(frame, pd.DataFrame) else {getattr(frame, "name", None)}
    return dict.fromkeys((c for c in full.columns if c not in had), "")


def _go_on(record: Record, full: pd.DataFrame, labels: Collection[Any]) -> None:
    """Let the samples go on with the notebook's labels: what is made of them is no further finding."""
    assert record.rows is not None
    for shadow, ids in zip(record.shadows, record.shadow_rows, strict=True):
        if shadow is not EMPTY:
            positions = record.rows.positions(ids)
            there = positions >= 0
            for column in labels:
                values = shadow[column].to_numpy(copy=True)
                values[there] = full[column].to_numpy()[positions[there]]
                shadow[column] = values


def are_row_labels(operand: Carried) -> bool:
    """Whether a value is `X.index`, or the array or list of it."""
    record = operand.record
    if record is None or record.kind != "view" or record.base is None or record.over_rows:
        return False
    base = record.base.full
    is_labelled = isinstance(base, pd.DataFrame | pd.Series) and isinstance(operand.full, pd.Index | np.ndarray | list)
    return is_labelled and list(operand.full) == list(base.index)
