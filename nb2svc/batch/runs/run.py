"""One batch run: a notebook made from a bundle, executed by papermill, its result published in one step."""

from __future__ import annotations

import errno
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, Literal

from nb2svc.batch.errors import RunFailedError, TableError, at_field
from nb2svc.batch.ledger.ids import new_run_id
from nb2svc.batch.notebook.report_cells import ReportCells
from nb2svc.batch.notebook.run_notebook import Orders, make_notebook
from nb2svc.batch.orders.parameters import bind_parameters, read_report_cells
from nb2svc.batch.report.failures import find_failures
from nb2svc.batch.report.page import Background, RunFacts, write_run_page
from nb2svc.batch.report.pdf import PdfError, find_browser, print_pdf
from nb2svc.batch.scoring.score import check_columns, result_columns
from nb2svc.batch.tables.addresses import Address, parse_address
from nb2svc.batch.tables.columns import ERROR
from nb2svc.batch.tables.publishing import check_folder, publish, work_place
from nb2svc.batch.tables.reading import check_apart, open_source
from nb2svc.batch.tables.references import Reference
from nb2svc.batch.tables.stamp import STAMP_COLUMNS, Stamp
from nb2svc.build.execution import Execution, run_notebook
from nb2svc.build.lean_import import skip_url_grammars
from nb2svc.build.progress import OnProgress, Progress, Step
from nb2svc.manifest import Manifest
from nb2svc.runtime.loading.bundle import read_bundle

__all__ = ["Run", "run_batch"]

_PROGRESS: Final = re.compile(r"[\d,]+ rows")
_FAILURES: Final[Mapping[str, Literal["failed", "timed-out", "died"]]] = {
    "failed": "failed",
    "timed-out": "timed-out",
    "died": "died",
}
_FULL: Final = "there is no space left on the disk: the result, its report and the notebook of the run need some"
_OWN_ERRORS: Final = frozenset(
    {"TableError", "BundleError", "StageError", "RequestError", "MissingExtraError", "WorkerError"}
)
"""Exceptions whose message is made for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A batch run that came to its end.

    Attributes:
        id: key of the run; a rerun with the same one replaces its rows in a database.
        version: what answered, `churn@7`.
        rows: how many the input had.
        scored: how many have an answer.
        rejected: how many have a reason in `error` instead.
        seconds: wall-clock time.
        output: address of the result, without a password.
        report: the HTML report.
        notebook: the executed notebook, beside the report.
        digest: fields of input and answers in a few numbers, for comparison with later runs.
        pdf: the report as PDF, where that was ordered.
        warnings: what did not work and costs the run nothing.
    """

    id: str
    version: str
    rows: int
    scored: int
    rejected: int
    seconds: float
    output: str
    report: Path
    notebook: Path
    digest: Mapping[str, Any] = field(default_factory=dict)
    pdf: Path | None = None
    warnings: tuple[str, ...] = ()


