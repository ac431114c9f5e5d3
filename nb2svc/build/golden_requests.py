"""From literals that stand for a request to golden requests: the notebook's own calls, and others asked of its text.

The notebook shows one request or a few. Whether the service answers others as the notebook would is tried out: the
statements behind the answer run again, as they are written, with other values in place of the literals.
"""

from __future__ import annotations

import ast
import copy
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from nb2svc.build.probe.literal_requests import leaves_behind
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.profile import describe_literal
from nb2svc.build.probe.samples import undisturbed
from nb2svc.compiler import Plan
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.literal_request import call_of_answer
from nb2svc.compiler.sites import site_of
from nb2svc.compiler.trace import Output
from nb2svc.manifest import Field
from nb2svc.runtime.rows.answers import to_json_value

__all__ = ["count_requests", "describe_asked", "golden_requests"]

MOST_VARIANTS: Final = 24
LONGEST: Final = 30.0  # seconds for all of them


def count_requests(observer: Observer) -> dict[str, int]:
    """Return, for each possible answer, how many requests its literals hold: one, or the rows of a table."""
    found = {}
    for name, candidate in observer.requests.candidates.items():
        leaves = (observer.requests.leaves[n] for n in leaves_behind(observer, [candidate.node]))
        found[name] = max((len(value) for key, value in leaves if key in _tables(observer)), default=1)
    return found


def _tables(observer: Observer) -> set[str]:
    return {asked.key for asked in observer.code.asked.values() if asked.is_table}


def describe_asked(observer: Observer) -> dict[str, Field]:
    """Return the fields of requests that are made of literals: what the literals are, and the column of that name."""
    values: dict[str, list[Any]] = {}
    tables = _tables(observer)
    for key, value in observer.requests.leaves.values():
        values.setdefault(key, []).extend(value if key in tables else [value])
    known = {asked.key: asked for asked in observer.code.asked.values()}
    columns = {f.name: f for loaded in observer.loads.values() for f in loaded.input.schema.fields}
    return {
        key: describe_literal(known[key].name, held, columns.get(known[key].name), is_count=known[key].is_count)
        for key, held in values.items()
    }


def golden_requests(
    observer: Observer, planned: Plan, classified: Classified, environment: dict[str, Any]
) -> dict[str, list[Any]]:
    """Return requests with the answers that the notebook's own statements give to them.

    Args:
        observer: after the last cell.
        planned: what was run.
        classified: a service whose request is made of literals.
        environment: the kernel's variables; they are put back.
    """
    outputs = classified.outputs
    leaves = dict(observer.requests.leaves[n] for o in outputs for n in leaves_behind(observer, [o.node]))
    values = {o.variable: observer.requests.candidates[o.variable].value for o in outputs}
    if leaves.keys() <= _tables(observer):
        count = min(len(value) for value in leaves.values())
        rows = [{key: value[i] for key, value in leaves.items()} for i in range(count)]
        pairs = [(row, _answers(outputs, values, i)) for i, row in enumerate(rows)]
        leaves = rows[0]
    else:
        pairs = [(leaves, _answers(outputs, values))]
        pairs += _own_calls(observer, planned, outputs, leaves)
    echo = _Echo(planned, classified, observer, environment)
    last = time.monotonic() + LONGEST
    for row in _variants(leaves, [row for row, _ in pairs], observer):
        if time.monotonic() > last:
            break
        answered = echo.answer(row)
        if answered is not None:
            pairs.append((row, _answers(outputs, answered)))
    names = classified.arguments
    return {
        "rows": [{name: to_json_value(row[key]) for key, name in names.items()} for row, _ in pairs],
        "answers": [answer for _, answer in pairs],
    }


def _answers(outputs: Sequence[Output], values: Mapping[str, Any], row: int = 0) -> dict[str, Any]:
    """Return the answer to one request as JSON values; of a value with rows, one of them."""
    found: dict[str, Any] = {}
    for output in outputs:
        value = values[output.variable]
        for field in output.fields:
            part = value[field.name] if output.is_frame else value
            found[field.name] = to_json_value(list(part)[row] if output.only else part)
    return found


