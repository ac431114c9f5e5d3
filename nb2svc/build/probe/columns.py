"""What the columns of a result stand on: found by leaving columns of the first sample out, or disturbing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED, try_shadows
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.values import same

__all__ = [
    "MOST_TRIED_COLUMNS",
    "MOVES",
    "Trial",
    "column_nodes",
    "deciding_nodes",
    "moved",
    "passing_columns",
    "whole_nodes",
]

MOST_TRIED_COLUMNS: Final = 300

MOVES: Final = (1, 2, 5)
"""How far the values of other columns are moved down, to see whether a column follows them."""

Nodes = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An operation on the first sample, with another value for one operand whose columns are told apart.

    Attributes:
        function: the operation.
        operands: what it is about.
        position: of the operand that is replaced.
    """

    function: Callable[..., Any]
    operands: Sequence[Carried]
    position: int

    @property
    def columns(self) -> dict[Any, Nodes]:
        """The columns of the operand, and what each stands on."""
        record = self._record
        assert record.columns is not None
        return record.columns

    @property
    def sample(self) -> Any:
        """The operand's first sample; of a view, of what it gives access to."""
        return _base_sample(self._record)

    @property
    def can_try(self) -> bool:
        """Whether the operand can be replaced: it is a frame or a matrix with the columns that it should have."""
        sample, record = self.sample, self._record
        if not is_table(sample) or len(self.columns) > MOST_TRIED_COLUMNS:
            return False
        return list(labels(sample)) == list(self.columns) and (record.base is None or record.again is not None)

    @property
    def _record(self) -> Record:
        record = self.operands[self.position].record
        assert record is not None
        return record

    def run(self, sample: Any) -> Any:
        """Return what the operation gives if the operand's first sample is another one."""
        record = self._record
        value = _made_of(record, sample)
        if value is FAILED:
            return FAILED
        other = Record(kind="rows", shadows=[value], nodes=frozenset())
        tried = [Carried(full=None, record=other) if i == self.position else o for i, o in enumerate(self.operands)]
        return try_shadows(self.function, tried, 1)[0]


def _made_of(record: Record, sample: Any) -> Any:
    """Return the view that is made in the same way of another first sample."""
    if record.kind != "view" or record.again is None:
        return sample
    assert record.base is not None
    function, sources = record.again
    made = [_first(o, record.base.record, sample) for o in sources]
    return FAILED if any(o is None for o in made) else try_shadows(function, [o for o in made if o is not None], 1)[0]


def _first(operand: Carried, base: Record | None, sample: Any) -> Carried | None:
    """Return an operand of a view for the first sample only; None where it cannot be made again."""
    record = operand.record
    if record is None:
        return operand
    value = sample if record is base else _made_of(record, sample) if record.kind == "view" else record.shadows[0]
    return None if value is FAILED else Carried(full=None, record=Record(kind="rows", shadows=[value], nodes=Nodes()))


def is_table(value: Any) -> bool:
    """Whether a value has columns."""
    return isinstance(value, pd.DataFrame) or (isinstance(value, np.ndarray) and value.ndim == 2)


def labels(table: Any) -> Sequence[Any]:
    """Return what tells the columns of a frame or matrix apart."""
    return list(table.columns) if isinstance(table, pd.DataFrame) else range(table.shape[1])


def deciding_nodes(function: Callable[..., Any], operands: Sequence[Carried]) -> Nodes:
    """Return what decides which rows an operation drops, by leaving each column out of the first sample.

    A column without which the operation fails is named in it; `dropna()` names none and works with those there are.
    """
    deciding: Nodes = frozenset()
    for position, operand in enumerate(operands):
        record = operand.record
        if record is None:
            continue
        trial = Trial(function=function, operands=operands, position=position)
        if record.columns is None or not trial.can_try or not isinstance(trial.sample, pd.DataFrame):
            whole = record.columns is None or record.beside
            deciding |= record.all_nodes() if whole else record.nodes
            continue
        for column, nodes in record.columns.items():
            if trial.run(_without(trial.sample, column)) is FAILED:
                deciding |= nodes
    return deciding