def run_batch(
    folder: Path,
    *,
    input: str,  # noqa: A002 - the word of the command line
    output: str,
    report: Path | None = None,
    parameters: Mapping[str, Any] | None = None,
    timeout: float | None = None,
    run_id: str | None = None,
    logical_time: datetime | None = None,
    ordered: datetime | None = None,
    rejects: str | None = None,
    max_rejects: float = 1.0,
    overwrites: bool = False,
    key: str = "",
    processes: int | str = 1,
    pdf: bool = False,
    background: Background | None = None,
    on_progress: OnProgress | None = None,
) -> Run:
    """Answer a whole table with a version, and write a report.

    The result has the input's columns, then the answers, then `error`, then whose the row is (`run_id`,
    `logical_date`, `logical_time`, `version`): one row per input row, in the same order. An input column that has the
    name of another one becomes `input_<name>`. Nothing is written until every row is done.

    Args:
        folder: the version's folder.
        input: address of the rows, see `addresses`.
        output: address of the result. A file is replaced unless it holds the result of a later time; in a database
            the rows of the same logical time are replaced.
        report: where the HTML report goes; else beside the output.
        parameters: values of the notebook's parameters for its report cells. What a version answers does not depend
            on them, because they were fixed when it was built.
        timeout: seconds for the whole run.
        run_id: key of the run; a new one is made when it is not given.
        logical_time: what the run is for, with a time zone; now when it is not given.
        ordered: when the run was started; a result of one that was started later is not replaced.
        rejects: address for the rows without an answer; they stay in the result where it is not given.
        max_rejects: the part of the rows, from 0 to 1, that may be left without an answer.
        overwrites: whether to replace a result of a later time, or of a run that was started later.
        key: the column by which an application asks for a row of the result, which is then in a database: it gets an
            index, and no two rows may have the same value.
        processes: how many answer beside each other, or `auto`; the result is the same.
        pdf: whether the report is printed as well.
        background: what the report says of the run besides, the last run among it.
        on_progress: told of each step.

    Raises:
        BundleError: the version is not sound.
        TableError: the input cannot be read, or the output cannot be written.
        RunFailedError: the run failed, took too long, or left too many rows without an answer. The output is as it was.
        BatchError: what was ordered cannot be.
    """
    browser = find_browser() if pdf else None  # one that is missing is told before the run
    version = read_bundle(folder).manifest
    with at_field("input"):
        source = parse_address(input)
    with at_field("output"):
        target = parse_address(output)
    now = datetime.now(UTC)
    stamp = Stamp(
        run_id=run_id or new_run_id(now),
        time=logical_time or now.astimezone(),
        version=version.version,
        ordered=ordered or now,
    )
    page = Path(report or _default_report(target, version, stamp.run_id)).absolute()
    apart = parse_address(rejects) if rejects else None
    _check_places(version, source, target, apart, page, key)
    cells = read_report_cells(folder, version)
    job = _Job(
        manifest=version,
        folder=folder.resolve(),
        source=source,
        target=target,
        rejects=apart,
        stamp=stamp,
        max_rejects=max_rejects,
        overwrites=overwrites,
        key=key,
        processes=processes,
        page=page,
        cells=cells,
        values=_find_secrets(bind_parameters(version, parameters or {}, cells)),
        given=parameters or {},
        background=background,
        tell=on_progress or (lambda _: None),
    )
    run = job.run(timeout)
    return _print(run, browser, job.tell) if browser is not None else run


