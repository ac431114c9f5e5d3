"""How a service differs from its notebook: as a batch, row by row, shuffled, and once it is trained again."""

from __future__ import annotations

import copy
import importlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from golden.harness import PACKAGE, Outcome, quiet
from golden.plain import plain_answers, plain_requests, plain_rows

from nb2svc.build.verify_child import _check_borders, compare
from nb2svc.diagnostics import Nb2svcError, RowError
from nb2svc.runtime.loading.package import importable
from nb2svc.runtime.lookups.connections import Connection
from nb2svc.runtime.service import Service


@dataclass
class Difference:
    """One comparison that failed."""

    how: str
    detail: str


def differences(outcome: Outcome, variables: Mapping[str, Any], *, data: Path | None = None) -> list[Difference]:
    """Return how the service differs from the notebook's plain run: a batch, row by row, shuffled, trained again.

    The first entries are what a real build's verification finds, too; those that start with `plain` are not.

    Args:
        outcome: what came of the notebook.
        variables: what a plain run of it left.
        data: the folder of its data, for services that look up in a file there.
    """
    with quiet(data or Path.cwd()):
        return _differences(outcome, variables)


def _differences(outcome: Outcome, variables: Mapping[str, Any]) -> list[Difference]:
    service, results = outcome.service, outcome.results
    assert service is not None
    assert results is not None
    assert outcome.folder is not None
    golden, wanted = results.golden["rows"], results.golden["answers"]
    work = outcome.folder.parent / "work"
    borders = _check_borders(service, results, golden, outcome.folder, work)
    found = [Difference("verified border", check.detail) for check in borders if not check.passed]
    found += _compare("verified batch", service, golden, wanted)
    found += _compare("verified singles", service, golden[:40], wanted[:40], single=True)
    if service.manifest.request.input == "call":
        return found
    rows = plain_rows(outcome, variables)
    positions, answers = plain_answers(outcome, variables)
    answers = [answer for i, answer in zip(positions, answers, strict=True) if i >= 0]
    own = [rows[i] for i in positions if i >= 0]  # a row that a resampling has made up is none that was loaded
    found += _compare("plain batch", service, own, answers)
    some = np.random.default_rng(3).permutation(len(own))[:40]
    found += _compare("plain singles", service, [own[i] for i in some], [answers[i] for i in some], single=True)
    found += _compare("plain shuffled", service, [own[i] for i in some], [answers[i] for i in some])
    return found


def request_differences(outcome: Outcome, text: str, folder: Path) -> list[Difference]:
    """Return how a service whose request is made of literals differs from the notebook with other literals."""
    assert outcome.service is not None
    if outcome.service.manifest.request.input != "call":
        return []
    with quiet(folder):
        rows, answers = plain_requests(outcome, text, folder)
        return _compare("plain with these literals", outcome.service, rows, answers, single=True)


def _compare(
    how: str, service: Service, rows: list[Any], answers: list[Any], *, single: bool = False
) -> list[Difference]:
    try:
        given = [service.predict([row])[0] for row in rows] if single else service.predict(rows)
    except Nb2svcError as error:
        return [Difference(how, f"{type(error).__name__}: {error}")]
    assert not any(isinstance(a, RowError) for a in given)
    check = compare(how, given, answers)
    return [] if check.passed else [Difference(how, check.detail)]


def retrained(outcome: Outcome, data: Path) -> list[Difference]:
    """Return how the service differs once its state is the one that its own train.py makes."""
    assert outcome.folder is not None
    assert outcome.service is not None
    assert outcome.results is not None
    service, manifest = outcome.service, outcome.service.manifest
    parameters = manifest.parameters
    with importable(outcome.folder, PACKAGE):
        train = importlib.import_module(f"{PACKAGE}.train")
        with quiet(data):
            loaded = train.load(**_accepted(train.load, parameters))
            single = len(_positional(train.train)) == 1
            arguments = (loaded,) if single else tuple(loaded)
            state, metrics = train.train(*arguments, **_accepted(train.train, parameters))
    found = []
    if metrics.keys() != manifest.metrics.keys():
        found.append(Difference("train metrics", f"{sorted(metrics)} for {sorted(manifest.metrics)}"))
    found += [
        Difference("train metrics", f"{name}: {metrics[name]} for {value}")
        for name, value in manifest.metrics.items()
        if name in metrics and not np.isclose(metrics[name], value, rtol=1e-6)
    ]
    golden = outcome.results.golden
    kept = vars(service.package.state)
    state = replace(state, **{name: value for name, value in kept.items() if isinstance(value, Connection)})
    package = replace(service.package, state=state)
    again = replace(service, package=package, fresh_state=lambda: copy.deepcopy(state))
    with quiet(data):
        found += _compare("trained again", again, golden["rows"], golden["answers"])
    return found


def _accepted(function: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in parameters.items() if n in inspect.signature(function).parameters}


def _positional(function: Any) -> list[str]:
    kinds = inspect.signature(function).parameters.values()
    return [p.name for p in kinds if p.kind is not inspect.Parameter.KEYWORD_ONLY]
