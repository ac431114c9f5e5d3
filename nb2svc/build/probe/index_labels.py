"""Columns that have become the labels of rows: who looks at the labels stands on them.

flats = flats.set_index("town").join(means)      the means stand on the town, which is no column any more
"""

from __future__ import annotations

import ast
from typing import Any

import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED, try_shadows
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.values import same
from nb2svc.compiler.operations import call_name

__all__ = ["index_keys", "label_nodes", "read_labels"]


def label_nodes(operation: Operation, full: Any) -> frozenset[int]:
    """Return what the labels of a result stand on, where columns have become them, here or before."""
    if not isinstance(full, pd.DataFrame | pd.Series):
        return frozenset()
    if call_name(operation.site.node) == "set_index" and operation.operands[0].record is not None:
        return index_keys(operation.site.node, operation.operands[0].record)
    labelled = (o for o in operation.operands if o.record is not None and isinstance(o.full, pd.DataFrame | pd.Series))
    kept = (o.record.index for o in labelled if o.record and o.full.index.names == full.index.names)
    return frozenset[int]().union(*kept)


def index_keys(node: ast.expr, record: Record) -> frozenset[int]:
    """Return what the columns stand on that `set_index` makes labels."""
    named = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    columns = record.columns or {}
    return frozenset[int]().union(*(nodes for column, nodes in columns.items() if column in named))


def read_labels(operation: Operation, shadow: Any) -> frozenset[int]:
    """Return what the labels stand on that an operation looks at: with others it gives something else."""
    read: frozenset[int] = frozenset()
    for position, operand in enumerate(operation.operands):
        record = operand.record
        if record is None or not record.index or shadow is EMPTY or shadow is FAILED:
            continue
        sample = record.shadows[0]
        if not isinstance(sample, pd.DataFrame | pd.Series):
            continue
        other = Record(kind="rows", shadows=[sample.reset_index(drop=True)], nodes=frozenset())
        tried = [Carried(full=None, record=other) if i == position else o for i, o in enumerate(operation.operands)]
        (result,) = try_shadows(operation.function, tried, 1)
        if result is FAILED or not same(result, shadow):
            read |= record.index
    return read
