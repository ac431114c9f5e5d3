"""Scores a table with a service, chunk by chunk: what the notebook of a batch run calls, in its kernel."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from nb2svc.batch.errors import TableError
from nb2svc.batch.scoring.answering import ChunkAnswers
from nb2svc.batch.scoring.processes import count_processes
from nb2svc.batch.scoring.summary import ColumnSummary
from nb2svc.batch.scoring.workers import answer_chunks
from nb2svc.batch.tables.addresses import Form, parse_address
from nb2svc.batch.tables.columns import ERROR, to_arrow
from nb2svc.batch.tables.reading import Source, open_source
from nb2svc.batch.tables.stamp import STAMP_COLUMNS
from nb2svc.batch.tables.writing import Writer, open_writer
from nb2svc.diagnostics import RowError
from nb2svc.manifest import Manifest
from nb2svc.runtime.formats.answer_columns import answer_type
from nb2svc.runtime.service import Service

__all__ = ["Rejection", "Scored", "check_columns", "result_columns", "rows_at_once", "score_table"]

_MOST_ROWS: Final = 100_000
_FEWEST_ROWS: Final = 100
_VALUES_AT_ONCE: Final = 4_000_000
_KEPT_ROWS: Final = 100_000  # more rows than these are not held in memory for the notebook's report cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A reason why rows have no answer.

    Attributes:
        field: the field at fault, or empty.
        message: the reason, for the first such row.
        row: 0-based position of that row.
    """

    field: str
    message: str
    row: int


@dataclass(slots=True, kw_only=True)
class Scored:
    """What a run showed; filled while it goes on.

    Attributes:
        manifest: of the version that answered.
        rows: how many were read.
        rejected: how many of them have an error instead of an answer.
        seconds: wall-clock time.
        inputs: one summary per request field.
        answers: one summary per answer field.
        reasons: kind and field of an error -> how many rows.
        examples: kind and field of an error -> the first one.
    """

    manifest: Manifest
    rows: int = 0
    rejected: int = 0
    seconds: float = 0.0
    inputs: dict[str, ColumnSummary] = field(default_factory=dict)
    answers: dict[str, ColumnSummary] = field(default_factory=dict)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], Rejection] = field(default_factory=dict)
    _kept: list[tuple[pd.DataFrame, pd.DataFrame]] | None = None
    _service: Service | None = None

    def values(self, *names: str) -> list[Any]:
        """Return values under their names in the notebook, for the rows that were answered: rows, features, answers.

        Raises:
            ValueError: the run has more rows than are held in memory for this.
        """
        if self._kept is None or self._service is None:
            raise ValueError(
                f"a run of {self.rows:,} rows does not hold them all: this cell works on up to {_KEPT_ROWS:,}"
            )
        rows = pd.concat([kept[0] for kept in self._kept], ignore_index=True)
        answers = pd.concat([kept[1] for kept in self._kept], ignore_index=True)
        found: dict[str, Any] = {name: answers[name] for name in answers.columns}
        if set(names) - set(found):
            found |= self._service.stage_values(rows)
        return [found[name] for name in names]


def result_columns(service: Manifest, source: Mapping[str, pa.DataType]) -> dict[str, str]:
    """Return how each input column is called in the result: as it is, or `input_...` where an answer has its name."""
    taken = {output.name for output in service.response} | {ERROR, *STAMP_COLUMNS}
    names: dict[str, str] = {}
    for name in source:
        new = name
        while new in taken or new in names.values():
            new = f"input_{new}"
        names[name] = new
    return names


