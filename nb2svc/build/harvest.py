"""From what the probe saw to files: the trace, the frozen values that are needed, golden rows, expected values."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.golden_requests import count_requests, describe_asked, golden_requests
from nb2svc.build.orders import Everything, Results
from nb2svc.build.preview import preview
from nb2svc.build.probe.gaps import found_gaps
from nb2svc.build.probe.graph import Round
from nb2svc.build.probe.loaded import Loaded
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.profile import profile_answers
from nb2svc.build.probe.samples import pick_rows
from nb2svc.build.probe.values import same, take
from nb2svc.compiler import Plan
from nb2svc.compiler.loops import is_left_early
from nb2svc.compiler.passes.classify import Classified, classify
from nb2svc.compiler.passes.find_connections import find_connections
from nb2svc.compiler.passes.look_at_keys import look_at_keys
from nb2svc.compiler.passes.take_side import take_side
from nb2svc.compiler.trace import Capture, Trace
from nb2svc.diagnostics import Report
from nb2svc.manifest import OutputField, RequestSchema, StateValue
from nb2svc.runtime.state import NotStorableError, encode_state

__all__ = ["harvest"]

GOLDEN_ROWS: Final = 100
MOST_CELLS: Final = 2_000_000


def harvest(observer: Observer, planned: Plan, package: str, folder: Path, variables: dict[str, Any]) -> Results:
    """Return what a build needs of the run; values are stored in the working folder.

    Args:
        observer: after the last cell.
        planned: what was run.
        package: import name of the package to be.
        folder: working folder.
        variables: the kernel's global variables, for metrics.
    """
    held = _by_rounds(observer)
    trace = look_at_keys(planned.program, take_side(_make_trace(observer, planned, variables)))
    report = Report()
    classified = classify(planned.program, planned.code, trace, report)
    if classified is None or report.has_errors:
        return Results(trace=trace)
    values, unclear = _pick_rounds(held, classified)
    connections = find_connections(planned.program, planned.code, trace.decisions, classified.captures)
    state, not_storable = _store_state(classified, values, package, folder, without=connections)
    previews = {name: preview(values[key]) for key, name in sorted(classified.names.items()) if key not in connections}
    known = Results(trace=trace, state=state, previews=previews, not_storable=not_storable | unclear)
    if classified.request.input == "call":
        return _harvest_requests(observer, planned, classified, variables, known)
    request = classified.request
    source = observer.loads[f"{request.name}.{request.entry}" if request.entry else request.name]
    answered = observer.seen.candidates[classified.outputs[-1].variable].snapshot.ids
    ids = pick_rows(answered, source.order, GOLDEN_ROWS)
    expected = _expected(observer, classified, ids)
    answers = {name: value for name, value in expected.items() if name.startswith("answer.")}
    stored = {
        name: _store(f"value_{i}", value, folder / "expected", package)
        for i, (name, value) in enumerate(expected.items())
    }
    everything = _everything(observer, classified, source, package, folder)
    return replace(
        known,
        expected=stored,
        everything=everything,
        witnesses=_witnesses(observer, classified, package, folder),
        golden={
            "rows": json_rows(take(source.raw_rows, ids), classified.request),
            "answers": _answer_rows(classified, answers, len(ids)),
        },
        sample=json_rows(take(source.raw_rows, source.samples[0]), classified.request),
        profile={**source.profile, "answers": profile_answers(everything.answers)},
        data=source.data,
    )


def _harvest_requests(
    observer: Observer, planned: Plan, classified: Classified, variables: dict[str, Any], found: Results
) -> Results:
    """Return the results of a service whose requests are made of literals: it has no rows, but golden requests."""
    loaded = max(observer.loads.values(), key=lambda held: held.input.rows, default=None)
    golden = golden_requests(observer, planned, classified, variables)
    return replace(
        found,
        golden=golden,
        sample=golden["rows"][:1],
        profile=loaded.profile if loaded is not None else {},
        data=loaded.data if loaded is not None else {},
    )


def _make_trace(observer: Observer, planned: Plan, variables: Mapping[str, Any]) -> Trace:
    for site, reason in observer.graph.conflicts.items():
        for node, place in enumerate(observer.graph.places):
            if place == getattr(planned.code.sites.get(site.partition("|")[0]), "place", None):
                observer.graph.leak(node, site.partition("|")[0], reason)
    return Trace(
        nodes=observer.graph.trace_nodes(),
        captures=observer.graph.captures,
        decisions=observer.graph.decisions,
        side_decisions=observer.graph.side_decisions,
        displays={
            site: tuple(tuple(sorted(nodes)) for nodes in shown) for site, shown in observer.graph.displays.items()
        },
        inputs=tuple(loaded.input for loaded in observer.loads.values()),
        outputs=observer.seen.outputs() + observer.requests.outputs(count_requests(observer)),
        asked=describe_asked(observer),
        lost=observer.losses.predictions,
        items={place: _items(observer, place) for place in observer.items},
        targets=observer.seen.targets,
        trained=observer.seen.trained,
        fitted_to=tuple(sorted(observer.fitted_to)),
        features=tuple(sorted(observer.features)),
        types=observer.seen.types,
        metrics=_metrics(planned, variables),
        units=tuple(observer.units),
        row_names=tuple(sorted(observer.row_names)),
        part_of=observer.graph.part_of,
        closed=tuple(observer.graph.closed),
        gaps=found_gaps(observer),
        training_mode=tuple(observer.training_mode),
        labels={label: tuple(sorted(nodes)) for label, nodes in observer.seen.labels.items()},
        failed_reports=observer.failed_reports,
        lookups=observer.lookups,
        module_reads={name: tuple(sorted(files)) for name, files in observer.module_reads.items() if files},
    )


def _items(observer: Observer, place: str) -> tuple[str, ...]:
    """Return the names that a loop went over; of one left early, its rounds, if they are always these."""
    names, rounds = tuple(observer.items[place]), observer.rounds.get(place, set())
    return names if rounds == {names} or not is_left_early(observer.code.places[place].node) else ()


def _metrics(planned: Plan, variables: Mapping[str, Any]) -> dict[str, float]:
    """Return the numbers that evaluate cells bound."""
    names = [n for s in planned.program.statements if "evaluate" in s.stages for n in sorted(s.effects.defines)]
    found = {}
    for name in dict.fromkeys(names):
        value = variables.get(name)
        if isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value):
            found[name] = float(value)
    return found


def _by_rounds(observer: Observer) -> dict[str, dict[tuple[Round, ...], Any]]:
    """Return the captured values, those of different rounds of a loop over tables apart.

    Values that do not differ between the rounds of other loops become one.
    """
    values: dict[str, dict[tuple[Round, ...], Any]] = {}
    for key, held in observer.graph.captured.items():
        if not held:
            continue  # its only uses are leaks: nothing was kept
        capture = observer.graph.captures[key]
        apart: dict[tuple[Round, ...], dict[Any, Any]] = {}
        for loop_value, value in held.items():
            parts = loop_value if isinstance(loop_value, tuple) and len(capture.loops) > 1 else (loop_value,)
            rest = tuple(p for p in parts if not isinstance(p, Round))
            rounds = tuple(p for p in parts if isinstance(p, Round))
            apart.setdefault(rounds, {})[rest] = value
            names = tuple(n for n, p in zip(capture.loops, parts, strict=False) if not isinstance(p, Round))
        telling = _telling(list(apart.values()), _by_loop(observer, capture, names))
        names = tuple(names[i] for i in telling)
        apart = {r: {_key(rest, telling): value for rest, value in own.items()} for r, own in apart.items()}
        is_one = all(_alike(next(iter(own.values())), other) for own in apart.values() for other in [*own.values()][1:])
        loops = () if is_one or not names else names
        observer.graph.captures[key] = replace(capture, loops=loops)
        values[key] = {r: dict(own) if loops else next(iter(own.values())) for r, own in apart.items()}
    return values


def _by_loop(observer: Observer, capture: Capture, names: tuple[str, ...]) -> list[list[int]]:
    """Return the positions of the variables that each loop binds."""
    place = observer.code.places.get(capture.place)
    loops = [targets for _, targets in place.loops] if place is not None else []
    found = [[i for i, name in enumerate(names) if name in targets] for targets in loops]
    return found if sorted(i for each in found for i in each) == list(range(len(names))) else [[*range(len(names))]]


def _telling(apart: list[dict[tuple[Any, ...], Any]], loops: list[list[int]]) -> list[int]:
    """Return which variables of loops around each other tell lists apart, by position: others are left out of the key.

    Single values are kept for all loops: that they are alike may be chance.
    """
    telling = [i for positions in loops for i in positions]
    for positions in loops:
        others = [i for i in telling if i not in positions]
        if others and all(_tells_nothing(own, others) for own in apart):
            telling = others
    return telling


def _tells_nothing(own: Mapping[tuple[Any, ...], Any], others: list[int]) -> bool:
    """Whether lists that have the same values of the other loops are the same, and there are such lists."""
    first: dict[Any, Any] = {}
    for rest, value in own.items():
        if not isinstance(value, list) or not _alike(first.setdefault(_key(rest, others), value), value):
            return False
    return len(first) < len(own)


def _key(parts: tuple[Any, ...], positions: list[int]) -> Any:
    return parts[positions[0]] if len(positions) == 1 and len(parts) else tuple(parts[i] for i in positions)


def _pick_rounds(
    held: Mapping[str, Mapping[tuple[Round, ...], Any]], classified: Classified
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the captured values of the tables that are served, and which of them are not clear: name -> why."""
    values, unclear = {}, {}
    for key in classified.captures:
        own = [
            value
            for rounds, value in held[key].items()
            if all(f"{r.loop}#{r.number}" in classified.rounds for r in rounds)
        ]
        values[key] = (own or [*held[key].values()])[-1]
        if len(own) > 1 and not all(same(own[0], other) for other in own[1:]):
            unclear[classified.names[key]] = "it differs between the tables that a loop goes over"
    return values, unclear


