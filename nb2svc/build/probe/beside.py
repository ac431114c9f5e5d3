"""Labels that go along with the rows and reach no answer: beside the features in a data set, a loader, a `zip`.

for xb, yb in test_loader:          `predictions` is the same whatever the labels are; `hits` is not
    predictions += net(xb).argmax(1).tolist()
    hits += (net(xb).argmax(1) == yb).sum()

Asked by experiment: other labels are put in the place of the notebook's. That a value makes no difference here does
not yet mean that no answer needs it, a tree may ask for it once in a thousand rows. So only what models have learned to
predict is asked about, and what they are given has to be the same, too.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.values import count_rows, has_rows, same, take, torch_module
from nb2svc.compiler.operations import DATA_METHODS

__all__ = ["Apart", "open_views", "tell_labels_apart"]

SAMPLES: Final = 2  # many rows, and few
MOST_TRIED: Final = 120

Nodes = frozenset[int]
Parts = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    """What may be a label: a value beside the rows, or a column of a frame.

    Attributes:
        positions: which of the operands it is, or stands in.
        column: of a frame; None for a value as a whole.
        nodes: what it stands on.
    """

    positions: tuple[int, ...]
    column: Any
    nodes: Nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Which of the things that an operation gives notice the labels.

    Attributes:
        operands: those of the operation, without what the labels stand on.
        labels: what the labels stand on.
        reads: for each thing, what those labels stand on that it notices.
        only: things that are made of labels alone.
    """

    operands: list[Carried]
    labels: Nodes
    reads: Mapping[str, Nodes] = field(default_factory=dict)
    only: frozenset[str] = frozenset()


def open_views(
    function: Callable[..., Any], operands: Sequence[Carried]
) -> tuple[Callable[..., Any], list[Carried], Nodes]:
    """Return an operation as a function of what its views are made of: of the values in a loader.

    Returns:
        The function, its operands, and what the views themselves stand on.
    """
    opened = [_open(operand) for operand in operands]
    counts = [len(sources) for _, sources in opened]

    def again(*values: Any) -> Any:
        made, first = [], 0
        for (make, _), count in zip(opened, counts, strict=True):
            made.append(make(*values[first : first + count]))
            first += count
        return function(*made)

    views = [o.record.nodes for o in operands if o.record is not None and o.record.kind == "view"]
    return again, [source for _, sources in opened for source in sources], Nodes().union(*views)


def _open(operand: Carried) -> tuple[Callable[..., Any], list[Carried]]:
    record = operand.record
    if record is None or record.kind != "view" or record.again is None:
        return (lambda value: value), [operand]
    make, given = record.again
    again, sources, _ = open_views(make, given)
    return again, sources


def tell_labels_apart(
    observer: Observer,
    function: Callable[..., Any],
    operands: Sequence[Carried],
    parts: Parts,
    read: Nodes | None = None,
) -> Apart | None:
    """Return which of the things that an operation gives notice labels; None where it is given none.

    Args:
        observer: the memory of the run.
        function: the operation.
        operands: what it works on, views opened.
        parts: a result -> the things in it, by name.
        read: what it stands on as far as is known; nothing else needs to be told apart.
    """
    labels = [label for label in _candidates(observer, operands) if read is None or label.nodes & read]
    if not labels:
        return None
    classes = {type(v) for v in _models(operands) if any(hasattr(v, name) for name in DATA_METHODS)}
    trial = _Trial(function=function, operands=operands, parts=parts, classes=classes)
    given = [trial.run(k, {}) for k in range(SAMPLES)]
    if any(g is None for g in given):
        return None
    found = {i: noticed for i, label in enumerate(labels) if (noticed := trial.notice(label, given)) is not None}
    kept = [labels[i] for i in found]
    if not kept or not trial.unmoved_by_all(kept, found, given):
        return None
    names = given[0].things if given[0] is not None else {}
    reads = {n: Nodes().union(*(labels[i].nodes for i, noticed in found.items() if n in noticed)) for n in names}
    others = [i for i, o in enumerate(operands) if o.record is not None and _of_rows(o.record)]
    others = [i for i in others if not any(i in label.positions and label.column is None for label in kept)]
    only = frozenset(n for n in names if reads[n]) - trial.noticing_others(others, kept, given)
    blind = [_without(o, [label for label in kept if i in label.positions]) for i, o in enumerate(operands)]
    return Apart(operands=blind, labels=Nodes().union(*(label.nodes for label in kept)), reads=reads, only=only)


