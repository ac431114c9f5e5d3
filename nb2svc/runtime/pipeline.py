"""Services behind each other, served as one: what a step answers, later steps read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from nb2svc.diagnostics import RowError, StageError
from nb2svc.manifest import Link, Step
from nb2svc.runtime.rows.answers import to_json_value
from nb2svc.runtime.rows.reader import CheckedRows
from nb2svc.runtime.service import Answer, Service

__all__ = ["Pipeline"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pipeline(Service):
    """One version of a pipeline.

    Attributes:
        steps: the services, in the order of the manifest's steps.
    """

    steps: tuple[Service, ...]

    @property
    def waits(self) -> bool:
        """Whether a step waits for something else."""
        return any(step.waits for step in self.steps)

    def count_lookups(self) -> dict[str, float]:
        """Return the counts of all steps together."""
        total: dict[str, float] = {}
        for step in self.steps:
            for name, count in step.count_lookups().items():
                total[name] = total.get(name, 0) + count
        return total

    def answer_all(self, checked: CheckedRows) -> list[Answer]:
        """Return the answers to rows without a fault; a row that a step cannot take has an error.

        Raises:
            StageError: the code of a step fails; the message names the step, and the place in its notebook.
        """
        answers = self.answer(checked, range(checked.count))
        failed = next((answer for answer in answers if isinstance(answer, RowError) and _is_failure(answer)), None)
        if failed is not None:
            raise StageError(failed.message, is_about_values=failed.type == "row-refused")
        return answers

    def answer(self, checked: CheckedRows, positions: Sequence[int]) -> list[Answer]:
        """Return for each of some checked rows its answer, or why a step gives none; the other rows go on."""
        passage = _Passage(checked, positions)
        for step, service in zip(self.manifest.steps, self.steps, strict=True):
            if not passage.rows:
                break
            passage.go_through(step, service, self.manifest.steps)
        return passage.collect(self.manifest.answer)

    def stage_values(self, rows: pd.DataFrame) -> dict[str, Any]:
        """Return the rows: what the steps make of them has no name in one notebook."""
        return {self.manifest.request.name: rows}


class _Passage:
    """Rows on their way through the steps.

    Args:
        checked: the request.
        positions: rows without a fault.

    Attributes:
        rows: which of the positions are still on their way, by number.
    """

    def __init__(self, checked: CheckedRows, positions: Sequence[int]) -> None:
        self._checked = checked
        self._positions = positions
        self._errors: dict[int, RowError] = {}
        self._answers: list[dict[int, dict[str, Any]]] = []
        self.rows: Sequence[int] = range(len(positions))

    def go_through(self, step: Step, service: Service, steps: Sequence[Step]) -> None:
        """Let a step answer the rows that are left; those that it cannot take stay behind with the reason."""
        columns = {link.name: self._column(link) for link in step.inputs}
        read = service.reader.read_columns(columns, len(self.rows))
        links = {link.name: link for link in step.inputs}
        answers = service.answer(read, read.good)
        refused = [answer for answer in answers if isinstance(answer, RowError)]
        for error in (*reversed(read.errors), *refused):  # the first fault of a row is the one that stays
            row = self.rows[error.row]
            self._errors[row] = replace(_explain(error, step, links, steps), row=self._positions[row])
        answered = {
            self.rows[local]: answer
            for local, answer in zip(read.good, answers, strict=True)
            if not isinstance(answer, RowError)
        }
        self._answers.append(answered)
        self.rows = self.rows if len(answered) == len(self.rows) else list(answered)

    def collect(self, links: Sequence[Link]) -> list[Answer]:
        """Return the answers, and the errors of the rows that stayed behind, in the order of the positions."""
        columns = {link.name: self._answered(link) for link in links} if self.rows else {}
        found = {
            row: dict(zip(columns, values, strict=True))
            for row, values in zip(self.rows, zip(*columns.values(), strict=True), strict=True)
        }
        return [found[row] if row in found else self._errors[row] for row in range(len(self._positions))]

    def _answered(self, link: Link) -> Sequence[Any]:
        """Return a value of the answer for each row that is left; what was asked may be no JSON by now."""
        column = self._column(link)
        return [to_json_value(value) for value in column] if not link.step else list(column)

    def _column(self, link: Link) -> Sequence[Any] | pd.Series[Any]:
        """Return a value for each row that is left."""
        if link.step:
            answers = self._answers[link.step - 1]
            return [answers[row][link.field] for row in self.rows]
        column = self._checked.columns[link.field]
        if len(self.rows) == self._checked.count and isinstance(self._positions, range):
            return column  # all of them, in order
        taken = [self._positions[row] for row in self.rows]
        return column.iloc[taken] if isinstance(column, pd.Series) else [column[position] for position in taken]


def _explain(error: RowError, step: Step, links: Mapping[str, Link], steps: Sequence[Step]) -> RowError:
    """Return why a step has no answer, for a caller who knows the fields of the request only."""
    link = links.get(error.field)
    if link is None:
        return replace(error, field="", message=f"step `{step.title}`: {error.message}")
    if not link.step:
        return replace(error, field=link.field, message=f"step `{step.title}` cannot take it: {error.message}")
    given = f"`{link.field}` of step `{steps[link.step - 1].title}`"
    message = f"step `{step.title}` cannot take {given} as its `{link.name}`: {error.message}"
    return RowError(row=error.row, field="", type="step-refused", message=message)


def _is_failure(error: RowError) -> bool:
    return error.type in {"stage-error", "row-refused", "lookup-failed"}
