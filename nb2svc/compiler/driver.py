"""The compiler's two halves: text -> what to run; what the run showed -> the package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nb2svc.compiler.frontend import apply_parameters, read_program
from nb2svc.compiler.ir import Program
from nb2svc.compiler.passes.bind_names import bind_names
from nb2svc.compiler.passes.check_names import check_names
from nb2svc.compiler.passes.check_secrets import check_secrets
from nb2svc.compiler.passes.check_stages import check_stages
from nb2svc.compiler.passes.check_traps import Installed, check_traps
from nb2svc.compiler.passes.find_function_tables import find_function_tables
from nb2svc.compiler.passes.fold_lookups import fold_lookups
from nb2svc.compiler.passes.number_versions import number_versions
from nb2svc.compiler.passes.show_answer import show_answer
from nb2svc.compiler.passes.slice_run import RunSlice, slice_run
from nb2svc.compiler.surroundings import NOTHING, Surroundings
from nb2svc.diagnostics import Diagnostic, Nb2svcError, Report, Severity

if TYPE_CHECKING:
    from nb2svc.compiler.backend.emit_package import Package
    from nb2svc.compiler.passes.classify import Classified
    from nb2svc.compiler.sites import Instrumented
    from nb2svc.compiler.trace import Trace

__all__ = ["PASSES", "Analysis", "Plan", "analyse", "check", "dump_program", "emit", "plan"]

Pass = Callable[[Program, Report], Program]

# The first half. Each line says what the pass gives; the run slice and the instrumented code follow from the last.
PASSES: Final[tuple[Pass, ...]] = (
    fold_lookups,  # gives a look-up cell as a function and its call
    bind_names,  # effects: what each statement reads, binds and changes
    find_function_tables,  # needs effects; gives tables of functions as definitions
    number_versions,  # needs effects; gives sources: which statement wrote what another reads
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What can be known of a notebook without running it.

    Attributes:
        program: the notebook.
        run: which statements a build would run.
        findings: in notebook order.
    """

    program: Program
    run: RunSlice
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a build runs.

    Attributes:
        program: the notebook with parameters in place.
        run: which statements.
        code: their instrumented form.
    """

    program: Program
    run: RunSlice
    code: Instrumented


def _nothing_known(library: str) -> str:  # noqa: ARG001 - one shape for all
    return ""


def check(
    text: str, *, path: str, surroundings: Surroundings = NOTHING, installed: Installed = _nothing_known
) -> tuple[Diagnostic, ...]:
    """Return what can be said of a notebook without running it, in notebook order.

    Args:
        text: content of the file.
        path: its name, for messages.
        surroundings: what lies beside it.
        installed: returns the installed version of a library; asked only where one of its traps is found.

    Raises:
        NotebookReadError: the text is no notebook.
    """
    return analyse(text, path=path, surroundings=surroundings, installed=installed).findings


def analyse(
    text: str, *, path: str, surroundings: Surroundings = NOTHING, installed: Installed = _nothing_known
) -> Analysis:
    """Return a notebook as statements, with what a build would run of it and what can be said of it.

    The arguments and errors are those of `check`.
    """
    report = Report()
    program, run = _analyse(text, path, {}, report, surroundings, all_cells=False)
    check_traps(program, run.needed, installed, report)
    return Analysis(program=program, run=run, findings=report.sorted())


def dump_program(text: str, *, path: str, after: str) -> str:
    """Return the program as text after a pass, having verified it after every pass up to there.

    Args:
        text: content of the file.
        path: its name, for messages.
        after: `read`, or the name of a pass.

    Raises:
        NotebookReadError: the text is no notebook.
        Nb2svcError: there is no such pass.
    """
    from nb2svc.compiler.dump import dump, verify  # start-up: only those who look into the compiler need them

    names = ["read", *(run_pass.__name__ for run_pass in PASSES)]
    if after not in names:
        raise Nb2svcError(f"there is no pass `{after}`; there are {', '.join(names)}")
    report = Report()
    program = read_program(text, path=path, report=report)
    verify(program)
    for run_pass in PASSES[: names.index(after)]:
        program = run_pass(program, report)
        verify(program)
    return dump(program)


def plan(
    text: str,
    *,
    path: str,
    parameters: Mapping[str, Any],
    report: Report,
    all_cells: bool = False,
    surroundings: Surroundings = NOTHING,
    installed: Installed | None = None,
) -> Plan | None:
    """Return what to run, or None after reporting why nothing can be.

    The same text and parameters give the same plan: the kernel makes it again instead of being sent it.

    Args:
        text: content of the file.
        path: its name, for messages and markers.
        parameters: values that replace those of the parameters cells.
        report: gets the findings.
        all_cells: also run what neither the service nor its report needs.
        surroundings: what lies beside the notebook.
        installed: returns the installed version of a library. Where it is given, traps of library versions are
            reported; none of them keeps a notebook from being planned, as it is for the run to show that it fails.
    """
    program, run = _analyse(text, path, parameters, report, surroundings, all_cells=all_cells)
    is_broken = report.has_errors
    if installed is not None:
        check_traps(program, run.needed, installed, report)
    if is_broken:
        return None
    from nb2svc.compiler.instrument import instrument  # start-up: a check runs nothing

    return Plan(program=program, run=run, code=instrument(program, run.needed, run.optional))


def _analyse(
    text: str,
    path: str,
    parameters: Mapping[str, Any],
    report: Report,
    surroundings: Surroundings,
    *,
    all_cells: bool,
) -> tuple[Program, RunSlice]:
    program = read_program(text, path=path, report=report, surroundings=surroundings)
    if parameters:
        program = apply_parameters(program, parameters, report)
    for run_pass in PASSES:
        program = run_pass(program, report)
    program = show_answer(program)
    run = slice_run(program, all_cells=all_cells)
    check_stages(program, run, report)
    check_names(program, run.needed, report)
    check_secrets(program, report)
    return program, run


def emit(planned: Plan, trace: Trace, *, package: str, report: Report) -> tuple[Classified, Package] | None:
    """Return the package that answers like the run, or None after reporting why there can be none."""
    # start-up: a check emits nothing
    from nb2svc.compiler.backend.emit_package import emit_package
    from nb2svc.compiler.backend.report_served import report_served
    from nb2svc.compiler.passes.classify import classify
    from nb2svc.compiler.passes.report_copies import report_copies
    from nb2svc.compiler.passes.report_lookups import report_lookups
    from nb2svc.compiler.passes.report_statistics import report_statistics

    known = len(report.diagnostics)  # errors found earlier are those that the user allows
    classified = classify(planned.program, planned.code, trace, report)
    if classified is None or any(d.severity is Severity.ERROR for d in report.diagnostics[known:]):
        return None
    made = emit_package(planned.program, planned.run, planned.code, trace, classified, package)
    report_served(planned.program, planned.code, classified, made, report)
    report_lookups(planned.program, planned.code, trace, classified, made.lookups, report)
    report_copies(planned.program, classified, trace, report)
    report_statistics(planned.program, planned.code, classified, report)
    return classified, made
