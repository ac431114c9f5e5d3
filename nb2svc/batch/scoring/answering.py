"""The rows of a chunk to answers as Arrow arrays, and to the reason where a row has none. No tables, no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from nb2svc.batch.tables.columns import to_arrow
from nb2svc.diagnostics import RowError, StageError
from nb2svc.manifest import OutputField
from nb2svc.runtime.formats.answer_arrays import to_array
from nb2svc.runtime.formats.answer_columns import answer_type, find_misfits
from nb2svc.runtime.rows.answers import Column, to_json_values
from nb2svc.runtime.service import Service

__all__ = ["ChunkAnswers", "answer_chunk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkAnswers:
    """What the rows of a chunk got.

    Attributes:
        count: how many rows there are.
        rows: positions of those with an answer, ascending; None where each has one.
        answers: answer field -> one value for each of these rows.
        errors: position of every other row -> why it has no answer.
    """

    count: int
    rows: Sequence[int] | None
    answers: Mapping[str, pa.Array]
    errors: Mapping[int, RowError]

    def spread(self) -> dict[str, pa.Array]:
        """Return one value per row of the chunk, null where there is no answer."""
        if self.rows is None:
            return dict(self.answers)
        places: list[int | None] = [None] * self.count
        for place, row in enumerate(self.rows):
            places[row] = place
        taken = pa.array(places, type=pa.int64())
        return {name: values.take(taken) for name, values in self.answers.items()}


def answer_chunk(service: Service, rows: pd.DataFrame) -> ChunkAnswers:
    """Answer rows; one whose answer does not fit the column of the result has an error instead.

    Raises:
        StageError: a look-up fails: the rows are not at fault, and the rest would fail as well.
    """
    answered = service.predict_columns(rows)
    failed = next((e for _, e in sorted(answered.errors.items()) if e.type == "lookup-failed"), None)
    if failed is not None:
        raise StageError(failed.message)
    errors = dict(answered.errors)
    answers: dict[str, pa.Array] = {}
    for output in service.manifest.response:
        values, misfits = _to_typed(answered.columns[output.name], output)
        answers[output.name] = values
        for place, message in misfits:
            row = answered.rows[place]
            errors[row] = RowError(row=row, field=output.name, type="answer-type", message=message)
    kept = [place for place, row in enumerate(answered.rows) if row not in errors] if errors else []
    if errors and len(kept) < len(answered.rows):
        answers = {name: values.take(pa.array(kept, pa.int64())) for name, values in answers.items()}
    return ChunkAnswers(
        count=len(rows),
        rows=[answered.rows[place] for place in kept] if errors else None,
        answers=answers,
        errors=errors,
    )


def _to_typed(column: Column, output: OutputField) -> tuple[pa.Array, list[tuple[int, str]]]:
    """Return a column of the result, and which of its values it cannot hold as they are, with the reason."""
    kind = answer_type(output)
    whole = to_array(column, kind)
    if whole is not None:
        return whole, []
    values: list[Any] = to_json_values(column)
    if pa.types.is_string(kind) or pa.types.is_timestamp(kind):  # these are written from any value
        return to_arrow(values, kind), []
    misfits = [
        (place, f"the answer is {values[place]!r}, and the column holds {output.dtype}, as in training")
        for place in find_misfits(values, kind)
    ]
    return to_arrow(values, kind), misfits
