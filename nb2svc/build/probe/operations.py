"""What an operation gives: run for the notebook, tried on the samples, and classified: rows, a view, a size, frozen."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import FunctionType
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.apart import given_back
from nb2svc.build.probe.arguments import follow_change, keep_reachable
from nb2svc.build.probe.closed import UNTOLD, know_labels, know_values
from nb2svc.build.probe.containers import (
    container_result,
    frames_under_one_name,
    is_list_of_rows,
    is_side_by_side,
    lists_frames,
    looked_through,
    picked_element,
    side_by_side,
)
from nb2svc.build.probe.experiment import Aligned, align, compile_lambda, isolate, try_shadows
from nb2svc.build.probe.fitted import labels_asked_again, train_by_function
from nb2svc.build.probe.flags import note_flags
from nb2svc.build.probe.gaps import find_gap, note_filled, note_gap
from nb2svc.build.probe.joins import MULTIPLIES, ONE_ROW_EACH, align_join, is_join, multiplies, turned_join
from nb2svc.build.probe.labels import with_own_labels
from nb2svc.build.probe.literal_requests import as_written, is_asked, operate_on_request
from nb2svc.build.probe.lone_rows import have_one_form, is_of_lone_row, lone_row, part_of_lone_row
from nb2svc.build.probe.looked_up import note_lookup, on_copies
from nb2svc.build.probe.neighbours import looks_around
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.proofs import Proven, note_rewrite, prove_rewrite
from nb2svc.build.probe.put_together import put_together
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.reindexed import note_encoding, widen_encoding
from nb2svc.build.probe.resampled import resampled_ids
from nb2svc.build.probe.results import leaking_result, row_result, size_result
from nb2svc.build.probe.row_names import with_row_names
from nb2svc.build.probe.rows import has_row_count, is_size, row_count, union
from nb2svc.build.probe.selections import (
    deal_rows,
    is_decided_by_others,
    picked_by_name,
    select_rows,
    select_training_rows,
    selected_rows,
)
from nb2svc.build.probe.subsets import subset_result
from nb2svc.build.probe.tables import is_of_parts, join, join_parts, narrow, orders_of, seen_from_one, without_lone_rows
from nb2svc.build.probe.targets import note_model
from nb2svc.build.probe.values import has_rows, holds_batches, is_dataset, is_view
from nb2svc.build.probe.views import is_row_labels, view_result, without_labels, without_progress_bar
from nb2svc.build.probe.whole import has_changed
from nb2svc.compiler.operations import FIT_METHODS, FITTED_ROWS, call_name, is_split, is_summary
from nb2svc.compiler.outside import is_outside
from nb2svc.compiler.rewrites import REWRITES
from nb2svc.compiler.sites import Site
from nb2svc.compiler.trace import Decision

__all__ = ["operate"]


def operate(observer: Observer, site: Site, function: Callable[..., Any], operands: list[Carried]) -> Carried:
    """Run an operation on the full values and, if an operand depends on rows, on the samples."""
    result = _operate(observer, site, function, operands)
    note_filled(observer, site, operands, made=result)
    if result.record is None:
        observer.lineage.follow(site.node, result.full, operands)
        observer.note_of_rows(result.full, operands)
        observer.losses.note(site, operands, result.full)
    elif is_of_parts(result.record):  # which way a request goes is known where it comes to rows of one part
        observer.losses.note(site, operands, result.full)
    return result


def _operate(observer: Observer, site: Site, function: Callable[..., Any], operands: list[Carried]) -> Carried:
    if site.trains:
        return train_by_function(observer, site, function, operands)
    kept = keep_reachable(site, operands)
    function = on_copies(function) if site.looks_up else function
    full = _run_full(observer, site, function, operands)
    if site.looks_up:
        note_lookup(observer, site, function, operands, full)
    if isinstance(site.node, ast.Attribute) and site.node.attr in FITTED_ROWS and len(operands) > 1:
        return labels_asked_again(observer, site, operands, full)
    if any(is_asked(o) for o in operands):
        others = [Carried(full=o.full) if is_asked(o) else o for o in operands]
        if not _is_given_rows(site, operands) and not _belongs_to_rows(observer, site, function, full, others):
            return operate_on_request(observer, site, operands, full)
        operands = [as_written(observer, site, i, o) for i, o in enumerate(operands)]
    if all(o.record is None for o in operands):
        return _without_rows(observer, site, full, operands)
    place = observer.code.places[site.place]
    node = observer.graph.current(site.place)
    changed = [i for i, (before, _) in kept.items() if has_changed(before, operands[i].full)]
    before = {i: kept[i][1] for i in changed}
    tried = isolate(site, function, observer.environment, shared=changed)
    operation = Operation(site=site, place=place, function=tried, operands=operands, node=node, before=before)
    if changed and full is None:
        try_shadows(tried, operands)  # the samples change in step
        observer.graph.decide(site.id, Decision(action="row"))
        result = Carried(full=full)
    else:
        result = _settle(observer, operation, full)
        note_flags(observer, operation, result)
    for i in changed:
        follow_change(observer, operation, i, *kept[i])
    if result.record is not None:
        result = replace(result, record=narrow(observer, result.record))
    return replace(result, site=site.id)


def _without_rows(observer: Observer, site: Site, full: Any, operands: list[Carried]) -> Carried:
    """An operation on values that do not depend on rows one by one."""
    note_model(observer, full, operands)
    if call_name(site.node) in FIT_METHODS:
        observer.note_fit(full, operands)
    is_held_by_code = not operands and isinstance(site.node, ast.Attribute) and not callable(full)
    if is_outside("clock", site.node) or is_held_by_code or _is_about_frozen(site, full, operands):
        return observer.freeze(site, full)
    return Carried(full=full, captures=union(operands))


def _settle(observer: Observer, operation: Operation, full: Any) -> Carried:
    """Find out what the result is, after telling tables with rows of their own apart."""
    operation = without_lone_rows(observer, operation)
    if is_side_by_side(operation, full):
        return side_by_side(observer, operation, full)
    if len(orders_of(operation.operands)) > 1:
        joined = join(observer, operation, full) or given_back(observer, operation, full)
        if joined is not None:
            return joined
        operation = seen_from_one(observer, operation, full)
    return _classify(observer, operation, full)


def _is_given_rows(site: Site, operands: list[Carried]) -> bool:
    """Whether a function of the notebook is called with rows: the literals beside them only choose how it works."""
    if not site.calls_helper or not isinstance(site.node, ast.Call):
        return False
    given = zip(site.slots, operands, strict=True)
    return any(not slot.closure and o.record is not None and not is_asked(o) for slot, o in given)


def _belongs_to_rows(
    observer: Observer, site: Site, function: Callable[..., Any], full: Any, operands: list[Carried]
) -> bool:
    """Whether a result belongs to the loaded rows."""
    tried = isolate(site, function, observer.environment)
    place, node = observer.code.places[site.place], observer.graph.current(site.place)
    operation = Operation(site=site, place=place, function=tried, operands=operands, node=node)
    if is_join(operation, full):
        return align_join(operation, full, try_shadows(tried, operands)) is not None
    return has_row_count(full, operands) and align(full, try_shadows(tried, operands), operands) is not None


def _is_about_frozen(site: Site, full: Any, operands: list[Carried]) -> bool:
    """Whether an operation only takes something of a frozen value, as in `x.mode()[0]`: freeze that instead.

    Of a variable, a plain part: `bunch.target_names`, not the bunch with all its data.
    """
    captures = [key for operand in operands for key in operand.captures]
    if len(operands) != 1 or len(captures) != 1 or isinstance(site.node, ast.Lambda | ast.GeneratorExp):
        return False
    if isinstance(full, Iterator):  # it can be gone through once, and is made anew for each request
        return False
    is_plain = isinstance(full, str | int | float | list | tuple | np.ndarray | pd.Index)
    is_part = isinstance(site.node, ast.Attribute) or (
        isinstance(site.node, ast.Subscript) and isinstance(site.node.slice, ast.Constant)
    )
    return captures[0].startswith("site:") or (is_part and is_plain and not _is_plain_table(operands[0].full))


def _is_plain_table(value: Any) -> bool:
    """Whether a value is a table of its own making, of which a part is no better to keep than the whole."""
    return type(value) in {dict, list, tuple} or has_rows(value)


def _run_full(observer: Observer, site: Site, function: Callable[..., Any], operands: list[Carried]) -> Any:
    """Run the operation for the notebook; a split deals our row ids along with the notebook's values."""
    values = [o.full for o in operands]
    dealt = next((o.record.rows for o in operands if o.record is not None and o.record.rows is not None), None)
    if not is_split(site.node) or dealt is None:
        return function(*values)
    *parts, first, second = _with_extra_argument(site, observer.environment)(*values, dealt.ids)
    observer.dealt = (first, second)
    return parts