def column_nodes(
    node: int, function: Callable[..., Any], operands: Sequence[Carried], shadow: Any
) -> tuple[Nodes, Nodes, dict[Any, Nodes] | None]:
    """Return what an operation's node stands on for values, for structure, and what each column of the result does.

    A column that the result carries unchanged passes through: nothing of it was needed. A changed column that comes
    out the same when the operation sees it alone stands on that column only. All else stands on what is read.
    """
    frames, others, structure = _told_apart(operands)
    own = frozenset({node})
    if len(frames) == 1 and frames[0].record is not None and shadow is not EMPTY:
        passed = _passed_column(function, operands, frames[0], shadow)
        if passed is not None:
            return others | passed, structure, None
        separate = _separate_columns(function, operands, frames[0], shadow, own)
        if separate is not None:
            return others, structure, separate
    if not isinstance(shadow, pd.DataFrame) or not frames or not shadow.columns.is_unique:
        columns = dict.fromkeys(shadow.columns, own) if isinstance(shadow, pd.DataFrame) else None
        return others | _read_nodes(function, operands, shadow), structure, columns
    passing = passing_columns(shadow, frames)
    changed = [c for c in shadow.columns if c not in passing]
    alone = _column_by_column(changed, function, operands, frames, shadow)
    if alone is not None:
        return others, structure, {c: passing[c] if c in passing else own | alone[c] for c in shadow.columns}
    read = _read_nodes(function, operands, shadow)
    sources = frames[0].record.columns if len(frames) == 1 and frames[0].record is not None else None
    return (
        others | read,
        structure,
        {c: passing.get(c, own | (sources or {}).get(c, frozenset())) for c in shadow.columns},
    )


def passing_columns(shadow: pd.DataFrame, frames: Sequence[Carried]) -> dict[Any, Nodes]:
    """Return the columns of a result that are carried unchanged, with what they stand on."""
    return {c: nodes for c in shadow.columns if (nodes := _passes(c, shadow, frames)) is not None}


def whole_nodes(function: Callable[..., Any], operands: Sequence[Carried], shadow: Any) -> tuple[Nodes, Nodes]:
    """Return what a value stands on of which no part is told apart: for its values, and for structure."""
    _, others, structure = _told_apart(operands)
    return others | _read_nodes(function, operands, shadow), structure


def _told_apart(operands: Sequence[Carried]) -> tuple[list[Carried], Nodes, Nodes]:
    """Return the operands whose columns are told apart, what the others stand on, and what these are made of."""
    frames = [o for o in operands if o.record is not None and o.record.columns is not None]
    others = frozenset[int]().union(
        *(o.record.all_nodes() for o in operands if o.record is not None and o.record.columns is None),
        *(part.all_nodes() for o in frames if o.record is not None for part in o.record.beside),
    )
    return frames, others, frozenset[int]().union(*(o.record.nodes for o in frames if o.record is not None))


def _passed_column(
    function: Callable[..., Any], operands: Sequence[Carried], frame: Carried, shadow: Any
) -> Nodes | None:
    """Return what the one column stands on that an operation hands on unchanged: `df["a"]`, `X[:, -1]`."""
    record = frame.record
    assert record is not None
    assert record.columns is not None
    if isinstance(shadow, pd.Series):
        name = shadow.name
        if record.columns and name in record.columns and _unchanged(name, shadow, _base_sample(record)):
            return record.columns[name]
        return None
    trial = Trial(function=function, operands=operands, position=_position(operands, frame))
    if not isinstance(shadow, np.ndarray) or shadow.ndim != 1 or not trial.can_try:
        return None
    if not isinstance(trial.sample, np.ndarray):
        return None
    noticed = [c for c in trial.columns if _notices(trial, c, shadow)]
    return record.columns[noticed[0]] if len(noticed) == 1 and same(shadow, trial.sample[:, noticed[0]]) else None