def _alike(left: Any, right: Any) -> bool:
    plain = (str, int, float, bool, type(None))
    if isinstance(left, list) and isinstance(right, list):  # such as the values that training saw
        return len(left) == len(right) and all(map(_alike, left, right))
    return isinstance(left, plain) and isinstance(right, plain) and same(left, right)


def _store_state(
    classified: Classified, values: Mapping[str, Any], package: str, folder: Path, *, without: Collection[str]
) -> tuple[tuple[StateValue, ...], dict[str, str]]:
    stored, refused = [], {}
    for key, name in sorted(classified.names.items(), key=lambda item: item[1]):
        if key in without:
            continue
        capture = classified.captures[key]
        cell_id, _, rest = capture.place.partition(":")
        try:
            value = _store(name, values[key], folder, package)
        except NotStorableError as error:
            refused[name] = str(error)
            continue
        line = int(rest.split(":")[0]) if rest else 0
        stored.append(replace(value, source=capture.source, cell_id=cell_id, line=line))
    return tuple(stored), refused


def _store(name: str, value: Any, folder: Path, package: str) -> StateValue:
    folder.mkdir(exist_ok=True)
    encoded = encode_state(name, value, folder, package=package)
    return StateValue(
        name=name,
        codec=encoded.codec,
        files=encoded.files,
        type=encoded.type,
    )