def _print(run: Run, browser: Path, tell: OnProgress) -> Run:
    """Print the report; what goes wrong there costs the run nothing."""
    try:
        return replace(run, pdf=print_pdf(run.report, browser))
    except PdfError as error:
        tell(Progress(step="publish", state="output", detail=f"warning: {error.message}\n"))
        return replace(run, warnings=(error.message,))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """A run whose orders are checked."""

    manifest: Manifest
    folder: Path
    source: Address
    target: Address
    rejects: Address | None
    stamp: Stamp
    max_rejects: float
    overwrites: bool
    key: str
    processes: int | str
    page: Path
    cells: ReportCells
    values: Mapping[str, Any]
    given: Mapping[str, Any]
    background: Background | None
    tell: OnProgress

    @property
    def executed(self) -> Path:
        """Where the executed notebook stays; never the name of a notebook that someone wrote."""
        stem = self.page.name.removesuffix(".html").removesuffix(".report")
        return self.page.with_name(f"{stem}.run.ipynb")

    def run(self, timeout: float | None) -> Run:
        """Do it all.

        Raises:
            RunFailedError: see `run_batch`.
            TableError: the same.
        """
        try:
            return self._run(timeout)
        except OSError as error:
            what = _FULL if error.errno == errno.ENOSPC else str(error) or type(error).__name__
            raise RunFailedError(f"{what}. Nothing is written to `{self.target.shown}`") from error

    def _run(self, timeout: float | None) -> Run:
        started = time.monotonic()
        with _work_folder(self.target) as work:
            self._step("run", "started", f"{self.manifest.version} on {self.source.shown}")
            found = self._score(work, timeout)
            rows, rejected = found["rows"], found["rejected"]
            self._step("run", "done", f"{rows - rejected:,} of {rows:,} rows answered")
            self._step("publish", "started", self.target.shown)
            run = Run(
                id=self.stamp.run_id,
                version=self.manifest.version,
                rows=rows,
                scored=rows - rejected,
                rejected=rejected,
                seconds=time.monotonic() - started,
                output=self.target.shown,
                report=self.page,
                notebook=self.executed,
                digest=found["digest"],
            )
            self._publish(run, found, work)
        self._step("publish", "done", str(self.page))
        return run

    def _score(self, work: Path, timeout: float | None) -> dict[str, Any]:
        """Execute the notebook and return what it found: rows, rejected, reasons and digest."""
        skip_url_grammars()
        import nbformat  # only when a run starts: keeps the command line quick

        orders = Orders(
            stamp=self.stamp,
            bundle=str(self.folder),
            input=self.source,
            output=self.target,
            staged=str(work / "rows"),
            rejects=None if self.rejects is None else (str(work / "rejects"), self.rejects.form),
            facts=str(work / "facts.json"),
            processes=self.processes,
        )
        nbformat.write(make_notebook(orders, self.manifest, self.cells, self.values), work / "run.ipynb")
        end = run_notebook(
            work / "run.ipynb",
            output=self.executed,
            cwd=Path.cwd(),  # addresses are relative to it
            timeout=timeout,
            environment={"NB2SVC_BATCH_INPUT": self.source.text},
            on_output=self._tell_output,
            on_cell=self._tell_cell,
        )
        if end.status != "completed":
            raise RunFailedError(self._explain(end), state=_FAILURES[end.status], cell=end.cell_id)
        facts: dict[str, Any] = json.loads((work / "facts.json").read_bytes())
        if facts["rows"] and facts["rejected"] == facts["rows"]:
            raise RunFailedError(
                self._explain_rejected(facts, "none of the {rows:,} rows of `{input}` can be answered")
            )
        if facts["rejected"] > self.max_rejects * facts["rows"]:
            told = (
                f"{{rejected:,}} of the {{rows:,}} rows of `{{input}}` have no answer, more than {self.max_rejects:.3g}"
            )
            raise RunFailedError(self._explain_rejected(facts, told + " of them"))
        return facts

    def _publish(self, run: Run, found: Mapping[str, Any], work: Path) -> None:
        """Make report and result, then show both: first the result, which may be refused."""
        fresh = self.page.with_name(f".{self.page.name}.{run.id}")
        try:
            self._write_report(run, found, fresh)
            if self.rejects is not None:
                publish(work / "rejects", self.rejects, stamp=self.stamp, overwrites=self.overwrites)
            answers = [output.name for output in self.manifest.response]
            publish(
                work / "rows",
                self.target,
                stamp=self.stamp,
                overwrites=self.overwrites,
                key=self.key,
                answers=answers,
            )
            fresh.replace(self.page)
        finally:
            fresh.unlink(missing_ok=True)

    def _write_report(self, run: Run, found: Mapping[str, Any], page: Path) -> None:
        facts = RunFacts(
            run_id=run.id,
            time=self.stamp.time,
            began=self.stamp.ordered,
            version=run.version,
            built=f"{self.manifest.created[:10]} from {self.manifest.notebook.name}",
            input=self.source.shown,
            output=run.output,
            rejects=self.rejects.shown if self.rejects else "",
            parameters={**self.manifest.parameters, **self.given},
            found={**found, "seconds": run.seconds},
            failures=find_failures(run.notebook, self.cells),
            background=self.background,
        )
        write_run_page(run.notebook, page, facts)

    def _tell_output(self, text: str) -> None:
        for line in text.splitlines():
            if line.strip():
                is_count = _PROGRESS.fullmatch(line)
                self._step("run", "working", line) if is_count else self._step("run", "output", f"{line}\n")

    def _tell_cell(self, done: int, total: int) -> None:
        self.tell(Progress(step="run", state="working", detail=f"cell {done} of {total}", done=done, total=total))

    def _step(self, step: Step, state: Literal["started", "working", "output", "done"], detail: str) -> None:
        self.tell(Progress(step=step, state=state, detail=detail))

    def _explain(self, end: Execution) -> str:
        match end.status:
            case "timed-out":
                what = f"the run is stopped after {end.seconds:.0f} s; give it more time with `--timeout SECONDS`"
            case "died":
                what = end.message
            case _ if os.strerror(errno.ENOSPC) in end.message:
                what = _FULL
            case _ if end.exception in _OWN_ERRORS:
                what = end.message
            case _:
                what = f"{end.exception}: {end.message}, in cell `{end.cell_id}` of `{self.executed}`"
        return f"{what}. Nothing is written to `{self.target.shown}`"

    def _explain_rejected(self, facts: Mapping[str, Any], told: str) -> str:
        reasons = "\n".join(
            f"  {reason['rows']:,} rows: " + (f"`{reason['field']}`: " if reason["field"] else "") + reason["message"]
            for reason in facts["reasons"]
        )
        words = told.format(rows=facts["rows"], rejected=facts["rejected"], input=self.source.shown)
        return f"{words}, so nothing is written to `{self.target.shown}`:\n{reasons}"


