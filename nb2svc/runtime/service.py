"""A loaded version of a service: rows in, answers out. It knows nothing of HTTP, nor of what makes the answers.

What a notebook became is in `notebook_service.py`, services behind each other are in `pipeline.py`; both are loaded by
`load.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from nb2svc.diagnostics import RequestError, RowError
from nb2svc.manifest import Manifest
from nb2svc.runtime.loading.bundle import Golden
from nb2svc.runtime.rows.answered import Answered, gather_rows
from nb2svc.runtime.rows.reader import CheckedRows, RowReader, Rows, merge_rows

__all__ = ["Answer", "Service"]

Answer: TypeAlias = "dict[str, Any] | RowError"
"""What a row gets: a JSON-ready object, or why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Service(ABC):
    """One version of a service, loaded.

    Attributes:
        manifest: everything known of the version.
        folder: the bundle's folder.
        golden: sample rows and the answers that the build proved.
        reader: validates rows.
    """

    manifest: Manifest
    folder: Path
    golden: Golden
    reader: RowReader

    @property
    def name(self) -> str:
        """The service's name."""
        return self.manifest.service

    @property
    def version(self) -> str:
        """The version in words, `churn@7`."""
        return self.manifest.version

    @property
    def waits(self) -> bool:
        """Whether an answer may wait for something else, such as a database."""
        return bool(self.manifest.lookups)

    def count_lookups(self) -> dict[str, float]:
        """Return how many look-ups went well, how many failed and their seconds; nothing where there are none."""
        return {}

    def predict(self, rows: Rows) -> list[dict[str, Any]]:
        """Return the answers to rows, one per row in the same order; no rows give no answers.

        Args:
            rows: a list of dicts or a DataFrame; for an input that is no frame also a list of values or arrays, one
                per row.

        Raises:
            RequestError: rows that do not fit the schema, or that the notebook's own filter drops; with all faults.
            StageError: the notebook's code fails on them; the message names its cell and line.
        """
        checked = self.reader.read(rows)
        if checked.errors:
            raise RequestError(checked.errors)
        answers = self.answer_all(checked) if checked.count else []
        dropped = tuple(answer for answer in answers if isinstance(answer, RowError))
        if dropped:
            raise RequestError(dropped)
        return [answer for answer in answers if not isinstance(answer, RowError)]

    def predict_each(self, rows: Rows) -> list[Answer]:
        """Return for each row its answer, or why it has none; one bad row costs the others nothing.

        Args:
            rows: as for `predict`; no rows give no answers.
        """
        checked = self.reader.read(rows)
        first_errors = {error.row: error for error in reversed(checked.errors)}
        good = checked.good
        answered = dict(zip(good, self.answer(checked, good), strict=True))
        return [first_errors[row] if row in first_errors else answered[row] for row in range(checked.count)]

    def predict_columns(self, rows: Rows) -> Answered:
        """Return what `predict_each` does, as columns: for tables of which every row would be an object else."""
        checked = self.reader.read(rows)
        errors = {error.row: error for error in reversed(checked.errors)}
        answered = self.answer_columns(checked, checked.good)
        return replace(answered, errors={**answered.errors, **errors})

    def answer_columns(self, checked: CheckedRows, positions: Sequence[int]) -> Answered:
        """Return what `answer` does, as columns.

        Args:
            checked: what the reader returned.
            positions: rows without a fault.
        """
        return gather_rows(self.answer(checked, positions), positions, self.manifest.response)

    @abstractmethod
    def answer_all(self, checked: CheckedRows) -> list[Answer]:
        """Return the answers to rows without a fault, at least one; a row that is dropped on the way has an error.

        Raises:
            StageError: a notebook's code fails.
        """

    @abstractmethod
    def answer(self, checked: CheckedRows, positions: Sequence[int]) -> list[Answer]:
        """Return for each of some checked rows its answer, or why there is none; nothing is raised.

        Args:
            checked: what the reader returned.
            positions: rows without a fault.
        """

    @abstractmethod
    def stage_values(self, rows: pd.DataFrame) -> dict[str, Any]:
        """Return the rows, and what is made of them before the prediction, under their names in the notebook.

        Args:
            rows: a table of good rows, with other columns too.
        """

    def answer_together(self, parts: Sequence[CheckedRows]) -> list[list[Answer]]:
        """Return for each of several requests what `answer` returns for all its rows, by one call of the code.

        Args:
            parts: rows without faults; their columns are lists where there are several parts. Only for a version whose
                rows are independent.
        """
        if len(parts) == 1:
            return [self.answer(parts[0], range(parts[0].count))]
        merged = merge_rows(parts)
        answers = iter(self.answer(merged, range(merged.count)))
        taken = [list(islice(answers, part.count)) for part in parts]
        starts = accumulate((part.count for part in parts), initial=0)
        return [_renumber(rows, start) for rows, start in zip(taken, starts, strict=False)]


def _renumber(answers: list[Answer], start: int) -> list[Answer]:
    """Return the answers of one part, whose rows are counted from its own first one."""
    if not any(isinstance(answer, RowError) for answer in answers):
        return answers
    return [replace(answer, row=answer.row - start) if isinstance(answer, RowError) else answer for answer in answers]
