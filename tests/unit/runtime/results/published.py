"""Results in a table, published as batch runs publish them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa

from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.publishing import publish
from nb2svc.batch.tables.stamp import Stamp
from nb2svc.batch.tables.writing import open_writer
from nb2svc.runtime.results.source import ResultsSource

FIRST = datetime(2026, 11, 19, 6, tzinfo=UTC)


def source_of(database: str, *, key: str = "customer_id", table: str = "scores", name: str = "") -> ResultsSource:
    """The results in a table, as the command line would name them."""
    path = f"/results/{name}" if name else "/results"
    return ResultsSource(name=name or table, path=path, url=database, table=table, key=key)


def write_results(
    database: str,
    folder: Path,
    rows: pd.DataFrame | pa.Table,
    *,
    day: int = 0,
    key: str = "customer_id",
    answers: tuple[str, ...] = ("proba",),
    table: str = "scores",
    version: str = "churn@7",
) -> None:
    """Publish rows, in which `error` may be missing, as the run of a day at six."""
    time = FIRST + timedelta(days=day)
    stamp = Stamp(run_id=f"run-{day}", time=time, version=version, ordered=time)
    made = rows if isinstance(rows, pa.Table) else pa.Table.from_pandas(rows, preserve_index=False)
    if "error" not in made.column_names:
        made = made.append_column("error", pa.nulls(len(made), pa.string()))
    for name, value in stamp.columns.items():
        made = made.append_column(name, pa.array([value] * len(made), pa.string()))
    staged = folder / "staged"
    with open_writer("database", staged, made.schema) as writer:
        writer.write_table(made)
    publish(staged, parse_address(f"{database}::{table}"), stamp=stamp, key=key, answers=answers)
