"""One operation, tried: the full values give the notebook's result, the samples show what a row needs.

Source of the method: binding-time analysis of partial evaluation, decided by experiment. Operands are replaced by the
samples' own values (shadows: what the service would have here), so what is compared is what will be served.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.samples import Rows, undisturbed
from nb2svc.build.probe.values import count_rows, has_rows, same, take, torch_module
from nb2svc.compiler.sites import Site

__all__ = [
    "EMPTY",
    "FAILED",
    "Aligned",
    "align",
    "bases",
    "column_nodes",
    "deciding_nodes",
    "is_selection",
    "isolate",
    "try_shadows",
]

FAILED = object()  # what a sample gives where an operation raises
EMPTY = object()  # what it gives where a filter has dropped all its rows: nothing is asked of no rows
MOST_TRIED_COLUMNS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A result whose rows are known: the notebook's and each sample's."""

    rows: Rows
    shadow_rows: list[np.ndarray]
    order: str  # `kept`, `fewer` (rows vanished) or `moved`


def try_shadows(function: Callable[..., Any], operands: Sequence[Carried], samples: int) -> list[Any]:
    """Return what the operation gives on each sample; `FAILED` where it raises."""
    results = []
    with undisturbed():
        for k in range(samples):
            try:
                values = [o.record.shadows[k] if o.record is not None else _protected(o.full) for o in operands]
                lost = next((v for v in values if v is FAILED or v is EMPTY), None)
                results.append(function(*values) if lost is None else lost)
            except Exception:  # noqa: BLE001 - a sample that an operation refuses is an outcome of the experiment
                results.append(EMPTY if any(_has_no_rows(v) for v in values) else FAILED)
    return results


def _has_no_rows(value: Any) -> bool:
    return has_rows(value) and count_rows(value) == 0


def isolate(
    site: Site, function: Callable[..., Any], environment: dict[str, Any], shared: Collection[int] = ()
) -> Callable[..., Any]:
    """Return an operation that leaves no trace, for experiments: helpers of the notebook may change what they reach.

    What a helper reads from the notebook is an operand of the operation, too: for the time of the call the notebook's
    variable holds the operand, so that a sample is computed from samples.

    Args:
        site: the operation.
        function: it, as a function of its operands.
        environment: the notebook's variables.
        shared: operands that the operation changes in place; the samples change in step.
    """
    names = [(i, slot.name) for i, slot in enumerate(site.slots) if slot.closure]
    if not site.calls_helper:
        return function

    def run(*values: Any) -> Any:
        own = [value if i in shared else copy.deepcopy(value) for i, value in enumerate(values)]
        before = {name: environment[name] for _, name in names if name in environment}
        environment.update({name: own[i] for i, name in names})
        try:
            return function(*own)
        finally:
            environment.update(before)

    return run


def _protected(value: Any) -> Any:
    """Return a value that an experiment may use: some objects count what they see or draw from."""
    torch = torch_module()
    counts = isinstance(value, np.random.Generator | np.random.RandomState | random.Random)
    if torch is not None and hasattr(torch, "Generator") and isinstance(value, torch.Generator):
        return value.clone_state()
    if counts or (torch is not None and isinstance(value, torch.nn.Module) and value.training):
        return copy.deepcopy(value)
    return value


def align(full: Any, shadows: Sequence[Any], operands: Sequence[Carried]) -> Aligned | None:
    """Return which rows a result holds, if on every sample it equals what the full result holds for these rows."""
    if any(s is not EMPTY and (s is FAILED or not has_rows(s)) for s in shadows):
        return None
    for operand in bases(operands):
        record = operand.record
        assert record is not None
        for rows, shadow_rows in _hypotheses(full, shadows, operand, record):
            if _agrees(full, shadows, rows, shadow_rows, record):
                return Aligned(rows=rows, shadow_rows=shadow_rows, order=_order(record.shadow_rows, shadow_rows))
    return None


def bases(operands: Sequence[Carried]) -> list[Carried]:
    """Return the operands with rows, for views the values that they give access to, for tuples their elements."""
    direct = [o for o in operands if o.record is not None and o.record.kind == "rows" and o.record.rows is not None]
    behind = [o.record.base for o in operands if o.record is not None and o.record.base is not None]
    inside = [
        element
        for o in operands
        if o.record is not None
        for element in o.record.elements
        if element.record is not None and element.record.kind == "rows"
    ]
    return direct + behind + inside


def _hypotheses(
    full: Any, shadows: Sequence[Any], operand: Carried, record: Record
) -> list[tuple[Rows, list[np.ndarray]]]:
    """Return the ways in which the result's rows may belong to an operand's rows."""
    found: list[tuple[Rows, list[np.ndarray]]] = []
    assert record.rows is not None
    lengths = [len(ids) for ids in record.shadow_rows]
    counts = [0 if s is EMPTY else count_rows(s) for s in shadows]
    if count_rows(full) == len(record.rows.ids) and counts == lengths:
        found.append((record.rows, record.shadow_rows))
    picked = rows_by_index(full, operand.full, record.rows.ids)
    if picked is not None:
        parts = [
            ids[:0] if shadow is EMPTY else rows_by_index(shadow, own, ids)
            for shadow, own, ids in zip(shadows, record.shadows, record.shadow_rows, strict=True)
        ]
        if all(part is not None for part in parts):
            found.append((Rows(picked, record.rows.table), [part for part in parts if part is not None]))
    return found


