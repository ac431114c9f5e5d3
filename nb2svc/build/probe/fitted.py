"""What is fitted to rows: functions of the notebook that train, and labels that an estimator keeps of its rows."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from nb2svc.build.probe.experiment import align, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.results import leaking_result, row_result
from nb2svc.build.probe.rows import union
from nb2svc.build.probe.targets import note_training
from nb2svc.compiler.operations import FITTED_ROWS
from nb2svc.compiler.sites import Site
from nb2svc.compiler.trace import Decision

__all__ = ["labels_asked_again", "train_by_function"]


def train_by_function(observer: Observer, site: Site, function: Callable[..., Any], operands: list[Carried]) -> Carried:
    """Run a function of the notebook that trains: nothing is tried, what it gives is frozen."""
    full = function(*[o.full for o in operands])
    observer.use(observer.code.places[site.place], [], frozenset())
    note_training(observer, operands, full)
    return observer.freeze(site, full) if any(o.record for o in operands) else Carried(full=full)


def labels_asked_again(observer: Observer, site: Site, operands: list[Carried], full: Any) -> Carried:
    """What an estimator keeps of the rows it was fitted to, such as cluster labels: asked of it again for each row."""
    assert isinstance(site.node, ast.Attribute)
    estimator, rows = operands[:2]
    if rows.record is None or rows.record.kind != "rows" or estimator.record is not None:
        return Carried(full=full, captures=union(operands))
    place, node = observer.code.places[site.place], observer.graph.current(site.place)
    method = FITTED_ROWS[site.node.attr]

    def tried(fitted: Any, given: Any) -> Any:
        return getattr(fitted, method)(given)

    operation = Operation(site=site, place=place, function=tried, operands=[estimator, rows], node=node)
    shadows = try_shadows(tried, [estimator, rows])
    aligned = align(full, shadows, [rows])
    if aligned is None or aligned.order != "kept":
        kind = type(estimator.full).__name__
        reason = f"these belong to the rows that `{kind}` was fitted to, and it gives none for another row"
        return leaking_result(observer, operation, full, reason)
    captures = {"estimator": next(iter(estimator.captures), "")}
    observer.graph.decide(site.id, Decision(action="relabel", captures=captures, rule=method))
    return row_result(observer, operation, [estimator, rows], full, shadows, aligned)
