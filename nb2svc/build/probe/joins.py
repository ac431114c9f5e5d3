"""Joins with a look-up table: which rows come out, and whether a key may bring several.

A join gives its result new labels, so its rows are told by ids that travel along as a column.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, Aligned, agrees, compile_lambda, order_of, try_shadows
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.proofs import Proven, with_rule
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.samples import Rows, undisturbed
from nb2svc.build.probe.values import same
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.turned_merge import TURNED_MERGE, sides_of_merge

__all__ = ["MULTIPLIES", "ONE_ROW_EACH", "align_join", "is_join", "multiplies", "turned_join"]

MULTIPLIES: Final = (
    "the table that is joined holds a key several times, and a request with that key would become several rows"
)
ONE_ROW_EACH: Final = "keep one row for each key in the table that is joined: `.drop_duplicates(key)`"
_IDS: Final = "__nb2svc_row"


def is_join(operation: Operation, full: Any) -> bool:
    """Whether the operation is `left.merge(right, ...)`, `pd.merge(left, right, ...)` or `left.join(right)`."""
    return call_name(operation.site.node) in {"merge", "join"} and isinstance(full, pd.DataFrame)


def align_join(operation: Operation, full: Any, shadows: Sequence[Any]) -> Aligned | None:
    """Return which rows a join has kept, where each row comes out at most once and every sample agrees."""
    for position, operand in enumerate(operation.operands):
        record = operand.record
        if record is None or record.kind != "rows" or record.rows is None or not isinstance(operand.full, pd.DataFrame):
            continue
        ids = _traced(operation, position, operand.full, record.rows.ids, full, None)
        if ids is None or len(np.unique(ids)) < len(ids):
            return None
        parts = [
            own[:0] if shadow is EMPTY else _traced(operation, position, before, own, shadow, k)
            for k, (shadow, before, own) in enumerate(zip(shadows, record.shadows, record.shadow_rows, strict=True))
        ]
        shadow_rows = [part for part in parts if part is not None]
        rows = Rows(ids, record.rows.table)
        if len(shadow_rows) < len(parts) or not agrees(full, shadows, rows, shadow_rows, record):
            return None
        return Aligned(rows=rows, shadow_rows=shadow_rows, order=order_of(record.shadow_rows, shadow_rows))
    return None


def multiplies(operation: Operation, environment: dict[str, Any]) -> bool:
    """Whether a row may become several: the table that is joined holds a key more than once."""
    call = copy.deepcopy(operation.site.body)
    if not isinstance(call, ast.Call) or any(k.arg in {"validate", None} for k in call.keywords):
        return False
    looked_up_is_right = "one_to_many" if rows_are_on_the_right(operation) else "many_to_one"
    call.keywords.append(ast.keyword(arg="validate", value=ast.Constant(value=looked_up_is_right)))
    checked = compile_lambda(operation.site.parameters, call, environment)
    with undisturbed():
        try:
            checked(*[o.full for o in operation.operands])
        except pd.errors.MergeError:
            return True
        except Exception:  # noqa: BLE001 - it is asked of the join alone, which has worked without the question
            return False
    return False


def rows_are_on_the_right(operation: Operation) -> bool:
    """Whether a join has the table with the rows on its right, and another one on its left."""
    sides = sides_of_merge(operation.site.body)
    if sides is None:
        return False
    with_rows = {
        name for name, o in zip(operation.site.parameters, operation.operands, strict=True) if o.record is not None
    }
    left, right = ({part.id for part in ast.walk(side) if isinstance(part, ast.Name)} & with_rows for side in sides)
    return bool(right) and not left


def turned_join(operation: Operation, full: Any, environment: dict[str, Any]) -> Proven | None:
    """Return the join with its sides turned, which keeps the order of the rows, if it gives each row what it got."""
    if not TURNED_MERGE.matches(operation.site.node) or not rows_are_on_the_right(operation):
        return None
    position, record = next((i, o.record) for i, o in enumerate(operation.operands) if o.record is not None)
    if record.kind != "rows" or record.rows is None or not isinstance(full, pd.DataFrame):
        return None
    columns = list(full.columns)
    ids = _traced(operation, position, operation.operands[position].full, record.rows.ids, full, None)
    if ids is None or len(np.unique(ids)) < len(ids):
        return None
    function = with_rule(operation, TURNED_MERGE, {"columns": columns}, environment)
    shadows = try_shadows(function, operation.operands)
    wide = with_rule(operation, TURNED_MERGE, {"columns": [*columns, _IDS]}, environment)
    turned = replace(operation, function=wide)
    parts = [
        own[:0] if shadow is EMPTY else _traced(turned, position, before, own, shadow, k)
        for k, (shadow, before, own) in enumerate(zip(shadows, record.shadows, record.shadow_rows, strict=True))
    ]
    shadow_rows = [part for part in parts if part is not None]
    rows = Rows(ids, record.rows.table)
    if len(shadow_rows) < len(parts) or not agrees(full, shadows, rows, shadow_rows, record):
        return None
    return Proven(
        rule=TURNED_MERGE,
        frozen={"columns": columns},
        hints={"columns": "columns"},
        function=function,
        operands=operation.operands,
        used=frozenset(range(len(operation.operands))),
        shadows=shadows,
        aligned=Aligned(rows=rows, shadow_rows=shadow_rows, order=order_of(record.shadow_rows, shadow_rows)),
    )


def _traced(
    operation: Operation, position: int, before: Any, ids: np.ndarray, expected: Any, sample: int | None
) -> np.ndarray | None:
    """Return the ids of the rows of a result, with a column of ids on its way through the join."""
    if not isinstance(before, pd.DataFrame) or len(before) != len(ids):
        return None
    given = [
        before.assign(**{_IDS: ids}) if i == position else _value(o, sample) for i, o in enumerate(operation.operands)
    ]
    with undisturbed():
        try:
            result = operation.function(*given)
        except Exception:  # noqa: BLE001 - one more column is too many for it
            return None
    if not isinstance(result, pd.DataFrame) or _IDS not in result.columns:
        return None
    found = result[_IDS].to_numpy()
    is_known = found.dtype.kind == "i" and same(result.drop(columns=_IDS), expected)
    return found if is_known else None


def _value(operand: Carried, sample: int | None) -> Any:
    return operand.full if operand.record is None or sample is None else operand.record.shadows[sample]
