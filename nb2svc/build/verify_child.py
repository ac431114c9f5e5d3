"""The fresh process of a verification: `python -m nb2svc.build.verify_child STAGED WORK`."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Final

import msgspec
import numpy as np

from nb2svc.build.comparison import compare
from nb2svc.build.orders import Results, read_results
from nb2svc.build.probe.values import same, take
from nb2svc.build.verify import OUTCOME, Outcome
from nb2svc.diagnostics import Nb2svcError
from nb2svc.manifest import Check, LineMapping, StateValue
from nb2svc.runtime.loading.bundle import read_bundle
from nb2svc.runtime.loading.package import importable
from nb2svc.runtime.notebook_service import NotebookService, load_notebook_service
from nb2svc.runtime.rows.frames import build_input
from nb2svc.runtime.state import decode_state

__all__ = ["main"]

Rows = list[dict[str, Any]]

_LOOKUP_SECONDS: Final = 300.0  # all rows of the training at once are more than a request holds


def main(staged: Path, work: Path) -> None:
    """Verify a staged bundle and leave the outcome in the working folder."""
    service = load_notebook_service(read_bundle(staged), live_clock=False, lookup_seconds=_LOOKUP_SECONDS)
    results = read_results(work)
    assert results is not None
    rows, answers = results.golden["rows"], results.golden["answers"]
    checks = [
        *_check_borders(service, results, rows, staged, work),
        _check("one-batch", lambda: service.predict(rows), answers),
        _check("row-by-row", lambda: [service.predict([row])[0] for row in rows], answers),
        _check_shuffled(service, rows, answers),
        _check("json-round-trip", lambda: _through_json(service, rows), answers),
        *_check_everything(service, results, staged, work),
        *_check_without_lookups(service, rows),
    ]
    place, name = ("", "")
    if not all(check.passed for check in checks):
        place, name = _find_culprit(service, results, staged, work)
    outcome = Outcome(checks=tuple(checks), culprit=place, culprit_name=name)
    (work / OUTCOME).write_bytes(msgspec.json.encode(outcome))


def _check_borders(service: NotebookService, results: Results, rows: Rows, staged: Path, work: Path) -> list[Check]:
    """Compare what preprocess gives with what the notebook's predict cells started from."""
    names = service.manifest.stages[0].outputs
    stored = {name: results.expected.get(f"border.{name}") for name in names}
    if service.package.preprocess is None or not any(stored.values()):
        return []  # a predict stage that starts inside a cell has no border that was seen
    checked = service.reader.read(rows)
    if checked.errors:
        detail = f"a golden row is refused: {checked.errors[0].field}: {checked.errors[0].message}"
        return [Check(name="preprocess", passed=False, rows=len(rows), detail=detail)]
    service.caps.apply()
    try:
        values = service.package.preprocess(
            build_input(checked, checked.good, service.manifest.request), service.fresh_state()
        )
    except Exception as error:  # noqa: BLE001 - whatever generated code raises is a failed check
        detail = f"preprocess raises {type(error).__name__}: {error}"
        return [Check(name="preprocess", passed=False, rows=len(rows), detail=detail)]
    values = values if len(names) > 1 else (values,)
    for name, value in zip(names, values, strict=True):
        held = stored[name]
        if held is None:
            continue
        expected = _decode(held, staged, work / "expected", service.manifest.package)
        if not same(*_common_columns(expected, value)):
            detail = f"`{name}` is not what the notebook had before the prediction"
            return [Check(name="preprocess", passed=False, rows=len(rows), detail=detail)]
    return [Check(name="preprocess", passed=True, rows=len(rows))]


def _decode(value: StateValue, staged: Path, folder: Path, package: str) -> Any:
    with importable(staged, package):
        return decode_state(value, folder, package=package)


def _check(name: str, answer: Callable[[], Rows], expected: Rows) -> Check:
    try:
        found = answer()
    except Nb2svcError as error:
        return Check(name=name, passed=False, rows=len(expected), detail=str(error))
    return compare(name, found, expected)


