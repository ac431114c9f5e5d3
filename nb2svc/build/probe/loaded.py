"""A loaded variable with rows: where requests come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.graph import Graph
from nb2svc.build.probe.notable import notable_rows
from nb2svc.build.probe.profile import describe_input, fingerprint, profile_input
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.samples import RowOrder, Rows
from nb2svc.build.probe.values import copy_value, count_rows, dimensions, has_rows, is_bunch, same, take
from nb2svc.build.probe.whole import keep
from nb2svc.compiler.trace import RawInput

__all__ = ["Loaded", "bunch_record", "find_tables", "load_bunch", "load_table"]


# Two tables with as many rows belong together, unless they have this share of their columns in common.
MUCH_IN_COMMON: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What is kept of a loaded variable.

    Attributes:
        input: its description for the trace.
        record: what the probe knows of it.
        node: its leaf in the dependence graph.
        order: its rows, most telling first.
        samples: ids of the rows that experiments use.
        raw_rows: all rows as they were loaded.
        profile: statistics of all rows, per field.
        data: name, number of rows and columns, hash.
    """

    input: RawInput
    record: Record
    node: int
    order: RowOrder
    samples: list[np.ndarray]
    raw_rows: Any
    profile: dict[str, Any]
    data: dict[str, Any]


def load_table(name: str, value: Any, graph: Graph, order: RowOrder) -> Loaded:
    """Return what is known of a loaded variable.

    Args:
        name: the variable.
        value: what it holds.
        graph: gets its leaves.
        order: its rows; tables of the same rows share it.
    """
    total = count_rows(value)
    samples = order.samples()
    node = graph.add_raw(name, "")
    columns = None
    if isinstance(value, pd.DataFrame):
        columns = {c: frozenset({graph.add_raw(name, str(c))}) for c in value.columns}
    record = Record(
        kind="rows",
        shadows=[take(value, ids) for ids in samples],
        nodes=frozenset({node}),
        rows=Rows(np.arange(total), order),
        shadow_rows=samples,
        columns=columns,
    )
    return Loaded(
        input=RawInput(name=name, rows=total, schema=describe_input(name, value)),
        record=record,
        node=node,
        order=order,
        samples=samples,
        raw_rows=keep(value),
        profile=profile_input(name, value),
        data=fingerprint(name, value),
    )


def load_bunch(name: str, value: Any, graph: Graph, known: Sequence[Loaded]) -> dict[str, Loaded]:
    """Return what is known of the entries of a bundle such as `load_iris()` gives, those with a value for each row.

    Args:
        name: the variable.
        value: what it holds; nothing is returned unless it is such a bundle.
        graph: gets a leaf for each entry: which of them a request is, shows what the answer depends on.
        known: tables of earlier load cells.
    """
    if not is_bunch(value) or not has_rows(value.get("data")):
        return {}
    rows = count_rows(value["data"])
    entries = [key for key, entry in value.items() if has_rows(entry) and count_rows(entry) == rows]
    order = next((t.order for t in known if t.order.total == rows), None)
    order = order or RowOrder(rows, notable_rows(value["data"]), f"{name}.{entries[0]}")
    loaded = {}
    for key in entries:
        table = load_table(f"{name}.{key}", value[key], graph, order)
        schema = describe_input(key, value[key])
        loaded[key] = replace(table, input=replace(table.input, schema=replace(schema, name=name, entry=key)))
    return loaded


def bunch_record(value: Any, entries: dict[str, Loaded], node: int) -> Record:
    """Return the record of a bundle: its entries are told apart.

    Args:
        value: the bundle.
        entries: what is known of those with rows.
        node: its own leaf in the graph.
    """
    samples = len(next(iter(entries.values())).samples)
    shadows = []
    for i in range(samples):
        shadow = copy_value(value)
        shadow.update({key: table.record.shadows[i] for key, table in entries.items()})
        shadows.append(shadow)
    elements = tuple(Carried(full=value[key], record=table.record) for key, table in entries.items())
    return Record(kind="container", shadows=shadows, nodes=frozenset({node}), elements=elements, keys=tuple(entries))


def find_tables(values: Mapping[str, Any], known: Sequence[Loaded]) -> list[tuple[str, Any, RowOrder]]:
    """Return the loaded variables with rows, and which rows they are.

    Tables with as many rows are of the same rows, as `X` and `y` are; two files with the same columns are not. A list
    or a single column is a table only where nothing longer is, or together with a table: it may be a list of names.

    Args:
        values: what load cells have given.
        known: tables of earlier load cells.
    """
    rows = {name: value for name, value in values.items() if _can_be_rows(value)}
    frames_first = sorted(rows.items(), key=lambda item: not isinstance(item[1], pd.DataFrame))
    longest = max([count_rows(v) for v in rows.values()] + [table.order.total for table in known], default=0)
    orders = [(table.order, table.raw_rows) for table in known]
    found = []
    for name, value in frames_first:
        total = count_rows(value)
        order = next((o for o, other in orders if o.total == total and not _is_alike(value, other)), None)
        if order is None and (total == longest or dimensions(value) > 1):
            order = RowOrder(total, notable_rows(value), name)
        if order is not None:
            orders.append((order, value))
            found.append((name, value, order))
    return found


def _can_be_rows(value: Any) -> bool:
    if not has_rows(value) or isinstance(value, pd.Index) or count_rows(value) < 2:
        return False
    return not isinstance(value, list) or isinstance(value[0], str | int | float | list | np.ndarray)


def _is_alike(left: Any, right: Any) -> bool:
    """Whether two tables have much of their columns in common, with other values: they are of different rows."""
    if not isinstance(left, pd.DataFrame) or not isinstance(right, pd.DataFrame):
        return False
    common = [c for c in left.columns if c in right.columns]
    if len(common) <= MUCH_IN_COMMON * min(left.shape[1], right.shape[1]):
        return False
    return not any(same(left[c], right[c]) for c in common)