def score_table(
    service: Service,
    address: str,
    staged: Path | str,
    *,
    form: Form,
    facts: Path | str | None = None,
    rejects: tuple[Path | str, Form] | None = None,
    stamp: Mapping[str, str] = MappingProxyType({}),
    keep: bool = False,
    processes: int | str = 1,
    tell: Callable[[str], None] = print,
) -> Scored:
    """Answer every row of a table and write the result: the input's columns, the answers, and `error`.

    One row of the result per row of the input, in the same order. A row without an answer has the reason in `error`,
    and an input value that does not fit its column is null there (the reason names it). Where rejects have a file of
    their own, such a row is there and not in the result.

    Args:
        service: the loaded version.
        address: of the input.
        staged: file that the result is written to.
        form: of the result.
        facts: file for how many rows there were, as JSON.
        rejects: file for the rows without an answer, and its form; they are in the result where it is not given.
        stamp: what stands on every row of the result: column -> value.
        keep: whether to hold rows and answers for `Scored.values`, up to 100,000 rows.
        processes: how many answer beside each other, or `auto`; the result is the same.
        tell: called with a line of progress after each chunk.

    Raises:
        TableError: the input cannot be read, or lacks a column.
        StageError: rows that need each other fail as a whole, or a look-up fails.
        WorkerError: a process died.
    """
    started = time.monotonic()
    manifest = service.manifest
    source = open_source(parse_address(address), manifest.request.fields)
    check_columns(manifest, source.columns, parse_address(address).shown)
    run = _start(service, keep=keep)
    names = result_columns(manifest, source.columns)
    schema = _result_schema(manifest, source, names, stamp)
    with ExitStack() as files:
        result = files.enter_context(open_writer(form, Path(staged), schema))
        rejected = files.enter_context(open_writer(rejects[1], Path(rejects[0]), schema)) if rejects else None
        count = count_processes(processes, manifest)
        if count > 1 and not manifest.rows_independent:
            tell(f"one process answers all rows in one piece: those of {manifest.version} may depend on each other")
            count = 1
        write = files.enter_context(_write_behind(partial(_write, result=result, rejected=rejected)))
        answers = answer_chunks(service, _chunks(source, manifest), processes=count)
        for chunk, found in files.enter_context(closing(answers)):
            write(_make_table(chunk, found, names, source, stamp))
            _count(run, chunk, found)
            tell(f"{run.rows:,} rows")
    run.seconds = time.monotonic() - started
    if facts is not None:
        Path(facts).write_text(json.dumps({"rows": run.rows, "rejected": run.rejected, "reasons": _listed(run)}))
    return run


@contextmanager
def _write_behind(write: Callable[[pa.Table], None]) -> Iterator[Callable[[pa.Table], None]]:
    """Give a function that writes a table while the next one is answered.

    What goes wrong is raised by the call for the next table, or at the end.
    """
    last: list[Future[None]] = []

    def write_later(table: pa.Table) -> None:
        if last:
            last.pop().result()
        last.append(pool.submit(write, table))

    with ThreadPoolExecutor(max_workers=1) as pool:
        yield write_later
        if last:
            last.pop().result()


def _write(table: pa.Table, *, result: Writer, rejected: Writer | None) -> None:
    if rejected is None:
        result.write_table(table)
        return
    is_answered = pc.is_null(table[ERROR])
    result.write_table(table.filter(is_answered))
    rejected.write_table(table.filter(pc.invert(is_answered)))


def _start(service: Service, *, keep: bool) -> Scored:
    manifest = service.manifest
    run = Scored(manifest=manifest, _kept=[] if keep else None, _service=service)
    run.inputs = {f.name: ColumnSummary(f.name, f.kind) for f in manifest.request.fields if f.required}
    run.answers = {f.name: ColumnSummary(f.name, f.kind) for f in manifest.response}
    for known in manifest.request.fields:
        low, high = known.minimum, known.maximum
        if known.name in run.inputs and isinstance(low, int | float) and isinstance(high, int | float):
            run.inputs[known.name].watch(low, high)
    return run


