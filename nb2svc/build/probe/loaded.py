"""A loaded variable with rows: where requests come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.graph import Graph
from nb2svc.build.probe.notable import notable_rows
from nb2svc.build.probe.profile import describe_input, fingerprint, profile_input
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.samples import RowOrder, Rows
from nb2svc.build.probe.values import copy_value, count_rows, has_rows, is_bunch, take
from nb2svc.build.probe.whole import keep
from nb2svc.compiler.trace import RawInput

__all__ = ["Loaded", "bunch_record", "load_bunch", "load_table"]


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


def load_table(name: str, value: Any, graph: Graph, orders: dict[int, RowOrder]) -> Loaded | None:
    """Return what is known of a loaded variable, or None if it has no rows to make requests of.

    Args:
        name: the variable.
        value: what it holds.
        graph: gets its leaves.
        orders: number of rows -> their order, shared by all tables with as many rows; gets a new one.
    """
    if not has_rows(value) or isinstance(value, pd.Index) or count_rows(value) < 2:
        return None
    if isinstance(value, list) and not isinstance(value[0], str | int | float | list | np.ndarray):
        return None
    total = count_rows(value)
    order = orders.setdefault(total, RowOrder(total, notable_rows(value)))
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


def load_bunch(name: str, value: Any, graph: Graph, orders: dict[int, RowOrder]) -> dict[str, Loaded]:
    """Return what is known of the entries of a bundle such as `load_iris()` gives, those with a value for each row.

    Args:
        name: the variable.
        value: what it holds; nothing is returned unless it is such a bundle.
        graph: gets a leaf for each entry: which of them a request is, shows what the answer depends on.
        orders: as for a table.
    """
    if not is_bunch(value) or not has_rows(value.get("data")):
        return {}
    rows = count_rows(value["data"])
    entries = [key for key, entry in value.items() if has_rows(entry) and count_rows(entry) == rows]
    loaded = {}
    for key in entries:
        table = load_table(f"{name}.{key}", value[key], graph, orders)
        if table is None:
            continue
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
