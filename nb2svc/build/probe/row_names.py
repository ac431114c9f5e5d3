"""A table of answers that names the notebook's rows: `pd.DataFrame({"Id": X_test.index, "SalePrice": pred})`.

The labels of the loaded rows are not data, and a request has others. What stands beside them is answered all the same.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED, Aligned, align
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried
from nb2svc.compiler.table_parts import entry_names, written_keys

__all__ = ["are_row_labels", "beside_row_names"]

_LABELS: Final = "these are the labels that the notebook's rows have, and a request has none"


def beside_row_names(observer: Observer, operation: Operation, full: Any, shadows: list[Any]) -> Aligned | None:
    """Return the rows of a table, if all but the labels of rows in it belong to them; note which parts are labels."""
    names, keys = entry_names(operation.site.node), written_keys(operation.site.node)
    if not names or len(keys) != len(names) or not isinstance(full, pd.DataFrame) or not full.columns.is_unique:
        return None
    given = {s.name: o for s, o in zip(operation.site.slots, operation.operands, strict=True)}
    labels = {key: name for key, name in zip(keys, names, strict=True) if are_row_labels(given.get(name))}
    if not labels or any(s is FAILED or (s is not EMPTY and not isinstance(s, pd.DataFrame)) for s in shadows):
        return None
    others = [s if s is EMPTY else s.drop(columns=list(labels)) for s in shadows]
    aligned = align(full.drop(columns=list(labels)), others, operation.operands)
    if aligned is None or aligned.order != "kept":
        return None
    for name in labels.values():
        node = observer.part_nodes[name]
        observer.graph.leak(node, operation.site.id, _LABELS)
        observer.row_names.add(node)
    return aligned


def are_row_labels(operand: Carried | None) -> bool:
    """Whether a value is `X.index`, or the array or list of it."""
    record = operand.record if operand is not None else None
    if operand is None or record is None or record.kind != "view" or record.base is None or record.over_rows:
        return False
    base = record.base.full
    is_labelled = isinstance(base, pd.DataFrame | pd.Series)
    return (
        is_labelled
        and isinstance(operand.full, pd.Index | np.ndarray | list)
        and list(operand.full) == list(base.index)
    )