def _separate_columns(
    function: Callable[..., Any], operands: Sequence[Carried], frame: Carried, shadow: Any, own: Nodes
) -> dict[Any, Nodes] | None:
    """Return what each column of a matrix stands on, if each follows one column of the operand and no two the same.

    A result of one column has to be that column unchanged: a model that happens to look at one column is no selection.
    """
    trial = Trial(function=function, operands=operands, position=_position(operands, frame))
    if not is_table(shadow) or not trial.can_try or not (_is_matrix(shadow) or _is_matrix(trial.sample)):
        return None
    follows: dict[Any, Any] = {}
    for column in trial.columns:
        noticing = _noticing(trial, column, shadow)
        if noticing is None or len(noticing) > 1 or noticing & follows.keys():
            return None
        follows |= dict.fromkeys(noticing, column)
    if set(follows) != set(labels(shadow)):
        return None
    same_as = {j: same(_values(shadow, j), _values(trial.sample, c)) for j, c in follows.items()}
    if len(follows) == 1 and len(trial.columns) > 1 and not all(same_as.values()):
        return None
    return {j: trial.columns[follows[j]] | (frozenset() if same_as[j] else own) for j in labels(shadow)}


def _noticing(trial: Trial, column: Any, shadow: Any) -> set[Any] | None:
    """Return the columns of the result that change when a column of the operand does; None if its form changes."""
    found: set[Any] = set()
    for other in _disturbed(trial.sample, column):
        result = trial.run(other)
        if type(result) is not type(shadow) or result.shape != shadow.shape:
            return None
        found |= {j for j in labels(shadow) if not same(_values(result, j), _values(shadow, j))}
    return found


def _notices(trial: Trial, column: Any, shadow: Any) -> bool:
    return any((r := trial.run(other)) is FAILED or not same(r, shadow) for other in _disturbed(trial.sample, column))


def _read_nodes(function: Callable[..., Any], operands: Sequence[Carried], shadow: Any) -> Nodes:
    """Return what the columns stand on whose values an operation reads: those that it misses, or whose change shows.

    A column that is merely without influence here (a tree may never split on it) is missed when it is not there.
    """
    read: Nodes = frozenset()
    for position, operand in enumerate(operands):
        record = operand.record
        if record is None or record.columns is None:
            continue
        trial = Trial(function=function, operands=operands, position=position)
        sample = trial.sample
        if isinstance(sample, pd.DataFrame) and list(sample.columns) != list(record.columns):
            # the operation itself has changed it
            popped = [nodes for column, nodes in record.columns.items() if column not in sample.columns]
            read |= frozenset[int]().union(*(popped or record.columns.values()))
            continue
        can_try = trial.can_try
        for column, nodes in record.columns.items():
            if not can_try or nodes <= read or _is_read(trial, column, shadow):
                read |= nodes
    return read


def _is_read(trial: Trial, column: Any, shadow: Any) -> bool:
    """Whether an operation's result on the first sample notices a column: absent, or with other values."""
    for other in (_without(trial.sample, column), *_disturbed(trial.sample, column)):
        result = trial.run(other)
        if result is FAILED or not _same_but(result, shadow, column):
            return True
    return False


def _without(sample: Any, column: Any) -> Any:
    return sample.drop(columns=[column]) if isinstance(sample, pd.DataFrame) else np.delete(sample, column, axis=1)


