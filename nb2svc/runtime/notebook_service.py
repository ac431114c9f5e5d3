"""What a notebook became, loaded: the generated code of one bundle answers rows."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar, cast

import pandas as pd

from nb2svc.diagnostics import BundleError, RowError, StageError
from nb2svc.manifest import Manifest, OutputField, StageSignature
from nb2svc.runtime.loading.bundle import Bundle, read_golden
from nb2svc.runtime.loading.environment import check_environment
from nb2svc.runtime.loading.package import Package, import_package
from nb2svc.runtime.loading.threads import ThreadCaps
from nb2svc.runtime.loading.upkeep import make_state_source
from nb2svc.runtime.lookups.errors import LookupFailedError, hide_passwords, is_about_values
from nb2svc.runtime.rows.answered import Answered, gather_parts, split_columns
from nb2svc.runtime.rows.answers import AnswerShapeError, split_answer, to_json_value
from nb2svc.runtime.rows.frames import build_arguments, build_input
from nb2svc.runtime.rows.reader import CheckedRows, RowReader
from nb2svc.runtime.service import Answer, Service
from nb2svc.runtime.stage_clock import count_predict
from nb2svc.runtime.tracebacks import describe_place, format_in_notebook, has_lost_rows

__all__ = ["NotebookService", "load_notebook_service"]

_LOG: Final = logging.getLogger(__name__)

_Part = TypeVar("_Part")
Split: TypeAlias = Callable[[Any, Sequence[OutputField], int], list[_Part]]
"""From what `predict` returned to answers, one object per row or one part for all; see `split_answer`."""


def load_notebook_service(
    bundle: Bundle, *, live_clock: bool = True, caps: ThreadCaps | None = None, lookup_seconds: float | None = None
) -> NotebookService:
    """Return the bundle of a notebook as a service that answers.

    Args:
        bundle: what `read_bundle` returned.
        live_clock: whether requests read the clock, where the notebook does; else they get the time of its run.
        caps: the thread caps, where others compute with the same; else those of the manifest.
        lookup_seconds: how long a look-up may take; what the settings say where this is not given.

    Raises:
        BundleError: the libraries here are too far from those of the build, or code or state cannot be loaded.
    """
    manifest = bundle.manifest
    check_environment(manifest.environment, version=manifest.version)
    _check_stages(manifest)
    package = import_package(bundle, lookup_seconds=lookup_seconds)
    return NotebookService(
        manifest=manifest,
        folder=bundle.folder,
        golden=read_golden(bundle),
        package=package,
        fresh_state=make_state_source(package.state, package.read_clock if live_clock else None),
        reader=RowReader(manifest.request),
        caps=caps or ThreadCaps(manifest.threads),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NotebookService(Service):
    """One version of a notebook's service.

    Attributes:
        package: the generated code and its state.
        fresh_state: gives each call a state it may change.
        caps: the thread caps under which the notebook ran.
    """

    package: Package
    fresh_state: Callable[[], Any]
    caps: ThreadCaps

    def count_lookups(self) -> dict[str, float]:
        """Return how many look-ups went well, how many failed and their seconds; nothing where there are none."""
        return self.package.looker.count() if self.package.looker is not None else {}

    def answer_all(self, checked: CheckedRows) -> list[Answer]:
        """Return the answers to rows without a fault; the first failure of the code stops it, and is logged.

        Raises:
            StageError: the notebook's code fails; the message names its cell and line.
        """
        try:
            return self._answer(checked, range(checked.count), split_answer)
        except StageError as error:
            self._log_failure(error, more=0)
            raise

    def answer(self, checked: CheckedRows, positions: Sequence[int]) -> list[Answer]:
        """Return for each of some checked rows its answer, or why the notebook's code gives none.

        Args:
            checked: what the reader returned.
            positions: rows without a fault.
        """
        return self._answer_logged(checked, positions, split_answer)

    def answer_columns(self, checked: CheckedRows, positions: Sequence[int]) -> Answered:
        """Return what `answer` does, as columns; see there."""
        if self.manifest.request.input == "call":
            return super().answer_columns(checked, positions)
        parts = self._answer_logged(checked, positions, split_columns)
        return gather_parts(parts, positions, self.manifest.response)

    def _answer_logged(
        self, checked: CheckedRows, positions: Sequence[int], split: Split[_Part]
    ) -> list[_Part | RowError]:
        if not positions:
            return []
        failures: list[StageError] = []
        parts = self._answer_each(checked, positions, failures, split)
        if failures:
            self._log_failure(failures[0], more=len(failures) - 1)
        return parts

    def stage_values(self, rows: pd.DataFrame) -> dict[str, Any]:
        """Return the rows as the notebook has them, and what its preprocessing makes of them.

        Args:
            rows: a table of good rows; its other columns are kept.
        """
        request = self.manifest.request
        checked = self.reader.read(rows[[field.name for field in request.fields if field.required]])
        made = build_input(checked, range(checked.count), request)
        found = {request.name: rows.assign(**made) if isinstance(made, pd.DataFrame) else made}
        stage = _by_name(self.manifest).get("preprocess")
        if stage is not None and self.package.preprocess is not None:
            given = build_input(checked, range(checked.count), request)  # anew: it may be changed in place
            features = self.package.preprocess(*(given for _ in stage.inputs), self.fresh_state())
            found |= zip(stage.outputs, features if len(stage.outputs) > 1 else (features,), strict=True)
        return found

    def _answer_each(
        self, checked: CheckedRows, positions: Sequence[int], failures: list[StageError], split: Split[_Part]
    ) -> list[_Part | RowError]:
        """Return answers, and an error for each row on which the code fails, found by halving."""
        try:
            return self._answer(checked, positions, split)
        except LookupFailedError as error:  # fewer rows would ask the same, and wait as long
            failures.append(error)
            return [RowError(row=row, field="", type="lookup-failed", message=error.message) for row in positions]
        except StageError as error:
            if len(positions) == 1 or not self.manifest.rows_independent:
                failures.append(error)
                kind = "row-refused" if error.is_about_values else "stage-error"
                return [RowError(row=row, field="", type=kind, message=error.message) for row in positions]
        return [found for half in _halves(positions) for found in self._answer_each(checked, half, failures, split)]

    def _answer(self, checked: CheckedRows, positions: Sequence[int], split: Split[_Part]) -> list[_Part | RowError]:
        """Return the answers to good rows as `split` makes them; a row that the code drops has an error instead.

        Raises:
            StageError: the code fails.
        """
        if self.manifest.request.input == "call":
            return [cast("_Part", self._answer_call(checked, at)) for at in positions]  # never asked for as columns
        values = build_input(checked, positions, self.manifest.request)
        try:
            return [*split(self._run(values), self.manifest.response, len(positions))]
        except AnswerShapeError as error:
            if not error.is_short:
                raise StageError(f"{self.version} gives no usable answer: {error}") from error
            if len(positions) == 1:
                return [_dropped(positions[0])]
            if not self.manifest.rows_independent:
                raise StageError(f"{self.version} drops rows, and which ones cannot be told: {error}") from error
        except TypeError as error:
            raise StageError(f"{self.version} gives no usable answer: {error}") from error
        return [found for half in _halves(positions) for found in self._answer(checked, half, split)]

    def _answer_call(self, checked: CheckedRows, position: int) -> dict[str, Any]:
        """Return the answer to one request that `predict` takes as arguments.

        Raises:
            StageError: the code fails.
        """
        values = build_arguments(checked, position, self.manifest.request)
        try:
            answer = self._run(values)
            return {field.name: to_json_value(answer[field.name]) for field in self.manifest.response}
        except (KeyError, TypeError, AnswerShapeError) as error:
            raise StageError(f"{self.version} gives no usable answer: {error}") from error

    def _log_failure(self, error: StageError, *, more: int) -> None:
        """Log the first failure of a call: a thousand rows mostly fail for one reason."""
        cause = error.__cause__ or error
        also = f" (and on {more} more rows)" if more else ""
        text = hide_passwords(format_in_notebook(cause, self.manifest, self.folder))
        _LOG.error("%s fails%s: %s\n%s", self.version, also, error.message, text)

    def _run(self, rows: Any) -> Any:
        """Run the generated stages on an input.

        Raises:
            AnswerShapeError: they drop every row, and then raise.
            StageError: they raise; the message has the place in the notebook, the cause is chained.
        """
        self.caps.apply()
        state = self.fresh_state()
        # the notebook's code may raise anything, also what would end the process (`exit()`, a panic of a library in
        # Rust); this is the edge between it and the service
        try:
            with _without_gradients():
                return self._call_stages(rows, state)
        except LookupFailedError as error:
            cause = error.__cause__ or error
            place = describe_place(cause, self.manifest, self.folder)
            raise LookupFailedError(f"a look-up fails: {error.message} ({place})") from cause
        except KeyboardInterrupt:
            raise  # it is not the notebook's: somebody at a terminal wants to stop
        except BaseException as error:
            if has_lost_rows(error, self.manifest, self.folder):
                raise AnswerShapeError("the notebook's code drops every row and then fails", is_short=True) from error
            place = describe_place(error, self.manifest, self.folder)
            text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise StageError(f"{text} ({place})", is_about_values=is_about_values(error)) from error

    def _call_stages(self, rows: Any, state: Any) -> Any:
        is_call = self.manifest.request.input == "call"
        known: dict[str, Any] = dict(rows) if is_call else {self.manifest.request.name: rows}
        signatures = _by_name(self.manifest)
        if self.package.preprocess is not None:
            stage = signatures["preprocess"]
            made = self.package.preprocess(*(known[name] for name in stage.inputs), state)
            known |= zip(stage.outputs, made if len(stage.outputs) > 1 else (made,), strict=True)
        started = time.perf_counter()
        try:
            return self.package.predict(*(known[name] for name in signatures["predict"].inputs), state)
        finally:
            count_predict(started)


def _by_name(manifest: Manifest) -> Mapping[str, StageSignature]:
    return {stage.name: stage for stage in manifest.stages}


def _check_stages(manifest: Manifest) -> None:
    """Check that every input of a stage is the request or an output of the stage before."""
    signatures = _by_name(manifest)
    is_call = manifest.request.input == "call"
    known = {field.name for field in manifest.request.fields} if is_call else {manifest.request.name}
    if "predict" not in signatures:
        raise BundleError(f"{manifest.version} has no predict stage; build the service again")
    for name in ("preprocess", "predict"):
        if name in signatures:
            unknown = [given for given in signatures[name].inputs if given not in known]
            if unknown:
                raise BundleError(f"{name} of {manifest.version} needs `{unknown[0]}`, which no stage gives")
            known |= set(signatures[name].outputs)


def _halves(positions: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    middle = len(positions) // 2
    return positions[:middle], positions[middle:]


def _dropped(row: int) -> RowError:
    message = "the notebook's code drops this row (a filter or dropna), so there is no answer to it"
    return RowError(row=row, field="", type="row-dropped", message=message)


def _without_gradients() -> AbstractContextManager[Any]:
    torch = sys.modules.get("torch")
    return torch.no_grad() if torch is not None else nullcontext()