def _check_everything(service: NotebookService, results: Results, staged: Path, work: Path) -> list[Check]:
    """Compare all rows that the notebook answered, in the order of the data and shuffled: rare cases show here."""
    held = results.everything
    if held is None:
        return []
    rows = _decode(held.rows, staged, work / "everything", service.manifest.package)
    order = np.random.default_rng(7).permutation(len(held.answers))
    return [
        _check("all-rows", lambda: service.predict(_as_request(rows)), held.answers),
        _check(
            "all-rows-shuffled",
            lambda: service.predict(_as_request(take(rows, order))),
            [held.answers[i] for i in order],
        ),
    ]


def _check_without_lookups(service: NotebookService, rows: Rows) -> list[Check]:
    """Check that rows are answered where look-ups fail and missing values are to take the place of what they give."""
    looker = service.package.looker
    if looker is None or any(lookup.on_failure != "missing" for lookup in service.manifest.lookups):
        return []
    looker.is_down = True
    try:
        service.predict(rows)
    except Nb2svcError as error:
        detail = f"with missing values in place of what is looked up there is no answer: {error}"
        return [Check(name="without-lookups", passed=False, rows=len(rows), detail=detail)]
    finally:
        looker.is_down = False
    return [Check(name="without-lookups", passed=True, rows=len(rows))]


def _as_request(rows: Any) -> Any:
    return rows if hasattr(rows, "columns") else list(rows)


def _check_shuffled(service: NotebookService, rows: Rows, answers: Rows) -> Check:
    order = list(range(len(rows)))
    random.Random(7).shuffle(order)  # noqa: S311 - any order will do
    return _check("shuffled", lambda: service.predict([rows[i] for i in order]), [answers[i] for i in order])


def _through_json(service: NotebookService, rows: Rows) -> Rows:
    found: Rows = json.loads(json.dumps(service.predict(json.loads(json.dumps(rows)))))
    return found


def _find_culprit(service: NotebookService, results: Results, staged: Path, work: Path) -> tuple[str, str]:
    """Run the first sample statement by statement and return the first whose value is not the one of the run."""
    witnesses = {
        tuple(key.split("|")): _decode(value, staged, work / "witnesses", service.manifest.package)
        for key, value in results.witnesses.items()
    }
    found: list[tuple[str, str]] = []
    seen: set[tuple[str, ...]] = set()
    mappings = service.manifest.line_map

    def compare_locals(frame: FrameType, line: int) -> None:
        module = Path(frame.f_code.co_filename).name
        for (place, name), expected in witnesses.items():
            done = _is_done(mappings, module, place, line)
            if done and (place, name) not in seen and name in frame.f_locals:
                seen.add((place, name))
                if not same(*_common_columns(expected, frame.f_locals[name])):
                    found.append((place, name))

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if not frame.f_code.co_filename.startswith(str(staged)):
            return None
        if event in {"line", "return"}:
            compare_locals(frame, frame.f_lineno if event == "line" else 1 << 30)
        return trace

    sys.settrace(trace)
    try:
        service.predict(results.sample)
    except Nb2svcError:
        pass  # what was compared until then is what we want to know
    finally:
        sys.settrace(None)
    return found[0] if found else ("", "")


def _common_columns(expected: Any, found: Any) -> tuple[Any, Any]:
    """Return both without the columns that only one has: a request has no target and no dropped columns."""
    if not hasattr(expected, "columns") or not hasattr(found, "columns"):
        return expected, found
    common = [c for c in expected.columns if c in found.columns]
    return expected[common], found[common]


def _is_done(mappings: Sequence[LineMapping], module: str, place: str, line: int) -> bool:
    """Whether the statement at `place` lies above the line that is about to run."""
    cell_id, cell_line, _ = place.split(":")
    for mapping in mappings:
        offset = int(cell_line) - mapping.cell_line
        if mapping.module == module and mapping.cell_id == cell_id and 0 <= offset <= mapping.last - mapping.first:
            return mapping.last < line
    return False


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
