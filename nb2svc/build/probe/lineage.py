"""Values of the training rows that no single row has: after resampling, the target is still the target.

X_train, y_train = SMOTE().fit_resample(X_train, y_train)     y_train stands on what it stood on before
train = pd.concat([most, resample(few)])                      train["fraud"] stands on the column of that name

A service has none of these values. What they stand on tells what a model was fitted to predict. Only what is certain
is noted: whatever else went into a value, its column of this name, its argument at this place is what it was.
"""

from __future__ import annotations

import ast
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.values import count_rows, dimensions, has_rows
from nb2svc.compiler.operations import call_name, is_split

__all__ = ["Lineage", "Origin"]

Nodes = frozenset[int]

# Give for each argument some of its rows, or rows like them, in the same order.
_ONE_BY_ONE: Final = frozenset({"fit_resample", "fit_sample", "resample", "shuffle"})

# Put rows of several values below each other.
_ONE_BELOW_ANOTHER: Final = frozenset({"concat", "concatenate", "append", "hstack", "r_", "cat"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a value stands on.

    Attributes:
        nodes: as a whole; of a frame, nothing is said of what is in no known column.
        columns: for a frame, what those of its columns stand on of which it is known.
    """

    nodes: Nodes = frozenset()
    columns: Mapping[Any, Nodes] = field(default_factory=dict)

    def all_nodes(self) -> Nodes:
        """Return everything that is known."""
        return self.nodes.union(*self.columns.values())


class Lineage:
    """Origins of values, by identity of the object."""

    def __init__(self) -> None:
        self._by_id: dict[int, tuple[Any, Origin]] = {}

    def put(self, value: Any, origin: Origin) -> None:
        """Remember the origin of an object."""
        key = id(value)
        try:
            reference: Any = weakref.ref(value, lambda _: self._by_id.pop(key, None))
        except TypeError:  # lists cannot be referred to weakly; they are kept

            def reference() -> Any:
                return value

        self._by_id[key] = (reference, origin)

    def find(self, value: Any) -> Origin | None:
        """Return the origin of an object, where it is known."""
        found = self._by_id.get(id(value))
        return found[1] if found is not None and found[0]() is value else None

    def of(self, operand: Carried) -> Origin | None:
        """Return the origin of an operand, whether it has the rows of a table or not."""
        if operand.record is None:
            return self.find(operand.full)
        record: Record = operand.record
        if record.columns is not None:
            return Origin(columns=record.columns)
        return Origin(nodes=record.origins or record.all_nodes())

    def follow(self, node: ast.expr, full: Any, operands: Sequence[Carried]) -> None:
        """Note the origin of what an operation gives, where its operands tell.

        Args:
            node: the operation.
            full: its value, which has not the rows of a table.
            operands: its operands.
        """
        given = [(o, origin) for o in operands if (origin := self.of(o)) is not None]
        if not given:
            return
        if call_name(node) in _ONE_BY_ONE or is_split(node):
            parts = list(full) if isinstance(full, list | tuple) else [full]
            each = 2 if is_split(node) else 1
            for i, part in enumerate(parts):
                if i // each < len(given) and has_rows(part):
                    self.put(part, given[i // each][1])
        elif isinstance(full, pd.DataFrame):
            self._frame(full, given)
        elif has_rows(full):
            if isinstance(node, ast.Subscript):  # some rows, by a mask: `y_train[y_train == 1]`
                origin = self._picked(full, operands[0], given)
            else:
                origin = (_together if call_name(node) in _ONE_BELOW_ANOTHER else _of_values)(full, given)
            if origin is not None:
                self.put(full, origin)

    def write(self, root: Any, node: ast.expr, operands: Sequence[Carried]) -> None:
        """Note that a column of a frame is written: `train["fraud"] = y_train`."""
        match node:
            case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=column)) if isinstance(root, pd.DataFrame):
                known = self.find(root)
                value = self.of(operands[-1]) if operands else None
                columns = {c: n for c, n in (known.columns if known is not None else {}).items() if c != column}
                if value is not None and value.nodes:
                    columns[column] = value.nodes
                if columns:
                    self.put(root, Origin(columns=columns))
            case _:
                pass

    def _picked(self, full: Any, source: Carried, given: Sequence[tuple[Carried, Origin]]) -> Origin | None:
        origin = self.of(source)
        is_alike = has_rows(source.full) and dimensions(source.full) == dimensions(full)
        return origin if origin is not None and is_alike and origin.nodes else _of_values(full, given)

    def _frame(self, full: pd.DataFrame, given: Sequence[tuple[Carried, Origin]]) -> None:
        columns: dict[Any, Nodes] = {}
        for operand, origin in given:
            named = dict(origin.columns)
            if isinstance(operand.full, pd.Series) and origin.nodes:
                named[operand.full.name] = origin.nodes
            if isinstance(operand.full, list | tuple):  # what `concat` is given
                for part in operand.full:
                    inner = self.find(part)
                    if inner is not None:
                        named |= {c: named.get(c, Nodes()) | n for c, n in inner.columns.items()}
                        if isinstance(part, pd.Series):
                            named[part.name] = inner.nodes
            for column, nodes in named.items():
                if column in full.columns:
                    columns[column] = columns.get(column, Nodes()) | nodes
        if columns:
            self.put(full, Origin(columns=columns))


def _together(full: Any, given: Sequence[tuple[Carried, Origin]]) -> Origin | None:
    """Return the origin of columns or arrays below each other, where that of each is known."""
    if not all(origin.nodes and dimensions(o.full) == dimensions(full) for o, origin in given):
        return None
    return Origin(nodes=Nodes().union(*(origin.nodes for _, origin in given)))


def _of_values(full: Any, given: Sequence[tuple[Carried, Origin]]) -> Origin | None:
    """Return the origin of a column or an array: of the column of its name, of the one value it was made of."""
    operand, origin = given[0]
    if len(given) > 1:
        return None
    if isinstance(full, pd.Series) and full.name in origin.columns:
        return Origin(nodes=origin.columns[full.name])
    is_alike = has_rows(operand.full) and dimensions(operand.full) == dimensions(full)
    if origin.nodes and is_alike and count_rows(operand.full) == count_rows(full):
        return origin
    if isinstance(full, np.ndarray) and isinstance(operand.full, pd.DataFrame) and full.ndim > 1:
        return Origin(nodes=origin.all_nodes())
    return None