def _everything(observer: Observer, classified: Classified, source: Loaded, package: str, folder: Path) -> Everything:
    """Return all rows that the notebook answered, as far as they are not too many, and its answers."""
    ids = observer.seen.candidates[classified.outputs[-1].variable].snapshot.ids
    width = sum(math.prod(field.shape) for field in classified.request.fields)
    ids = pick_rows(ids, source.order, max(GOLDEN_ROWS, MOST_CELLS // max(1, width)))
    rows = take(source.raw_rows, ids)
    if isinstance(rows, pd.DataFrame):
        rows = rows[[f.name for f in classified.request.fields if f.required]]
    expected = _expected(observer, classified, ids)
    return Everything(
        rows=_store("rows", rows, folder / "everything", package), answers=_answer_rows(classified, expected, len(ids))
    )


def _expected(observer: Observer, classified: Classified, ids: np.ndarray) -> dict[str, Any]:
    """Return the notebook's values for the golden rows: at the border of the stages, and the answers."""
    found = {}
    for name, snapshot in observer.seen.borders.items():
        order = {row: i for i, row in enumerate(snapshot.ids)}
        # no answer depends on labels that only go along: the service holds anything in their place
        if all(row in order for row in ids) and snapshot.nodes <= classified.nodes:
            values = take(snapshot.values, np.array([order[row] for row in ids], dtype=np.int64))
            if isinstance(values, pd.DataFrame) and snapshot.columns:
                # no answer depends on the others, and the service may hold anything in them
                values = values[[c for c, nodes in snapshot.columns.items() if nodes <= classified.nodes]]
            found[f"border.{name}"] = values
    for output in classified.outputs:
        snapshot = observer.seen.candidates[output.variable].snapshot
        order = {row: i for i, row in enumerate(snapshot.ids)}
        positions = np.array([order[row] for row in ids], dtype=np.int64)
        values = snapshot.values  # noqa: PD011 - a snapshot's, not a frame's
        picked = (
            {key: take(value, positions) for key, value in values.items()}
            if isinstance(values, dict)
            else take(values, positions)
        )
        for field in output.fields:
            found[f"answer.{field.name}"] = picked[field.name] if output.is_frame else picked
    return found


def _witnesses(observer: Observer, classified: Classified, package: str, folder: Path) -> dict[str, StateValue]:
    found = {}
    for i, ((place, name), value) in enumerate(observer.seen.witnesses.items()):
        if place in classified.live:
            try:
                found[f"{place}|{name}"] = _store(f"witness_{i}", value, folder / "witnesses", package)
            except NotStorableError:
                continue  # a value that cannot be stored is only missing from the search for a culprit
    return found


def json_rows(rows: Any, schema: RequestSchema) -> list[Any]:
    """Return rows as the JSON values of a request: only fields that the service reads, missing values as null."""
    if schema.input != "frame":
        name = schema.fields[0].name
        return [{name: _json_value(value)} for value in (rows.tolist() if hasattr(rows, "tolist") else rows)]
    fields = [f.name for f in schema.fields if f.required]
    columns = {str(c): rows[c] for c in rows.columns}
    return [{name: _json_value(columns[name].iloc[i]) for name in fields} for i in range(len(rows))]


def _answer_rows(classified: Classified, answers: Mapping[str, Any], count: int) -> list[dict[str, Any]]:
    fields: list[OutputField] = [f for output in classified.outputs for f in output.fields]
    columns = {}
    for field in fields:
        value = answers[f"answer.{field.name}"]
        plain = value.detach().cpu().numpy() if hasattr(value, "detach") else value
        columns[field.name] = [_json_value(v) for v in (plain.tolist() if hasattr(plain, "tolist") else plain)]
    return [{name: column[i] for name, column in columns.items()} for i in range(count)]


def _json_value(value: Any) -> Any:
    if isinstance(value, list | tuple | np.ndarray):
        return [_json_value(v) for v in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool) else str(value)