def _disturbed(sample: Any, column: Any) -> list[Any]:
    """Return the sample with other values in a column: extreme ones for numbers, others for anything else."""
    values = pd.Series(_values(sample, column))
    if pd.api.types.is_bool_dtype(values.dtype):
        return [_with_column(sample, column, ~values)]
    if pd.api.types.is_numeric_dtype(values.dtype):
        extremes = [np.full(len(values), 1e9), np.full(len(values), -1e9)]
        return [_with_column(sample, column, pd.Series(v, index=values.index)) for v in extremes]
    return [_with_column(sample, column, values.iloc[::-1].set_axis(values.index))]


def _with_column(sample: Any, column: Any, values: pd.Series) -> Any:
    changed = sample.copy()
    if isinstance(changed, pd.DataFrame):
        changed[column] = values
    else:
        changed[:, column] = values.to_numpy()
    return changed


def _values(table: Any, column: Any) -> Any:
    return table[column] if isinstance(table, pd.DataFrame) else table[:, column]


def _is_matrix(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _position(operands: Sequence[Carried], operand: Carried) -> int:
    return next(i for i, o in enumerate(operands) if o is operand)


def _same_but(result: Any, expected: Any, column: Any) -> bool:
    """Whether two results are the same, apart from the column itself."""
    if isinstance(result, pd.DataFrame) and isinstance(expected, pd.DataFrame):
        return same(result.drop(columns=[column], errors="ignore"), expected.drop(columns=[column], errors="ignore"))
    return same(result, expected)


def _base_sample(record: Record) -> Any:
    base = record.base.record if record.base is not None else None
    return (base or record).shadows[0]


def _passes(column: Any, shadow: pd.DataFrame, frames: Sequence[Carried]) -> Nodes | None:
    for frame in frames:
        assert frame.record is not None
        assert frame.record.columns is not None
        if column in frame.record.columns and _unchanged(column, shadow[column], _base_sample(frame.record)):
            return frame.record.columns[column]
    return None


def _unchanged(column: Any, values: pd.Series, source: Any) -> bool:
    """Whether a column holds what the source's column of that name holds, for the rows it has left."""
    if not isinstance(source, pd.DataFrame) or column not in source.columns or not source.columns.is_unique:
        return False
    own = source[column]
    if len(own) != len(values):
        if not own.index.is_unique or not values.index.isin(own.index).all():
            return False
        own = own.loc[values.index]
    return own.dtype == values.dtype and same(own, values)


def _column_by_column(
    changed: Sequence[Any],
    function: Callable[..., Any],
    operands: Sequence[Carried],
    frames: Sequence[Carried],
    shadow: pd.DataFrame,
) -> dict[Any, Nodes] | None:
    """Return what each changed column stands on, if each comes out the same when the operation sees it alone."""
    if not changed:
        return {}
    record = frames[0].record
    assert record is not None
    trial = Trial(function=function, operands=operands, position=_position(operands, frames[0]))
    if len(frames) != 1 or record.columns is None or not set(changed) <= set(record.columns) or not trial.can_try:
        return None
    if not isinstance(trial.sample, pd.DataFrame):
        return None
    for column in changed:
        alone = _gives(trial, trial.sample[[column]].copy(), column, shadow)
        if not alone and not all(_gives(trial, moved(trial.sample, column, m), column, shadow) for m in MOVES):
            return None
    return {column: record.columns[column] for column in changed}


def _gives(trial: Trial, sample: pd.DataFrame, column: Any, shadow: pd.DataFrame) -> bool:
    """Whether a column of the result is what it was if the operation sees another sample."""
    result = trial.run(sample)
    is_there = isinstance(result, pd.DataFrame) and column in result.columns and len(result) == len(shadow)
    return is_there and same(result[column].reset_index(drop=True), shadow[column].reset_index(drop=True))


def moved(table: pd.DataFrame, kept: Any, move: int) -> pd.DataFrame:
    """Return a table in which all columns but one are moved down, the last values to the top."""
    order = np.roll(np.arange(len(table)), move % max(1, len(table)))
    turned = table.iloc[order].set_axis(table.index)
    turned[kept] = table[kept]
    return turned[list(table.columns)]
