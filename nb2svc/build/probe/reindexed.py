"""An encoding of the test part, whose columns are then made those of the training part: it knows the values of both.

X_train = pd.get_dummies(train)
X_test = pd.get_dummies(test)                                       knows the towns of the test part
X_test = X_test.reindex(columns=X_train.columns, fill_value=0)      says what becomes of the others

A town that only training has gets the column that training gave it. What is in neither part is still refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.proofs import Proven, with_rule
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.values import same
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites import find_rewrite
from nb2svc.compiler.trace import Closed, Decision

__all__ = ["Encoding", "note_encoding", "widen_encoding"]

_TAKES_COLUMNS: Final = frozenset({"reindex", "reindex_like", "align"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """A table of dummies that a rule has made.

    Attributes:
        operation: how the notebook made it.
        proven: how the service makes it.
        keys: capture keys of what it knows, by hole.
        full: the table.
        closed: the loaded columns of which it knows the values.
    """

    operation: Operation
    proven: Proven
    keys: dict[str, str]
    full: pd.DataFrame
    closed: tuple[Closed, ...]

    @property
    def made(self) -> list[Any]:
        """The columns that its operands do not have."""
        had = {c for o in self.operation.operands if isinstance(o.full, pd.DataFrame) for c in o.full.columns}
        return [c for c in self.full.columns if c not in had]

    def listed(self) -> set[str]:
        """Return the columns of which it knows the values."""
        return {c.column for c in self.closed} | set(self.proven.frozen.get("known", ()))


def note_encoding(observer: Observer, operation: Operation, proven: Proven, full: Any) -> None:
    """Remember how a table of dummies was made; in a loop the same statement makes several."""
    if call_name(operation.site.node) != "get_dummies" or operation.place.loops or not isinstance(full, pd.DataFrame):
        return
    keys = dict(observer.graph.decisions[operation.site.id].captures)
    closed = tuple(c for c in observer.graph.closed if c.node == operation.node)
    observer.encodings.append(Encoding(operation=operation, proven=proven, keys=keys, full=full, closed=closed))


def widen_encoding(observer: Observer, operation: Operation, full: Any, shadows: list[Any]) -> None:
    """Let an encoding know the values of training, if the columns of its table become those of training here.

    Args:
        observer: the memory of the run.
        operation: `table.reindex(columns=...)`, `train.align(table, ...)`.
        full: its result.
        shadows: its results on the samples.
    """
    if call_name(operation.site.node) not in _TAKES_COLUMNS:
        return
    for position, operand in enumerate(operation.operands):
        own = next((e for e in observer.encodings if e.full is operand.full and operand.record is not None), None)
        if own is None:
            continue
        for other in _others(observer, own, full):
            _widen(observer, operation, position, shadows, own, other)


def _others(observer: Observer, own: Encoding, full: Any) -> Iterator[Encoding]:
    """Yield the encodings that have made columns of the result, for values of columns that this one knows, too."""
    tables = [t for t in (full if isinstance(full, tuple) else (full,)) if isinstance(t, pd.DataFrame)]
    columns = {column for table in tables for column in table.columns}
    for other in observer.encodings:
        if other is not own and columns & set(other.made) and other.listed() & own.listed():
            yield other


def _widen(
    observer: Observer, operation: Operation, position: int, shadows: list[Any], own: Encoding, other: Encoding
) -> None:
    """Let an encoding know what another one does, if it gives what it gave, and what the other one gives."""
    rule, holes, frozen = find_rewrite("open-dummies"), dict[str, str](), dict[str, Any]()
    if "known" in own.keys:
        if "known" not in other.keys:
            return
        rule = find_rewrite("open-dummies-known")
        holes = {"known": own.keys["known"], "also": other.keys["known"]}
        frozen = {"known": own.proven.frozen["known"], "also": other.proven.frozen["known"]}
    elif not all(column in other.listed() for column in own.listed()):
        return
    opened = with_rule(own.operation, rule, frozen, observer.environment)
    again = try_shadows(opened, own.proven.operands)
    if not all(_gives(operation, position, k, table, shadows[k]) for k, table in enumerate(again)):
        return
    if not _encodes(opened, own, other):
        return
    graph = observer.graph
    graph.decide_again(
        own.operation.node, own.operation.site.id, Decision(action="rewrite", captures=holes, rule=rule.name)
    )
    also = {c.column: c.values for c in other.closed}  # noqa: PD011 - of a column, no frame
    graph.closed[:] = [
        replace(c, values=tuple(sorted({*c.values, *also[c.column]}))) if c in own.closed else c  # noqa: PD011
        for c in graph.closed
    ]
    if "also" in holes:
        place = observer.code.places[own.operation.place.id]
        graph.capture(own.operation.node, {holes["also"]: frozen["also"]}, place, own.operation.site.id)


def _gives(operation: Operation, position: int, sample: int, table: Any, expected: Any) -> bool:
    """Whether the operation gives on a sample what it gave, of the opened table."""
    if table is EMPTY or expected is EMPTY:
        return table is expected
    if table is FAILED:
        return False
    given = []
    for i, operand in enumerate(operation.operands):
        value = operand.full if operand.record is None else operand.record.shadows[sample]
        given.append(table if i == position else value)
    try:
        result = operation.function(*given)
    except Exception:  # noqa: BLE001 - whatever it raises, it does not give what it gave
        return False
    pairs = zip(result, expected, strict=True) if isinstance(result, tuple) else [(result, expected)]
    return all(same(mine, theirs) for mine, theirs in pairs)


def _encodes(opened: Callable[..., Any], own: Encoding, other: Encoding) -> bool:
    """Whether the opened encoding gives the other's rows the columns that the other one gives them."""
    positions = [i for i, o in enumerate(own.operation.operands) if o.record is not None]
    theirs = [o for o in other.operation.operands if o.record is not None]
    if len(positions) != 1 or len(theirs) != 1 or not isinstance(theirs[0].full, pd.DataFrame):
        return False
    mine = own.operation.operands[positions[0]].full
    if not isinstance(mine, pd.DataFrame) or not set(mine.columns) <= set(theirs[0].full.columns):
        return False
    rows = theirs[0].full[list(mine.columns)]
    given = [Carried(full=rows if i == positions[0] else o.full) for i, o in enumerate(own.operation.operands)]
    (table,) = try_shadows(opened, given, 1)
    made = [c for c in other.made if isinstance(table, pd.DataFrame) and c in table.columns]
    return bool(made) and same(table[made].reset_index(drop=True), other.full[made].reset_index(drop=True))
