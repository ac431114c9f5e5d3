"""`RandomOverSampler().fit_resample(X, y)`: training rows are repeated, left out or made up; requests are none of that.

Which rows came out is told by their values. A row that was made up (SMOTE) is no loaded row and has no answer to be
compared; what is repeated is the same row again.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.values import count_rows, dimensions, has_rows, same, take
from nb2svc.compiler.operations import is_resample

__all__ = ["resampled_ids"]

_WIDEST: Final = 2


def resampled_ids(operation: Operation, full: Any) -> np.ndarray | None:
    """Return for each row of a resampled table the id of the row that it is, -1 for one that was made up.

    Returns:
        None if it is no resampling, or if none of the rows can be told.
    """
    if not is_resample(operation.site.node) or not isinstance(full, tuple) or len(full) != _WIDEST:
        return None
    features, target = operation.operands[0], operation.operands[1]
    record = features.record
    if record is None or record.kind != "rows" or record.rows is None or not _is_table_of(features, target, full):
        return None
    try:
        before, after = _side_by_side(features.full, target.full), _side_by_side(*full)
        positions = _positions(before, after)
    except (TypeError, ValueError):  # cells that are neither numbers nor texts
        return None
    known = np.flatnonzero(positions >= 0)
    if not len(known) or not all(
        same(take(a, known), take(b, positions[known])) for a, b in ((full[0], features.full), (full[1], target.full))
    ):
        return None
    return np.where(positions >= 0, record.rows.ids[positions], -1)


def _is_table_of(features: Carried, target: Carried, full: Any) -> bool:
    """Whether rows and target go in, and as many of both come out, in the same form."""
    for before, after in ((features.full, full[0]), (target.full, full[1])):
        if not has_rows(before) or not has_rows(after) or dimensions(before) > _WIDEST:
            return False
        if getattr(before, "shape", (0,))[1:] != getattr(after, "shape", (0,))[1:]:
            return False
    if type(features.full) is not type(full[0]):
        return False
    return count_rows(features.full) == count_rows(target.full) and count_rows(full[0]) == count_rows(full[1])


def _side_by_side(features: Any, target: Any) -> pd.DataFrame:
    parts = [pd.DataFrame(np.asarray(value)).reset_index(drop=True) for value in (features, target)]
    table = pd.concat(parts, axis=1, ignore_index=True)
    numeric = [c for c in table.columns if pd.api.types.is_numeric_dtype(table[c]) or _holds_numbers(table[c])]
    return table.astype(dict.fromkeys(numeric, "float64")).astype({c: str for c in table.columns if c not in numeric})


def _holds_numbers(column: pd.Series) -> bool:
    return column.dtype == object and pd.api.types.infer_dtype(column) in {"integer", "floating", "mixed-integer-float"}


def _positions(before: pd.DataFrame, after: pd.DataFrame) -> np.ndarray:
    """Return where each row stood first, -1 for rows that did not stand anywhere."""
    known = pd.util.hash_pandas_object(before, index=False).to_numpy()
    hashes, first = np.unique(known, return_index=True)
    asked = pd.util.hash_pandas_object(after, index=False).to_numpy()
    places = np.searchsorted(hashes, asked).clip(max=len(hashes) - 1)
    return np.where(hashes[places] == asked, first[places], -1)