def rows_by_index(result: Any, source: Any, ids: np.ndarray) -> np.ndarray | None:
    """Return the row ids of a pandas result through the labels it shares with the pandas value it came from."""
    labelled = pd.DataFrame | pd.Series
    if not isinstance(result, labelled) or not isinstance(source, labelled) or not source.index.is_unique:
        return None
    if result.index.nlevels != source.index.nlevels:
        return None
    positions = source.index.get_indexer(result.index)
    return None if (positions < 0).any() else ids[positions]


def _agrees(full: Any, shadows: Sequence[Any], rows: Rows, shadow_rows: list[np.ndarray], operand: Record) -> bool:
    """Whether each sample holds exactly the rows it should, with the values of the full result.

    A row of the operand's sample is in the sample's result if and only if it is in the full result: `head(50)` keeps
    every single row and must not pass for a filter.
    """
    assert operand.rows is not None
    compared = 0
    for shadow, ids, before in zip(shadows, shadow_rows, operand.shadow_rows, strict=True):
        if shadow is EMPTY:
            continue
        known = before[operand.rows.positions(before) >= 0]
        if not np.array_equal(rows.positions(known) >= 0, np.isin(known, ids)):
            return False
        positions = rows.positions(ids)
        compared += int((positions >= 0).sum())
        there = positions >= 0
        if not same(take(full, positions[there]), take(shadow, np.flatnonzero(there))):
            return False
    return compared > 0 or rows is operand.rows


def _order(before: list[np.ndarray], after: list[np.ndarray]) -> str:
    if all(np.array_equal(a, b) for a, b in zip(before, after, strict=True)):
        return "kept"
    if any(len(b) < len(a) for a, b in zip(before, after, strict=True)):
        return "fewer"
    return "moved"


def is_selection(full: Any, operand: Carried) -> np.ndarray | None:
    """Return the ids of the rows picked, if the result is some rows of the operand, unchanged."""
    record = operand.record
    if record is None or record.kind != "rows" or record.rows is None or type(full) is not type(operand.full):
        return None
    ids = rows_by_index(full, operand.full, record.rows.ids)
    if ids is None:
        return None
    source = operand.full
    if isinstance(full, pd.DataFrame):
        if not set(full.columns) <= set(source.columns):
            return None
        source = source[list(full.columns)]
    probe = np.linspace(0, len(ids) - 1, num=min(len(ids), 200), dtype=int) if len(ids) else np.array([], dtype=int)
    positions = record.rows.positions(ids[probe])
    return ids if same(take(full, probe), take(source, positions)) else None


def deciding_nodes(function: Callable[..., Any], operands: Sequence[Carried]) -> frozenset[int]:
    """Return what decides which rows an operation drops, by leaving each column out of the first sample.

    A column without which the operation fails is named in it; `dropna()` names none and works with those there are.
    """
    deciding: frozenset[int] = frozenset()
    for position, operand in enumerate(operands):
        record = operand.record
        if record is None:
            continue
        if record.columns is None or not isinstance(record.shadows[0], pd.DataFrame):
            deciding |= record.all_nodes()
            continue
        for column, nodes in record.columns.items():
            narrow = Record(kind="rows", shadows=[record.shadows[0].drop(columns=[column])], nodes=frozenset())
            tried = [Carried(full=None, record=narrow) if i == position else o for i, o in enumerate(operands)]
            if try_shadows(function, tried, 1)[0] is FAILED:
                deciding |= nodes
    return deciding


def column_nodes(
    node: int, function: Callable[..., Any], operands: Sequence[Carried], shadow: Any
) -> tuple[frozenset[int], frozenset[int], dict[Any, frozenset[int]] | None]:
    """Return what an operation's node stands on for values, for structure, and what each column of the result does.

    A column that the result carries unchanged passes through: nothing of it was needed. A changed column that comes
    out the same when the operation sees it alone stands on that column only. All else stands on what is read.
    """
    frames = [o for o in operands if o.record is not None and o.record.columns is not None]
    others = frozenset[int]().union(
        *(o.record.all_nodes() for o in operands if o.record is not None and o.record.columns is None)
    )
    structure = frozenset[int]().union(*(o.record.nodes for o in frames if o.record is not None))
    own = frozenset({node})
    if isinstance(shadow, pd.Series) and len(frames) == 1:
        record = frames[0].record
        assert record is not None
        name = shadow.name
        if record.columns and name in record.columns and _unchanged(name, shadow, _base_sample(record)):
            return others | record.columns[name], structure, None
    if not isinstance(shadow, pd.DataFrame) or not frames or not shadow.columns.is_unique:
        columns = dict.fromkeys(shadow.columns, own) if isinstance(shadow, pd.DataFrame) else None
        return others | _read_nodes(function, operands, shadow), structure, columns
    passing = {c: nodes for c in shadow.columns if (nodes := _passes(c, shadow, frames)) is not None}
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