def _classify(observer: Observer, operation: Operation, full: Any) -> Carried:
    """Find out what the result is; samples are only tried where it may be of rows."""
    site, operands = operation.site, operation.operands
    known = _told_by_syntax(observer, operation, full)
    if known is not None:
        return known
    row = lone_row(observer, operation, full)
    if row is not None or is_of_lone_row(operation):
        return row or _of_lone_row(observer, operation, full)
    # a function that a call makes keeps what it was made with, as a scaler does
    made = isinstance(site.node, ast.Call) and isinstance(full, FunctionType)
    if made or is_summary(site.node) or not (has_rows(full) or is_view(full) or is_size(full, operands)):
        note_model(observer, full, operands)
        return observer.freeze(site, full)
    if any(rule.always and rule.matches(site.node) for rule in REWRITES):
        return _rows(observer, operation, full, [])
    shadows = try_shadows(operation.function, operands)
    if is_size(full, operands):
        return size_result(observer, operation, full, shadows)
    if isinstance(full, tuple | dict) or is_list_of_rows(full, operands):
        return container_result(observer, operation, full, shadows)
    if is_view(full) or is_row_labels(operation):
        return view_result(observer, operation, full, shadows)
    return _rows(observer, operation, full, shadows)


def _told_by_syntax(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """Return the result of an operation of which no sample needs to be tried: parts, lists of frames, fits."""
    element = picked_element(observer, operation, full)
    if element is not None:
        observer.use(operation.place, [], operation.structure(), site=operation.site.id)
        return element if element.record is not None else observer.freeze(operation.site, full)
    looked = looked_through(observer, operation, full)
    if looked is not None:
        return looked
    if lists_frames(operation):
        return frames_under_one_name(observer, operation, full)
    if type(full).__module__.split(".")[0] == "tqdm" and operation.operands[0].record is not None:
        return without_progress_bar(observer, operation, full)
    if is_split(operation.site.node) and isinstance(full, list):
        return deal_rows(observer, operation, full, observer.dealt)
    resampled = resampled_ids(operation, full)
    if resampled is not None:
        return deal_rows(observer, operation, full, [resampled])
    if call_name(operation.site.node) in FIT_METHODS:
        observer.note_fit(full, operation.operands)
        return observer.freeze(operation.site, full)
    parts = subset_result(observer, operation, full)
    if parts is not None:
        return parts
    return without_labels(observer, operation, full) if is_dataset(full) else None


def _rows(observer: Observer, operation: Operation, full: Any, shadows: list[Any]) -> Carried:
    """A value that may have rows: as written, or a selection, or something else."""
    site, operands = operation.site, operation.operands
    labelled, relabelled = with_own_labels(operation.function, operands, full)
    selected = selected_rows(replace(operation, operands=list(labelled)), relabelled)
    aligned = align(relabelled, shadows, labelled) if shadows else None
    if is_join(operation, full):
        aligned = aligned or align_join(operation, full, shadows)
        if multiplies(operation, observer.environment):
            return leaking_result(observer, operation, full, MULTIPLIES, ONE_ROW_EACH)
        turned = turned_join(operation, full, observer.environment) if aligned and aligned.order == "moved" else None
        if turned is not None and turned.aligned is not None and turned.aligned.order != "moved":
            return _rewritten(observer, operation, full, turned, turned.aligned)
    if (aligned is not None or selected is not None) and is_decided_by_others(observer, operation):
        ids = selected[1] if selected is not None else aligned.rows.ids if aligned is not None else None
        assert ids is not None
        return select_training_rows(observer, operation, full, ids)
    if aligned is not None and aligned.order == "kept" and _looks_around(observer, operation):
        return leaking_result(observer, operation, full, "rows with other values than these would change each other")
    if aligned is not None and aligned.order != "moved":
        known = know_labels(observer, operation, full)
        if known is not None and known.aligned is not None:
            return _rewritten(observer, operation, full, known, known.aligned)
        gap = find_gap(observer, operation, full)
        observer.graph.decide(site.id, picked_by_name(site, full) or Decision(action="row"))
        widen_encoding(observer, operation, full, shadows)
        result = row_result(observer, operation, operands, full, shadows, aligned)
        return result if gap is None else note_gap(observer, operation, gap, result)
    if aligned is not None and selected is not None:
        return select_rows(observer, operation, full, *selected)
    return (
        (with_row_names(observer, operation, full, shadows) if aligned is None else None)
        or put_together(observer, operation, full)
        or join_parts(observer, operation, full)
        or _not_as_written(observer, operation, full, shadows, selected)
    )


def _not_as_written(
    observer: Observer, operation: Operation, full: Any, shadows: list[Any], selected: tuple[int, np.ndarray] | None
) -> Carried:
    """A value that one row alone does not give: rewritten, a selection, frozen, or a leak, in this order."""
    site, operands = operation.site, operation.operands
    proven = None if site.looks_up else prove_rewrite(operation, full, observer.environment)
    if proven is not None and proven.aligned is not None:
        known = know_values(observer, operation, proven, full)
        if known is None or known.aligned is None:
            return leaking_result(observer, operation, full, UNTOLD)
        return _rewritten(observer, operation, full, known, known.aligned)
    if selected is not None:
        return select_rows(observer, operation, full, *selected)
    if holds_batches(full, row_count(operands)):
        return view_result(observer, operation, full, shadows)
    if not has_row_count(full, operands):
        return observer.freeze(site, full)
    return leaking_result(observer, operation, full)


def _of_lone_row(observer: Observer, operation: Operation, full: Any) -> Carried:
    """What is computed of a row that was picked: a table with that row, or something else of it."""
    shadows = try_shadows(operation.function, operation.operands)
    aligned = align(full, shadows, operation.operands) if has_rows(full) else None
    if aligned is None:
        return part_of_lone_row(observer, operation, full, shadows)
    if not have_one_form(full, shadows):
        return leaking_result(observer, operation, full, "another row alone gives a table of another form")
    observer.graph.decide(operation.site.id, Decision(action="row"))
    result = row_result(observer, operation, operation.operands, full, shadows, aligned)
    assert result.record is not None
    result.record.is_lone = True
    return result


def _rewritten(observer: Observer, operation: Operation, full: Any, proven: Proven, aligned: Aligned) -> Carried:
    used = note_rewrite(observer, operation, proven)
    note_encoding(observer, operation, proven, full)
    rewritten = replace(operation, function=proven.function, operands=proven.operands)
    return row_result(observer, rewritten, used, full, proven.shadows, aligned)


def _looks_around(observer: Observer, operation: Operation) -> bool:
    """Whether rows look at each other although these rows do not show it."""
    if not operation.site.looks_around or operation.node in observer.graph.leaks:
        return False
    return looks_around(operation.function, operation.operands)


def _with_extra_argument(site: Site, environment: dict[str, Any]) -> Callable[..., Any]:
    """Return the call of a site with one more positional argument, the last parameter."""
    body = copy.deepcopy(site.body)
    assert isinstance(body, ast.Call)
    body.args.append(ast.Name(id="_extra", ctx=ast.Load()))
    return compile_lambda((*site.parameters, "_extra"), body, environment)
