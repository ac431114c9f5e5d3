"""Answers to many rows as columns: what `predict` returned, without an object for each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nb2svc.diagnostics import RowError
from nb2svc.manifest import OutputField
from nb2svc.runtime.rows.answers import Column, answer_columns, to_json_values

__all__ = ["Answered", "AnsweredPart", "gather_parts", "gather_rows", "split_columns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What rows got.

    Attributes:
        rows: positions of the rows with an answer, ascending.
        columns: answer field -> one value for each of them.
        errors: position of every other row -> why it has no answer.
    """

    rows: Sequence[int]
    columns: Mapping[str, Column]
    errors: Mapping[int, RowError]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredPart:
    """The answers of one call of the notebook's code.

    Attributes:
        count: how many rows it was asked for.
        columns: answer field -> one value for each of them.
    """

    count: int
    columns: Mapping[str, Column]


def split_columns(answer: Any, response: Sequence[OutputField], count: int) -> list[AnsweredPart]:
    """Return what `split_answer` returns, with the same errors, as columns instead of objects."""
    return [AnsweredPart(count=count, columns=answer_columns(answer, response, count))]


def gather_parts(
    parts: Iterable[AnsweredPart | RowError], positions: Sequence[int], response: Sequence[OutputField]
) -> Answered:
    """Return parts behind each other as one.

    Args:
        parts: answers, and errors of single rows, in the order of the positions.
        positions: the rows that were asked for.
        response: the fields of an answer.
    """
    rows: list[Sequence[int]] = []
    answers: list[AnsweredPart] = []
    errors: dict[int, RowError] = {}
    start = 0
    for part in parts:
        if isinstance(part, RowError):
            errors[positions[start]] = part
            start += 1
        else:
            rows.append(positions[start : start + part.count])
            answers.append(part)
            start += part.count
    return Answered(
        rows=rows[0] if len(rows) == 1 else [row for piece in rows for row in piece],
        columns={field.name: _join([part.columns[field.name] for part in answers]) for field in response},
        errors=errors,
    )


def gather_rows(
    answers: Sequence[dict[str, Any] | RowError], positions: Sequence[int], response: Sequence[OutputField]
) -> Answered:
    """Return answers that are objects as columns."""
    good = [answer for answer in answers if not isinstance(answer, RowError)]
    told = list(zip(positions, answers, strict=True))
    return Answered(
        rows=[row for row, answer in told if not isinstance(answer, RowError)],
        columns={field.name: [answer[field.name] for answer in good] for field in response},
        errors={row: answer for row, answer in told if isinstance(answer, RowError)},
    )


def _join(pieces: Sequence[Column]) -> Column:
    if len(pieces) == 1:
        return pieces[0]
    arrays = [piece for piece in pieces if isinstance(piece, np.ndarray)]
    if len(arrays) == len(pieces) and len({(array.dtype, array.shape[1:]) for array in arrays}) == 1:
        return np.concatenate(arrays)
    return [value for piece in pieces for value in to_json_values(piece)]