def _own_calls(
    observer: Observer, planned: Plan, outputs: Sequence[Output], leaves: Mapping[str, Any]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the notebook's other calls of the function whose call is the answer."""
    function = call_of_answer(planned.code, outputs[-1]) if len(outputs) == 1 else ""
    calls = [c for c in observer.requests.calls if c.function == function and c.row.keys() == leaves.keys()]
    return [(c.row, _answers(outputs, {outputs[0].variable: c.result})) for c in calls[:-1]]


def _variants(
    leaves: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], observer: Observer
) -> Iterator[dict[str, Any]]:
    """Return other requests: each field changed alone, then all together."""
    others = {key: _others(value, observer) for key, value in leaves.items()}
    made = [{**leaves, key: value} for key, held in others.items() for value in held]
    made += [{key: held[-1] if held else leaves[key] for key, held in others.items()}] if len(leaves) > 1 else []
    fresh = [row for row in made if row not in rows]
    return iter(fresh[:MOST_VARIANTS])


def _others(value: Any, observer: Observer) -> list[Any]:
    """Return values unlike a literal that a caller might send."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, max(1, value // 2)] if value // 2 not in {value, value + 1} else [value + 1]
    if isinstance(value, float):
        return [value * 1.3 + 0.5, value * 0.5]
    if isinstance(value, str):
        return _other_words(value, observer)
    if isinstance(value, list | tuple):
        kind = type(value)
        return [kind(_scaled(v, 1.25) for v in value), kind(_scaled(v, 0.6) for v in value)]
    return []


def _scaled(value: Any, factor: float) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    scaled = value * factor + 0.25
    return round(scaled) if isinstance(value, int) else scaled


def _other_words(value: str, observer: Observer) -> list[Any]:
    """Return other texts: of the loaded column that holds this one, else the same words in another order."""
    for loaded in observer.loads.values():
        raw = loaded.raw_rows
        for column in getattr(raw, "columns", []):
            words = raw[column]
            if words.dtype.kind in "OUT" or str(words.dtype) in {"str", "string", "category"}:
                known = [w for w in dict.fromkeys(words.dropna().tolist()) if isinstance(w, str)]
                if value in known:
                    return [w for w in known if w != value][:2]
    return [" ".join(reversed(value.split()))] if " " in value else []


@dataclass(slots=True)
class _Echo:
    """Asks the notebook's statements, as they are written, for the answer to another request."""

    planned: Plan
    classified: Classified
    observer: Observer
    environment: dict[str, Any]

    def answer(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the values of the outputs by variable, or None where the notebook raises."""
        kept = dict(self.environment)
        bare = None
        try:
            with undisturbed():
                for statement, own in self._statements():
                    node = _Replaced(own, row, self.planned.code.asked).visit(copy.deepcopy(statement))
                    bare = self._run(ast.fix_missing_locations(node))
            return {o.variable: self.environment[o.variable] if o.variable else bare for o in self.classified.outputs}
        except Exception:  # noqa: BLE001 - a request that the notebook refuses has no answer
            return None
        finally:
            self.environment.clear()
            self.environment.update(kept)

    def _statements(self) -> list[tuple[ast.stmt, str]]:
        """Return the needed statements that a literal reaches by name, up to the last one that gives the answer."""
        program = self.planned.program
        cells = {site.partition(":")[0] for site in self.planned.code.asked}
        order = {s.id: i for i, s in enumerate(program.statements)}
        last = max(order[self.planned.code.places[o.place].statement] for o in self.classified.outputs)
        reached: set[str] = set()
        found = []
        for statement in program.statements[: last + 1]:
            cell_id = statement.id.rpartition(".")[0]
            holds = cell_id in cells and any(
                isinstance(n, ast.expr) and site_of(cell_id, n) in self.planned.code.asked
                for n in ast.walk(statement.node)
            )
            if statement.id in self.planned.run.needed and (holds or reached & set(statement.sources.values())):
                reached.add(statement.id)
                found.append((statement.node, cell_id))
        return found

    def _run(self, node: ast.stmt) -> Any:
        if isinstance(node, ast.Expr):
            return eval(compile(ast.Expression(node.value), "<echo>", "eval"), self.environment)  # noqa: S307
        exec(compile(ast.Module(body=[node], type_ignores=[]), "<echo>", "exec"), self.environment)  # noqa: S102
        return None


class _Replaced(ast.NodeTransformer):
    """Puts a request's values in place of literals."""

    def __init__(self, cell_id: str, row: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
        self.cell_id = cell_id
        self.row = row
        self.asked = asked

    def visit(self, node: ast.AST) -> Any:
        """Return the value as a literal, or the node with its parts seen to."""
        if isinstance(node, ast.expr):
            asked = self.asked.get(site_of(self.cell_id, node))
            if asked is not None and asked.key in self.row:
                value = self.row[asked.key]
                plain = value.tolist() if isinstance(value, np.ndarray) else value
                plain = [plain] if asked.is_table else plain
                return ast.copy_location(ast.parse(repr(plain), mode="eval").body, node)
        return self.generic_visit(node)