def _find_secrets(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return values of parameters as they are, when what they refer to is there."""
    for value in values.values():
        if isinstance(value, Reference):
            value.read()
    return values


def _default_report(target: Address, manifest: Manifest, key: str) -> Path:
    if target.path is not None and target.form == "folder":
        return target.path.with_name(f"{target.path.name}-{key}.report.html")  # beside, for readers want Parquet in it
    if target.path is not None:
        return target.path.with_suffix(".report.html")
    return Path(f"{manifest.service}-{key}.report.html")


def _check_places(
    manifest: Manifest, source: Address, target: Address, rejects: Address | None, page: Path, key: str
) -> None:
    """Find what would make the run fail at its end before it starts."""
    if not page.parent.is_dir():
        raise TableError(f"there is no folder `{page.parent}` for the report: make it, or name another with --report")
    with at_field("input"):
        columns = open_source(source, manifest.request.fields).columns
        check_columns(manifest, columns, source.shown)
    answers = [field.name for field in manifest.response]
    names = [*result_columns(manifest, columns).values(), *answers, ERROR, *STAMP_COLUMNS]
    for name, place in (("output", target), ("rejects", rejects)):
        if place is not None:
            with at_field(name):
                _check_place(place, source, names)
    if key:
        _check_key(key, names, target)
    if rejects is not None and rejects.text == target.text:
        raise TableError(f"`{target.shown}` is named for the answers and for the rows without one: name two")


def _check_key(key: str, names: Sequence[str], target: Address) -> None:
    if target.form != "database":
        raise TableError(
            f"`--key {key}` is for results that are asked for by a key, which are in a database: "
            "`--output sqlite:///results.db::scores`"
        )
    if key not in names:
        near = get_close_matches(key, names, n=1)
        guess = f"did you mean `{near[0]}`?" if near else f"it has {', '.join(f'`{name}`' for name in names)}"
        raise TableError(f"the result has no column `{key}`, which --key names; {guess}")


def _check_place(target: Address, source: Address, names: Sequence[str]) -> None:
    check_folder(target)
    check_apart(source, target)
    if target.form == "database":
        from nb2svc.batch.tables import database  # SQLAlchemy: only where a database is written

        database.check_writable(target, names)


@contextmanager
def _work_folder(target: Address) -> Iterator[Path]:
    """Give a folder on the file system of the output, so that publishing is a rename."""
    with tempfile.TemporaryDirectory(prefix=".nb2svc-", dir=work_place(target)) as folder:
        yield Path(folder)