def _read_nodes(function: Callable[..., Any], operands: Sequence[Carried], shadow: Any) -> frozenset[int]:
    """Return what the columns stand on whose values an operation reads: those that it misses, or whose change shows.

    A column that is merely without influence here (a tree may never split on it) is missed when it is not there.
    """
    read: frozenset[int] = frozenset()
    for position, operand in enumerate(operands):
        record = operand.record
        if record is None or record.columns is None:
            continue
        sample = _base_sample(record)
        can_try = _can_rebuild(record) and isinstance(sample, pd.DataFrame)
        can_try = can_try and len(record.columns) <= MOST_TRIED_COLUMNS
        if can_try and list(sample.columns) != list(record.columns):  # the operation itself has changed it
            popped = [nodes for column, nodes in record.columns.items() if column not in sample.columns]
            read |= frozenset[int]().union(*(popped or record.columns.values()))
            continue
        for column, nodes in record.columns.items():
            if not can_try or nodes <= read or _is_read(column, sample, position, function, operands, shadow):
                read |= nodes
    return read


def _is_read(
    column: Any,
    sample: pd.DataFrame,
    position: int,
    function: Callable[..., Any],
    operands: Sequence[Carried],
    shadow: Any,
) -> bool:
    """Whether an operation's result on the first sample notices a column: absent, or with other values."""
    behind = operands[position].record
    assert behind is not None
    for other in (sample.drop(columns=[column]), *_disturbed(sample, column)):
        record = Record(kind="rows", shadows=[_rebuilt(behind, other)], nodes=frozenset())
        tried = [Carried(full=None, record=record) if i == position else o for i, o in enumerate(operands)]
        result = try_shadows(function, tried, 1)[0]
        if result is FAILED or not _same_but(result, shadow, column):
            return True
    return False


def _can_rebuild(record: Record) -> bool:
    """Whether a view can be made again from another sample of the one frame behind it."""
    if record.base is None:
        return True
    sources = [o.record for o in record.again[1] if o.record is not None] if record.again is not None else []
    return len(sources) == 1 and _can_rebuild(sources[0])


def _rebuilt(record: Record, sample: Any) -> Any:
    """Return what stands for a record once the frame behind it is another sample."""
    if record.base is None or record.again is None:
        return sample
    function, sources = record.again
    values = [o.full if o.record is None else _rebuilt(o.record, sample) for o in sources]
    with undisturbed():
        try:
            return FAILED if any(v is FAILED for v in values) else function(*values)
        except Exception:  # noqa: BLE001 - a view that cannot be made without a column needs it
            return FAILED


def _disturbed(sample: pd.DataFrame, column: Any) -> list[pd.DataFrame]:
    """Return the sample with other values in a column: extreme ones for numbers, others for anything else."""
    values = sample[column]
    if pd.api.types.is_bool_dtype(values.dtype):
        return [_with_column(sample, column, ~values)]
    if pd.api.types.is_numeric_dtype(values.dtype):
        extremes = [np.full(len(values), 1e9), np.full(len(values), -1e9)]
        return [_with_column(sample, column, pd.Series(v, index=values.index)) for v in extremes]
    return [_with_column(sample, column, values.iloc[::-1].set_axis(values.index))]


def _with_column(sample: pd.DataFrame, column: Any, values: pd.Series) -> pd.DataFrame:
    changed = sample.copy()
    changed[column] = values
    return changed


def _same_but(result: Any, expected: Any, column: Any) -> bool:
    """Whether two results are the same, apart from the column itself."""
    if isinstance(result, pd.DataFrame) and isinstance(expected, pd.DataFrame):
        return same(result.drop(columns=[column], errors="ignore"), expected.drop(columns=[column], errors="ignore"))
    return same(result, expected)


def _base_sample(record: Record) -> Any:
    base = record.base.record if record.base is not None else None
    return (base or record).shadows[0]


def _passes(column: Any, shadow: pd.DataFrame, frames: Sequence[Carried]) -> frozenset[int] | None:
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
) -> dict[Any, frozenset[int]] | None:
    """Return what each changed column stands on, if each comes out the same when the operation sees it alone."""
    if not changed:
        return {}
    record = frames[0].record
    assert record is not None
    if len(frames) != 1 or record.base is not None or record.columns is None or not set(changed) <= set(record.columns):
        return None
    found = {}
    for column in changed:
        narrow = Record(kind="rows", shadows=[record.shadows[0][[column]].copy()], nodes=frozenset())
        one = [Carried(full=None, record=narrow) if o is frames[0] else o for o in operands]
        result = try_shadows(function, one, 1)[0]
        if (
            not isinstance(result, pd.DataFrame)
            or column not in result.columns
            or not same(result[column], shadow[column])
        ):
            return None
        found[column] = record.columns[column]
    return found
