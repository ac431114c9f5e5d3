"""Which rows a model was trained to where no `fit(X, y)` says so: statsmodels, labelled matrices, training loops."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import pandas as pd

from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.values import torch_module

__all__ = ["note_model", "note_training"]


def note_model(observer: Observer, full: Any, operands: list[Carried]) -> None:
    """Note the target of a booster: the labels of its matrix; of a model of statsmodels: its first argument.

    A formula has its target on the left. What is fitted from such a model has its target.
    """
    labels = frozenset[int]().union(*(o.record.labels for o in operands if o.record))
    if labels:
        observer.note_target(full, labels)
        bases = (o.record.base.record for o in operands if o.record and o.record.labels and o.record.base)
        observer.features |= frozenset[int]().union(*(base.all_nodes() for base in bases if base is not None))
    known = next((observer.fitted[id(o.full)] for o in operands if id(o.full) in observer.fitted), None)
    if known is not None and not any(o.record for o in operands):
        observer.fitted[id(full)] = (full, known[1])
    rows = [o for o in operands if o.record is not None]
    if not type(full).__module__.startswith("statsmodels.") or not rows:
        return
    formula = getattr(full, "formula", None)
    record = rows[0].record
    assert record is not None
    if isinstance(formula, str) and record.columns is not None and isinstance(rows[0].full, pd.DataFrame):
        left = _names(formula.partition("~")[0])
        nodes = frozenset[int]().union(*(record.columns.get(name, frozenset()) for name in left))
        observer.note_target(full, nodes)
    elif len(rows) > 1:
        observer.note_target(full, record.origins or record.all_nodes())


def _names(text: str) -> list[str]:
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return []
    return [part.id for part in ast.walk(tree) if isinstance(part, ast.Name)]


def note_training(observer: Observer, operands: Sequence[Carried], full: Any = None) -> None:
    """Note what a block or function that trains step by step has seen: what the answer does not read is the target.

    Args:
        observer: the memory of the run.
        operands: what it reads.
        full: what it returns.
    """
    torch = torch_module()
    nodes = frozenset[int]().union(*(o.record.all_nodes() | o.record.labels for o in operands if o.record))
    known = (observer.lineage.find(o.full) for o in operands if o.record is None)
    nodes |= frozenset[int]().union(*(origin.all_nodes() for origin in known if origin is not None))
    if torch is None or not nodes:
        return
    for value in (full, *(o.full for o in operands if o.record is None)):
        if isinstance(value, torch.nn.Module | torch.Tensor):
            observer.trained[id(value)] = (value, tuple(sorted(nodes)))
