"""The probe: what instrumented code calls. It follows values from `load` to `predict` and writes down what it sees."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.changes import change
from nb2svc.build.probe.flags import note_loop_over_values
from nb2svc.build.probe.graph import Round
from nb2svc.build.probe.literal_requests import LOOPED, ask, branch, is_asked, is_under_request, parts_of, pass_by
from nb2svc.build.probe.loaded import Loaded, bunch_record, find_tables, load_bunch, load_table
from nb2svc.build.probe.lone_rows import is_single_answer
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operations import operate
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.row_loops import RowLoop, goes_over_rows
from nb2svc.build.probe.rows import targets
from nb2svc.build.probe.targets import note_training
from nb2svc.build.probe.values import qualified_type
from nb2svc.compiler.sites import PART, Place
from nb2svc.compiler.trace import Decision

__all__ = ["Probe"]


class Probe:
    """Runs operations on full values and samples; one per run.

    Args:
        observer: the memory of the run.
        adopt: called with each function and class that the notebook defines, and with its name.
    """

    setitem = staticmethod(operator.setitem)
    setattr = staticmethod(setattr)
    delitem = staticmethod(operator.delitem)

    def __init__(self, observer: Observer, adopt: Callable[[Any, str], None]) -> None:
        self.observer = observer
        self.adopt = adopt
        self._held: Any = None
        self._loops: dict[str, RowLoop] = {}

    def adopt_chosen(self, variables: Mapping[str, Any], names: tuple[str, ...]) -> None:
        """Adopt what a block has defined of several functions and classes; what it has imported has a home."""
        for name in names:
            value = variables.get(name)
            if getattr(value, "__module__", "") == variables.get("__name__"):
                self.adopt(value, name)

    def goes_on(self, cell_id: str) -> bool:
        """Whether an optional cell has not failed yet."""
        return cell_id not in self.observer.failed_reports

    def failed_report(self, cell_id: str, error: BaseException) -> None:
        """Note that an evaluate or report cell failed, and show the error where the notebook would."""
        self.observer.failed_reports[cell_id] = f"{type(error).__name__}: {error}"
        shell = self.observer.environment.get("get_ipython")
        if shell is not None:
            shell().showtraceback()

    def show(self, value: Any) -> None:
        """Show the last value of an optional cell, as a notebook does."""
        if value is not None:
            from IPython.display import display  # only in a kernel

            display(value)

    def loaded(self, values: dict[str, Any]) -> None:
        """Take note of what a load cell gave: tables, each with rows of its own or of the same rows as another."""
        for name, value, order in find_tables(values, list(self.observer.loads.values())):
            table = load_table(name, value, self.observer.graph, order)
            self.observer.loads[name] = table
            self.observer.names[name] = table.node
            self.observer.registry.put(value, table.record, name)
        for name, value in values.items():
            entries = load_bunch(name, value, self.observer.graph, list(self.observer.loads.values()))
            known = {table.order for table in self.observer.loads.values()}
            if entries and (not known or next(iter(entries.values())).order in known):
                self._loaded_bunch(name, value, entries)

    def _loaded_bunch(self, name: str, value: Any, entries: dict[str, Loaded]) -> None:
        node = self.observer.graph.add()
        self.observer.loads |= {table.input.name: table for table in entries.values()}
        self.observer.names[name] = node
        self.observer.registry.put(value, bunch_record(value, entries, node), name)

    def op(self, site_id: str, function: Callable[..., Any], *arguments: Any) -> Carried:
        """Run an operation on the full values and, if an operand depends on rows, on the samples."""
        site = self.observer.code.sites[site_id]
        operands = [self.observer.operand(site, slot, v) for slot, v in zip(site.slots, arguments, strict=True)]
        return operate(self.observer, site, function, operands)

    def ask(self, site_id: str, value: Any) -> Carried:
        """Begin a request at a literal that stands for one."""
        return ask(self.observer, self.observer.code.sites[site_id], value)

    def passed(self, place_id: str, read: tuple[str, ...], written: tuple[str, ...]) -> None:
        """Note that a statement ran which no probe could follow."""
        pass_by(self.observer, place_id, read, written)

    def bind(self, place_id: str, value: Any) -> Any:
        """End `name = value`, or `name = other = value`."""
        place = self.observer.code.places[place_id]
        carried = self._closing(place, value)
        node = self.observer.graph.close(place_id)
        if carried.record is None and is_under_request(self.observer, place):
            self.observer.graph.asked.add(node)
            carried = replace(carried, record=Record(kind="request", shadows=[], nodes=frozenset({node})))
        if carried.record is not None and carried.record.kind == "container" and not carried.record.shadows:
            carried.record.nodes |= {node}
        for name in targets(place):
            self._bind_name(place, name, carried, node)
        return carried.full

    def unpack(self, place_id: str, value: Any) -> Any:
        """End `a, b = value`."""
        place = self.observer.code.places[place_id]
        names = targets(place)
        carried = self._closing(place, value)
        node = self.observer.graph.close(place_id)
        elements: tuple[Carried, ...]
        if carried.record is not None and carried.record.elements:
            elements = carried.record.elements
        elif carried.record is not None and carried.record.kind == "request":
            elements = parts_of(carried)
        else:
            parts = tuple(carried.full)
            elements = tuple(
                Carried(full=v, record=self.observer.registry.find(v), captures=carried.captures) for v in parts
            )
        for name, element in zip(names, elements, strict=False):
            own = node
            if element.record is not None:
                known = self.observer.graph.parts.keys() | self.observer.graph.elements
                own = next((n for n in element.record.nodes if n in known), node)
            self._bind_name(place, name, element, own)
        return tuple(e.full for e in elements) if len(elements) == len(names) else carried.full

    def store(self, site_id: str, function: Callable[..., Any], root: Any, *arguments: Any) -> None:
        """End `root[key] = value` and the like: the root changes in place."""
        self._changed(site_id, function, root, arguments)

    def mutate(self, site_id: str, function: Callable[..., Any], root: Any, *arguments: Any) -> Any:
        """End a bare `root.method(...)`, which may change the root in place."""
        return self._changed(site_id, function, root, arguments)

    def expr(self, place_id: str, value: Any) -> Any:
        """End a bare expression."""
        place = self.observer.code.places[place_id]
        carried = self._closing(place, value)
        node = self.observer.graph.close(place_id)
        if (
            place.last
            and "predict" in place.stages
            and carried.record is not None
            and (carried.record.kind in {"rows", "request"} or is_single_answer(self.observer, carried))
        ):
            self.observer.answer("", place, carried.full, carried.record, node)
        return carried.full

    def test(self, place_id: str, value: Any) -> Any:
        """End the head of an `if`."""
        carried = self._head(place_id, value)
        if is_asked(carried):
            branch(self.observer, self.observer.code.places[place_id])
        return carried.full

    def enter(self, place_id: str, value: Any) -> Any:
        """End the head of a `with`."""
        return self._head(place_id, value).full

    def goes_over_rows(self, place_id: str, value: Any) -> bool:
        """Begin a loop: whether it is one over rows, which is watched as a whole."""
        place = self.observer.code.places[place_id]
        self._held = value
        items = self._closing(place, value)
        if not goes_over_rows(items):
            return False
        self._loops[place_id] = RowLoop(self.observer, place, items)
        return True

    def trained(self, _: str, names: tuple[str, ...]) -> None:
        """End a block that trains step by step: note what it has read, as far as it is still there."""
        values = {name: self.observer.environment[name] for name in names if name in self.observer.environment}
        find = self.observer.registry.find
        note_training(self.observer, [Carried(full=v, record=find(v, name)) for name, v in values.items()])

    def held(self) -> Any:
        """Return what the loop that has just begun goes over, as it came."""
        return self._held

    def plain(self) -> Any:
        """Return what the loop that has just begun goes over, as the notebook has it."""
        return self._held.full if isinstance(self._held, Carried) else self._held

    def rows(self, place_id: str) -> Any:
        """Return what a loop over rows goes over."""
        return self._loops[place_id].items.full

    def left_rows(self, place_id: str) -> None:
        """End a loop over rows."""
        self._loops.pop(place_id).end()

    def choose(self, place_id: str, value: Any) -> Any:
        """End the head of a `match`: which case is taken is known when the service is made, or it cannot be served."""
        place = self.observer.code.places[place_id]
        carried = self._closing(place, value)
        node = self.observer.graph.close(place_id)
        if carried.record is not None:
            self.observer.graph.controls[place_id] = node
            self.observer.graph.leak(node, "", "which case is taken depends on the rows")
        return carried.full

    def handled(self, place_id: str, names: list[str]) -> None:
        """Note that an exception is handled: what a `try` did until then, and instead, is not what one row would do."""
        node = self.observer.graph.add(place_id)
        self.observer.graph.leak(node, "", "an exception ends this block, which one row or other rows may not raise")
        for name in names:
            record = self.observer.registry.find(self.observer.environment.get(name), name)
            if record is not None:
                record.nodes |= {node}

    def iterate(self, place_id: str, value: Any) -> Iterator[Any]:
        """End the head of a `for` and go through its values."""
        carried = self._head(place_id, value)
        note_loop_over_values(self.observer, place_id, carried)
        is_of_columns = isinstance(carried.full, pd.DataFrame)  # a loop over a frame goes over the names of its columns
        if carried.record is not None and carried.record.kind == "rows" and not is_of_columns:
            self.observer.graph.leak(self.observer.graph.controls[place_id], "", "a loop goes over the rows one by one")
        if is_asked(carried):
            self.observer.graph.leak(self.observer.graph.controls[place_id], "", LOOPED)
        names: list[str] = []
        try:
            for number, item in enumerate(carried.full):
                this = Round(loop=place_id, number=number)
                parts = [this if _is_table(part) else part for part in (item if isinstance(item, tuple) else (item,))]
                self.observer.graph.loop_values[place_id] = tuple(parts) if isinstance(item, tuple) else parts[0]
                if isinstance(item, str):
                    names.append(item)
                    self.observer.items.setdefault(place_id, {})[item] = None
                yield item
        finally:  # also where the loop is left early
            self.observer.rounds.setdefault(place_id, set()).add(tuple(names))
        self.observer.graph.loop_values.pop(place_id, None)

    def _head(self, place_id: str, value: Any) -> Carried:
        place = self.observer.code.places[place_id]
        carried = self._closing(place, value)
        if carried.record is not None and carried.record.beside:  # what goes on is all that is handed out
            self.observer.use(place, [], carried.record.all_nodes())
        node = self.observer.graph.close(place_id)
        self.observer.graph.controls[place_id] = node
        self.observer.graph.capture(node, carried.captures, place)
        return carried

    def _closing(self, place: Place, value: Any) -> Carried:
        """Return the value of a statement; a lone variable is looked up like an operand."""
        if isinstance(value, Carried):
            carried = value
        else:
            record = self.observer.registry.find(value, place.value.name) if place.value.name else None
            if record is not None:
                self.observer.graph.decide(f"{place.id}|{place.value.name}", Decision(action="row"))
                record = self.observer.read(place, place.value.name, value, record)
                carried = Carried(full=value, record=record)
            elif place.value.name:
                carried = Carried(full=value, captures=self.observer.captured_name(place.id, place, place.value, value))
            else:
                carried = Carried(full=value)
        if carried.record is not None:
            node = self.observer.graph.current(place.id)
            self.observer.graph.depend(node, carried.record)
            if is_asked(carried):
                self.observer.graph.asked.add(node)
        return carried

    def _bind_name(self, place: Place, name: str, carried: Carried, node: int) -> None:
        if name.startswith(PART):
            self.observer.parts[name] = carried
            self.observer.part_nodes[name] = node
            self.observer.graph.capture(node, carried.captures, place)
            return
        self.observer.names[name] = node
        self.observer.registry.forget_name(name)
        self.observer.seen.types[f"{place.id}|{name}"] = qualified_type(carried.full)
        record = carried.record
        if record is None:
            self.observer.requests.made(carried.full, node, place, dict(carried.captures), new=True)
            return
        self.observer.registry.put(carried.full, record, name)
        self.observer.seen.witness(place.id, name, record)
        single = is_single_answer(self.observer, carried)
        if "predict" in place.stages and (
            record.kind in {"rows", "request"} or isinstance(carried.full, dict) or single
        ):
            self.observer.answer(name, place, carried.full, record, node)

    def _changed(self, site_id: str, function: Callable[..., Any], root: Any, arguments: tuple[Any, ...]) -> Any:
        site = self.observer.code.sites[site_id]
        return change(self.observer, site, function, root, arguments)


def _is_table(value: Any) -> bool:
    return isinstance(value, pd.DataFrame | pd.Series | np.ndarray)
