"""What the probe knows of a value: which rows it holds, what the service would have instead, where it came from."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import numpy as np

from nb2svc.build.probe.samples import RowOrder, Rows
from nb2svc.compiler.trace import Gap

__all__ = ["Carried", "Identities", "OpenGap", "Record", "Registry", "Source"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table that rows were taken from.

    Attributes:
        record: what is known of it.
        deciding: nodes that decided which of its rows were taken.
    """

    record: Record
    deciding: frozenset[int]


@dataclass(slots=True, kw_only=True)
class Record:
    """A value that depends on rows.

    Attributes:
        kind: `rows`: one entry per row; `size`: the number of rows; `view`: gives access to rows and is not compared;
            `container`: a tuple whose elements are told apart; `request`: depends on literals that stand for a request.
        shadows: for each sample, the value that the service would have at this point.
        nodes: nodes of the dependence graph that the value as a whole stands on.
        rows: for `rows`, the rows of the full value.
        shadow_rows: for `rows`, the ids of the rows of each shadow.
        columns: for a frame, the nodes that each column stands on besides `nodes`.
        elements: for a container, what is known of each element.
        keys: for a container, what each element is reached by.
        base: for a view, the value with rows that it gives access to; for a size, the value whose rows it counts.
        table: where neither rows nor base tell, the table whose rows it is about.
        origins: for a value in the middle of a statement, what it stands on itself: `nodes` is the whole statement.
        again: for a view, how it is made: a function of other values.
        index: what the labels of the rows stand on, where a column has become them: `set_index("town")`.
        labels: for a view, what the labels in it stand on, which are for training.
        is_lone: whether it is, or is made of, one row that was picked from many.
        sources: tables that the rows were taken from, nearest first.
        over_rows: for a view, whether a loop over it goes over rows or batches of rows.
        beside: for such a view, the values that it hands out side by side, as far as their columns are not told apart:
            features and labels of a data set.
    """

    kind: Literal["rows", "size", "view", "container", "request"]
    shadows: list[Any]
    nodes: frozenset[int]
    rows: Rows | None = None
    shadow_rows: list[np.ndarray] = field(default_factory=list)
    columns: dict[Any, frozenset[int]] | None = None
    elements: tuple[Carried, ...] = ()
    keys: tuple[Any, ...] = ()
    base: Carried | None = None
    table: RowOrder | None = None
    origins: frozenset[int] = frozenset()
    again: tuple[Callable[..., Any], Sequence[Carried]] | None = None
    index: frozenset[int] = frozenset()
    labels: frozenset[int] = frozenset()
    is_lone: bool = False
    sources: tuple[Source, ...] = ()
    over_rows: bool = False
    beside: tuple[Record, ...] = ()

    def order(self) -> RowOrder | None:
        """Return the rows of which table the value is about."""
        if self.rows is not None:
            return self.rows.table
        behind = (c.record.order() for c in (self.base, *self.elements) if c is not None and c.record is not None)
        return self.table or next((order for order in behind if order is not None), None)

    def all_nodes(self) -> frozenset[int]:
        """Return everything the value stands on, all columns and elements included."""
        inside = (*self.beside, *(e.record for e in self.elements if e.record is not None))
        return self.nodes.union(*(self.columns or {}).values(), *(part.all_nodes() for part in inside))


@dataclass(slots=True, kw_only=True)
class Carried:
    """A value on its way through an expression.

    Attributes:
        full: the notebook's value.
        record: what is known of it, if it depends on rows.
        site: the expression that has just given it; empty for what a variable holds.
        captures: values that are not of one row and that went into it: capture key -> value.
    """

    full: Any
    record: Record | None = None
    site: str = ""
    captures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGap:
    """A look-up that finds nothing for values that training never saw, until the notebook fills what was found.

    Attributes:
        gap: the look-up.
        found: nodes of what was found, as far as it is not filled.
        can_be_filled: whether nothing is a missing value.
    """

    gap: Gap
    found: set[int]
    can_be_filled: bool = True


class Identities(Generic[T]):
    """What is known of objects, by identity; an object that is gone is forgotten."""

    def __init__(self) -> None:
        self._by_id: dict[int, tuple[Any, T]] = {}

    def put(self, value: Any, known: T) -> None:
        """Remember what is known of an object; small immutable values have no identity of their own."""
        if isinstance(value, int | float | str | bool | tuple | None):
            return
        key = id(value)
        try:
            reference: Any = weakref.ref(value, lambda _: self._by_id.pop(key, None))
        except TypeError:  # lists and dicts cannot be referred to weakly; they are kept
            held = value

            def reference() -> Any:
                return held

        self._by_id[key] = (reference, known)

    def find(self, value: Any) -> T | None:
        """Return what is known of an object, or None."""
        found = self._by_id.get(id(value))
        return found[1] if found is not None and found[0]() is value else None


class Registry:
    """Records of the values that the notebook's variables hold."""

    def __init__(self) -> None:
        self._objects: Identities[Record] = Identities()
        self._by_name: dict[str, tuple[Any, Record]] = {}

    def put(self, value: Any, record: Record, name: str = "") -> None:
        """Remember the record of an object; small immutable values are known by the variable that holds them."""
        if name:
            self._by_name[name] = (value, record)
        self._objects.put(value, record)

    def find(self, value: Any, name: str = "") -> Record | None:
        """Return the record of an object, or None if it does not depend on rows."""
        found = self._objects.find(value)
        if found is not None:
            return found
        if name and name in self._by_name:
            held, record = self._by_name[name]
            return record if held is value else None
        return None

    def forget_name(self, name: str) -> None:
        """Forget what a variable held, because it is bound to something else."""
        self._by_name.pop(name, None)
