"""The fresh process that verifies a pipeline: `python -m nb2svc.build.pipelines.verify_child WORK`."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from nb2svc.build.comparison import difference, is_close
from nb2svc.build.pipelines.measure import MetricError, measure
from nb2svc.build.pipelines.oracle import Passed, call_steps
from nb2svc.build.pipelines.orders import Orders, Outcome, read_orders, write_outcome
from nb2svc.build.pipelines.passings import describe_passings
from nb2svc.build.pipelines.tables import RowsError, read_table
from nb2svc.diagnostics import Nb2svcError, RowError
from nb2svc.manifest import Check, Manifest
from nb2svc.runtime.load import load_service
from nb2svc.runtime.loading.bundle import read_bundle
from nb2svc.runtime.service import Answer, Service

__all__ = ["main"]

Rows = list[dict[str, Any]]
_MOST: Final = 1_000
"""Rows that are compared at once; of a longer file, some from everywhere in it."""
_GOLDEN: Final = 100


def main(work: Path) -> None:
    """Verify a staged pipeline and leave the outcome in the working folder."""
    write_outcome(work, _verify(read_orders(work)))


def _verify(orders: Orders) -> Outcome:
    whole = load_service(read_bundle(Path(orders.staged)), live_clock=False)
    steps = [load_service(read_bundle(Path(folder)), live_clock=False) for folder in orders.steps]
    try:
        rows = _take(read_table(Path(orders.rows), whole.manifest.request).rows, _MOST) if orders.rows else []
    except RowsError as error:
        return Outcome(problems=(("NB606", error.message, "rows"),))
    if not orders.rows:
        rows = put_together(whole, steps)
    passed = _call(steps, rows, orders)
    expected = [_answer_of(whole.manifest, row) for row in passed]

    def truth(asked: Rows) -> list[Answer]:
        return [_answer_of(whole.manifest, row) for row in _call(steps, asked, orders)]

    good = [i for i, answer in enumerate(expected) if not isinstance(answer, RowError)]
    kept = _take(good, _GOLDEN)
    outcome = Outcome(
        checks=_check(whole, steps, rows, kept, truth),
        rows=len(rows),
        answered=len(good),
        reasons=dict(Counter(_reason(row, row.error) for row in passed if row.error is not None).most_common(5)),
        golden={"rows": [rows[i] for i in kept], "answers": [expected[i] for i in kept]},
        passings=describe_passings(whole.manifest, steps, passed),
    )
    return _measured(outcome, orders, whole, steps)


def put_together(whole: Service, steps: Sequence[Service]) -> Rows:
    """Return request rows made of the golden rows of the steps, each field from the first step that reads it."""
    count = max((len(step.golden.rows) for step in steps), default=0)
    if not all(step.golden.rows for step in steps):
        return []
    rows: Rows = [{} for _ in range(count)]
    for step, service in zip(whole.manifest.steps, steps, strict=True):
        for i, row in enumerate(rows):
            golden = service.golden.rows[i % len(service.golden.rows)]
            known = golden if isinstance(golden, dict) else {service.manifest.request.fields[0].name: golden}
            for link in step.inputs:
                if not link.step:
                    row.setdefault(link.field, known.get(link.name))
    good = whole.reader.read(rows).good
    return [rows[i] for i in good]


def _call(steps: Sequence[Service], rows: Rows, orders: Orders) -> list[Passed]:
    return call_steps(steps, rows, orders.rename, names=orders.names, inputs=orders.inputs)


def _answer_of(manifest: Manifest, passed: Passed) -> Answer:
    if passed.error is not None:
        return passed.error
    steps = manifest.steps
    times = {field.name for field in manifest.request.fields if field.kind == "datetime"}
    asked = {name: _as_answered(value) if name in times else value for name, value in passed.asked.items()}
    return {
        link.name: passed.given[f"{steps[link.step - 1].known_as}.{link.field}"] if link.step else asked[link.field]
        for link in manifest.answer
    }


def _as_answered(time: Any) -> Any:
    """Return a time as an answer has it, whatever form of ISO 8601 was asked with."""
    return None if time is None else pd.Timestamp(time).isoformat()


def _reason(row: Passed, error: RowError) -> str:
    field = f"`{error.field}` of " if error.field else ""
    return f"{field}`{row.stopped}`: {error.message}"


def _take(values: Sequence[Any], most: int) -> list[Any]:
    """Return all values, or as many as are wanted from everywhere among them."""
    if len(values) <= most:
        return list(values)
    return [values[i * len(values) // most] for i in range(most)]


def _check(
    whole: Service, steps: Sequence[Service], rows: Rows, kept: Sequence[int], truth: Callable[[Rows], list[Answer]]
) -> tuple[Check, ...]:
    """Compare the pipeline with its steps; where these say that rows are independent, with their answers to all rows.

    Where they do not, what a row gets depends on its company, so the steps are asked in the same company.
    """
    order = list(range(len(rows)))
    random.Random(7).shuffle(order)  # noqa: S311 - any order will do
    expected = truth(rows)
    mixed, ones = [rows[i] for i in order], [rows[i] for i in kept]
    alone, beside, few = [expected[i] for i in kept], [expected[i] for i in order], [expected[i] for i in kept]
    if not all(step.manifest.rows_independent for step in steps):
        alone, beside, few = [truth([row])[0] for row in ones], truth(mixed), truth(ones)
    return (
        _compare("one-batch", lambda: whole.predict_each(rows), expected),
        _compare("row-by-row", lambda: [whole.predict_each([row])[0] for row in ones], alone),
        _compare("shuffled", lambda: whole.predict_each(mixed), beside),
        _compare("json-round-trip", lambda: _through_json(whole, ones), few),
    )


def _through_json(whole: Service, rows: Rows) -> list[Answer]:
    found = whole.predict_each(json.loads(json.dumps(rows)))
    return [answer if isinstance(answer, RowError) else json.loads(json.dumps(answer)) for answer in found]


def _compare(name: str, answer: Callable[[], Sequence[Answer]], expected: Sequence[Answer]) -> Check:
    try:
        found = answer()
    except Nb2svcError as error:
        return Check(name=name, passed=False, rows=len(expected), detail=str(error))
    check = Check(name=name, passed=True, rows=len(expected))
    for i, (have, want) in enumerate(zip(found, expected, strict=True)):
        detail = _explain_difference(have, want)
        if detail:
            return replace(check, passed=False, detail=f"row {i}{detail}")
        if isinstance(have, dict) and isinstance(want, dict):
            largest = max((difference(have[field], value) for field, value in want.items()), default=0.0)
            check = replace(check, largest_difference=max(check.largest_difference, largest))
    return check


def _explain_difference(have: Answer, want: Answer) -> str:
    if isinstance(have, RowError) or isinstance(want, RowError):
        if isinstance(have, RowError) and isinstance(want, RowError):
            return ""
        ours = f"refuses it ({have.message})" if isinstance(have, RowError) else "answers it"
        theirs = f"refuse it ({want.message})" if isinstance(want, RowError) else "answer it"
        return f": the pipeline {ours}, the steps by themselves {theirs}"
    for field, value in want.items():
        if not is_close(have.get(field), value):
            return f", `{field}`: the pipeline answers {have.get(field)!r}, the steps by themselves {value!r}"
    return ""


def _measured(outcome: Outcome, orders: Orders, whole: Service, steps: Sequence[Service]) -> Outcome:
    """Return the outcome with the metrics of the whole, over the rows that have an answer and a truth."""
    wanted = orders.measure
    if wanted is None:
        return outcome
    try:
        table = read_table(Path(wanted.rows), whole.manifest.request, others=[wanted.target])
        passed = _call(steps, table.rows, orders)
        truth = table.others[wanted.target]
        pairs = [
            (known, row.given[wanted.answer])
            for known, row in zip(truth, passed, strict=True)
            if wanted.answer in row.given and row.error is None and known is not None and known == known  # noqa: PLR0124
        ]
        metrics = measure(pairs, wanted.metrics, target=wanted.target, answer=wanted.answer) if pairs else {}
    except RowsError as error:
        problem = ("NB606", error.message, wanted.rows)
    except MetricError as error:
        problem = ("NB612", error.message, error.metric)
    else:
        return _replace(outcome, metrics=metrics, measured=len(pairs), labelled=len(passed))
    return _replace(outcome, problems=(problem,))


def _replace(outcome: Outcome, **changes: Any) -> Outcome:
    return Outcome(**{**{name: getattr(outcome, name) for name in Outcome.__struct_fields__}, **changes})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
