"""What the columns stand on that an operation makes of others: `pd.get_dummies(df)` makes several of each text column.

A column stands on the one from which it comes out the same whatever the others hold. So a target that is encoded
together with the features is told apart from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.columns import MOST_TRIED_COLUMNS, MOVES, moved, passing_columns
from nb2svc.build.probe.experiment import try_shadows
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.values import same

__all__ = ["made_columns"]

Nodes = frozenset[int]

_FEWEST: Final = 8


def made_columns(operation: Operation, full: Any, shadow: Any) -> tuple[Nodes, Nodes, dict[Any, Nodes]] | None:
    """Return what a table and its columns stand on, if each new column follows one column of the operand.

    Args:
        operation: it gives values for each row, whose columns are made of those of one table.
        full: its result.
        shadow: its result on the first sample.
    """
    function, operands = operation.unchanged()
    frames = [i for i, o in enumerate(operands) if o.record is not None and o.record.columns is not None]
    if len(frames) != 1 or not isinstance(full, pd.DataFrame) or not isinstance(shadow, pd.DataFrame):
        return None
    frame = operands[frames[0]]
    assert frame.record is not None
    columns = frame.record.columns
    if columns is None or not _can_try(frame, columns, full):
        return None
    passing = passing_columns(shadow, [frame])
    sources = [c for c in columns if c not in passing]
    new = [c for c in full.columns if c not in passing]
    if len(sources) < 2 or not new:
        return None
    follows = _followed(function, operands, frames[0], sources, new, full)
    if follows is None:
        return None
    own = Nodes({operation.node})
    others = Nodes().union(*(o.record.all_nodes() for i, o in enumerate(operands) if o.record and i not in frames))
    found = {c: passing[c] if c in passing else own | columns[follows[c]] for c in full.columns}
    return others, frame.record.nodes, found


def _can_try(frame: Carried, columns: dict[Any, Nodes], full: pd.DataFrame) -> bool:
    table = frame.full
    if not isinstance(table, pd.DataFrame) or len(table) != len(full) or len(columns) > MOST_TRIED_COLUMNS:
        return False
    return full.columns.is_unique and table.columns.is_unique and list(table.columns) == list(columns)


def _followed(
    function: Callable[..., Any],
    operands: Sequence[Carried],
    position: int,
    sources: Sequence[Any],
    new: Sequence[Any],
    full: pd.DataFrame,
) -> dict[Any, Any] | None:
    """Return for each new column the only one that it follows; None if one follows several, or none."""
    table = operands[position].full
    rows = _telling_rows(full[list(new)])
    before = table.iloc[rows].reset_index(drop=True)
    expected = full.iloc[rows].reset_index(drop=True)
    follows: dict[Any, Any] = {}
    for source in sources:
        unmoved = set(new)
        for move in MOVES:
            result = _run(function, operands, position, moved(before, source, move))
            if not isinstance(result, pd.DataFrame) or len(result) != len(rows) or not set(new) <= set(result.columns):
                return None
            result = result.reset_index(drop=True)
            unmoved = {c for c in unmoved if same(result[c], expected[c])}
        if unmoved & follows.keys():
            return None
        follows |= dict.fromkeys(unmoved, source)
    return follows if set(follows) == set(new) else None


def _telling_rows(made: pd.DataFrame) -> np.ndarray:
    """Return some rows, such that each column has a value there that is not its most frequent one."""
    first = [int(np.argmax((made[c] != made[c].mode().iloc[0]).to_numpy())) for c in made if made[c].notna().any()]
    return np.unique([*first, *range(min(len(made), _FEWEST))])


def _run(function: Callable[..., Any], operands: Sequence[Carried], position: int, table: pd.DataFrame) -> Any:
    given = [Carried(full=table if i == position else o.full) for i, o in enumerate(operands)]
    return try_shadows(function, given, 1)[0]