def check_columns(manifest: Manifest, columns: Mapping[str, object], shown: str) -> None:
    """Check that a table has every column that the service reads.

    Raises:
        TableError: it lacks some; the message names them all.
    """
    lacking = [f.name for f in manifest.request.fields if f.required and f.name not in columns]
    if not lacking:
        return
    unused = [name for name in columns if name not in {f.name for f in manifest.request.fields}]
    near = get_close_matches(lacking[0], unused, n=1)
    guess = f"; did you mean its column `{near[0]}`?" if near else f"; it has {', '.join(f'`{n}`' for n in columns)}"
    listing = ", ".join(f"`{name}`" for name in lacking)
    raise TableError(f"`{shown}` has no column {listing}, which {manifest.version} reads{guess}")


def rows_at_once(manifest: Manifest) -> int:
    """Return how many rows of a service are answered together: fewer where a row is wide."""
    shapes = [f.shape for f in manifest.request.fields] + [f.shape for f in manifest.response]
    wide = sum(math.prod(shape) for shape in shapes)
    return min(_MOST_ROWS, max(_FEWEST_ROWS, _VALUES_AT_ONCE // max(1, wide)))


def _chunks(source: Source, manifest: Manifest) -> Iterator[pd.DataFrame]:
    """Yield the table in pieces when rows are independent, else whole."""
    count = rows_at_once(manifest)
    if manifest.rows_independent:
        yield from source.chunks(count)
        return
    pieces = list(source.chunks(count))
    if pieces:
        yield pd.concat(pieces, ignore_index=True)


def _result_schema(manifest: Manifest, source: Source, names: Mapping[str, str], stamp: Mapping[str, str]) -> pa.Schema:
    columns = [(new, source.columns[name]) for name, new in names.items()]
    answers = [(f.name, answer_type(f)) for f in manifest.response]
    return pa.schema([*columns, *answers, *((name, pa.string()) for name in (ERROR, *stamp))])


def _make_table(
    chunk: pd.DataFrame,
    found: ChunkAnswers,
    names: Mapping[str, str],
    source: Source,
    stamp: Mapping[str, str],
) -> pa.Table:
    """Return the part of the result that a chunk gives."""
    columns = {new: to_arrow(chunk[name], source.columns[name]) for name, new in names.items()}
    columns |= found.spread()
    reasons: list[str | None] = [None] * found.count if found.errors else []
    for row, error in found.errors.items():
        reasons[row] = _explain(error)
    columns[ERROR] = pa.array(reasons, type=pa.string()) if reasons else pa.nulls(found.count, pa.string())
    columns |= {name: _repeat(value, found.count) for name, value in stamp.items()}
    return pa.table(columns)


def _repeat(value: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype="int32")), pa.array([value]))


def _count(run: Scored, chunk: pd.DataFrame, found: ChunkAnswers) -> None:
    """Note what came of a chunk."""
    for position, error in sorted(found.errors.items()):
        key = (error.type, error.field)
        run.reasons[key] += 1
        run.examples.setdefault(key, Rejection(field=error.field, message=error.message, row=run.rows + position))
    run.rejected += len(found.errors)
    run.rows += found.count
    for name, summary in run.inputs.items():
        summary.add(chunk[name])
    for name, summary in run.answers.items():
        summary.add(found.answers[name])
    if run._kept is not None:  # noqa: SLF001 - this file fills it
        rows = chunk if found.rows is None else chunk.iloc[list(found.rows)]
        run._kept.append((rows, pd.DataFrame({n: _to_pandas(a) for n, a in found.answers.items()})))  # noqa: SLF001
        if run.rows > _KEPT_ROWS:
            run._kept = None  # noqa: SLF001


def _to_pandas(values: pa.Array) -> pd.Series[Any]:
    series: pd.Series[Any] = (
        pd.Series(values.to_pylist(), dtype=object) if pa.types.is_nested(values.type) else values.to_pandas()
    )
    return series


def _explain(error: RowError) -> str:
    return f"{error.field}: {error.message}" if error.field else error.message


def _listed(run: Scored) -> list[dict[str, Any]]:
    common = run.reasons.most_common(5)
    return [{"rows": n, "field": key[1], "message": run.examples[key].message} for key, n in common]