def _candidates(observer: Observer, operands: Sequence[Carried]) -> list[_Label]:
    """Return what the models among the operands may have been fitted to predict."""
    targets = _targets(observer, operands)
    if not targets:
        return []
    places: dict[tuple[int, Any], list[int]] = {}
    nodes: dict[tuple[int, Any], Nodes] = {}
    for i, operand in enumerate(operands):
        record = operand.record
        if record is None or not _of_rows(record):
            continue
        parts = {None: record.all_nodes()} if record.columns is None else record.columns
        for column, own in parts.items():
            key = (id(record.shadows), column)
            places.setdefault(key, []).append(i)
            nodes[key] = nodes.get(key, Nodes()) | own
    found = []
    for key, positions in places.items():
        leaves = observer.graph.leaves(nodes[key])
        if leaves and leaves <= targets:
            found.append(_Label(positions=tuple(positions), column=key[1], nodes=nodes[key]))
    return found if len(found) <= MOST_TRIED else []


def _of_rows(record: Record) -> bool:
    return record.kind == "rows" and record.rows is not None


def _targets(observer: Observer, operands: Sequence[Carried]) -> Nodes:
    """Return the loaded columns that models among the operands were fitted to, or have seen in a training loop."""
    held = _models(operands)
    nodes = [observer.fitted[id(v)][1] for v in held if id(v) in observer.fitted]
    targets = observer.graph.leaves(Nodes().union(*nodes))
    if targets:  # what some model learns from is a feature, whatever another is fitted to
        targets -= observer.graph.leaves(observer.features)
    network = _network()
    if network is not None and any(isinstance(v, network) for v in held):
        targets |= observer.graph.leaves(Nodes().union(*(seen for _, seen in observer.trained.values())))
    return targets


def _models(operands: Sequence[Carried]) -> list[Any]:
    """Return what may be models among the operands, and in lists of them."""
    return [v for o in operands if o.record is None for v in (o.full, *_entries(o.full))]


def _entries(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else []


def _without(operand: Carried, labels: Sequence[_Label]) -> Carried:
    """Return an operand that does not stand on labels."""
    record = operand.record
    if record is None or not labels:
        return operand
    if any(label.column is None for label in labels):
        return replace(operand, record=replace(record, nodes=Nodes(), beside=()))
    assert record.columns is not None
    columns = record.columns | {label.column: Nodes() for label in labels}
    return replace(operand, record=replace(record, columns=columns))


@dataclass(frozen=True, slots=True)
class _Given:
    """What an operation gives on a sample, and what the networks in it were given."""

    things: Mapping[str, Any]
    inputs: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """An operation, tried with other labels."""

    function: Callable[..., Any]
    operands: Sequence[Carried]
    parts: Parts
    classes: Collection[type]

    def run(self, k: int, other: Mapping[int, Any]) -> _Given | None:
        """Return what comes out of a sample, some operands replaced; None where the operation fails."""
        tried = [self._sample(i, k, other) for i in range(len(self.operands))]
        with _watched(self.classes) as inputs:
            (result,) = try_shadows(self.function, tried, 1)
        return None if result is FAILED or result is EMPTY else _Given(self.parts(result), inputs)

    def _sample(self, i: int, k: int, other: Mapping[int, Any]) -> Carried:
        operand = self.operands[i]
        if operand.record is None:
            return operand
        value = other[i] if i in other else operand.record.shadows[k]
        return Carried(full=None, record=Record(kind="view", shadows=[value], nodes=Nodes()))

    def notice(self, label: _Label, given: Sequence[_Given | None]) -> set[str] | None:
        """Return which things notice other labels; None if all do, or if it cannot be said that this is a label."""
        noticed: set[str] = set()
        for k, known in enumerate(given):
            assert known is not None
            for variant in range(len(_orders(count_rows(self._value(label.positions[0], k)), k))):
                result = self.run(k, self._other([label], k, variant))
                if result is None or not _is_not_given(known, result):
                    return None
                noticed |= _changed(known, result)
                if noticed >= known.things.keys():
                    return None
        return noticed

    def unmoved_by_all(
        self, labels: Sequence[_Label], found: Mapping[int, set[str]], given: Sequence[_Given | None]
    ) -> bool:
        """Whether all labels together make no difference where each by itself made none."""
        noticed = set().union(*found.values())
        for k, known in enumerate(given):
            result = self.run(k, self._other(labels, k, 0))
            if known is None or result is None or not _changed(known, result) <= noticed:
                return False
        return True

    def noticing_others(
        self, others: Sequence[int], labels: Sequence[_Label], given: Sequence[_Given | None]
    ) -> set[str]:
        """Return the things that notice what is no label; what cannot be told does."""
        known = given[0]
        assert known is not None
        noticed: set[str] = set()
        for variant in range(2):
            shuffled = {i: _reordered(self._value(i, 0), variant, 0) for i in others}
            for label in labels:
                if label.column is not None:  # the label stays, whatever becomes of the others beside it
                    for i in label.positions:
                        shuffled[i] = _with_column(shuffled[i], label.column, self._value(i, 0)[label.column])
            result = self.run(0, shuffled)
            noticed |= set(known.things) if result is None else _changed(known, result)
        return noticed

    def _value(self, i: int, k: int) -> Any:
        record = self.operands[i].record
        assert record is not None
        return record.shadows[k]

    def _other(self, labels: Sequence[_Label], k: int, variant: int) -> dict[int, Any]:
        """Return the operands with other labels."""
        made: dict[int, Any] = {}
        for label in labels:
            for i in label.positions:
                value = made.get(i, self._value(i, k))
                if label.column is None:
                    made[i] = _reordered(value, variant, k)
                else:
                    made[i] = _with_column(value, label.column, _reordered(_column(value, label.column), variant, k))
        return made


def _orders(count: int, k: int) -> list[np.ndarray]:
    """Return which rows come in the place of which: others, and for all of them the same one."""
    own = np.arange(count)
    same_row = [np.full(count, i) for i in sorted({0, count // 3, count // 2, count - 1})]
    return [own[::-1].copy(), np.roll(own, 1), *(same_row if k else same_row[:1])]


def _reordered(value: Any, variant: int, k: int) -> Any:
    order = _orders(count_rows(value), k)[variant]
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.iloc[order].set_axis(value.index)
    return take(value, order)


def _column(table: Any, column: Any) -> Any:
    return table[column] if isinstance(table, pd.DataFrame) else table[:, column]


def _with_column(table: Any, column: Any, values: Any) -> Any:
    changed = table.copy()
    if isinstance(changed, pd.DataFrame):
        changed[column] = values
    else:
        changed[:, column] = values
    return changed


def _changed(known: _Given, other: _Given) -> set[str]:
    return {name for name, value in known.things.items() if not _alike(value, other.things.get(name))}


def _alike(left: Any, right: Any) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(_alike(a, b) for a, b in zip(left, right, strict=True))
    try:
        return same(left, right)
    except Exception:  # noqa: BLE001 - what cannot be compared counts as different
        return False


def _is_not_given(known: _Given, other: _Given) -> bool:
    """Whether a model was asked, and was given the same."""
    inputs = zip(known.inputs, other.inputs, strict=False)
    return bool(known.inputs) and len(known.inputs) == len(other.inputs) and all(_alike(a, b) for a, b in inputs)


@contextlib.contextmanager
def _watched(classes: Collection[type]) -> Iterator[list[Any]]:
    """Note what models of these classes are asked about; what one asks another inside of it is its own affair."""
    inputs, depth = list[Any](), [0]
    replaced: list[tuple[type, str, bool, Any]] = []

    def watch(kind: type, name: str) -> None:
        original = inspect.getattr_static(kind, name)
        replaced.append((kind, name, name in vars(kind), original))

        def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
            if not depth[0] and _has_learned(self):
                inputs.append(_kept([*args, *kwargs.values()]))
            depth[0] += 1
            try:
                return original.__get__(self, type(self))(*args, **kwargs)
            finally:
                depth[0] -= 1

        setattr(kind, name, watched)

    try:
        for kind, name in _ways_to_ask(classes):
            watch(kind, name)
        yield inputs
    finally:
        for kind, name, is_own, original in reversed(replaced):
            if is_own:
                setattr(kind, name, original)
            else:
                delattr(kind, name)


def _ways_to_ask(classes: Collection[type]) -> Iterator[tuple[type, str]]:
    """Yield the methods by which models are asked; networks are called as they are, and ask each other."""
    network = _network()
    if network is not None:
        yield network, "__call__"
    for kind in classes:
        for name in sorted(DATA_METHODS):
            found = inspect.getattr_static(kind, name, None)
            if hasattr(found, "__get__") and hasattr(kind, "__dict__") and "__module__" in vars(kind):
                yield kind, name


def _network() -> type | None:
    """Return the class of networks, where torch is imported."""
    kind: type | None = getattr(getattr(torch_module(), "nn", None), "Module", None)
    return kind


def _has_learned(model: Any) -> bool:
    """Whether a model is more than a function: a loss has no parameters."""
    network = _network()
    is_network = network is not None and isinstance(model, network)
    parameters: Iterator[Any] = model.parameters() if is_network else iter([model])
    return next(parameters, None) is not None


def _kept(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_kept(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _kept(part) for key, part in value.items()}
    return value.detach().clone() if has_rows(value) and hasattr(value, "detach") else value
