"""What a service takes and gives, as far as the text of a notebook says it; a build finds out the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.explain import Explained, Explanation
from nb2svc.compiler.ir import STAGES, Program, Stage
from nb2svc.compiler.outline import Edge
from nb2svc.compiler.passes.slice_run import RunSlice

__all__ = ["Ends", "Kept", "find_ends", "kept_values", "served_stages"]

_SERVED: Final[tuple[Stage, ...]] = ("lookup", "preprocess", "predict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """What flows into a service and out of it, as the notebook calls it.

    Attributes:
        rows: variables that hold the rows of which a request is one.
        answers: variables of predict cells, of which a build chooses those with a value for each row.
    """

    rows: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A value that training fixed and a stage of the service uses.

    Attributes:
        stage: the stage.
        name: attribute of the service's state.
        value: a short preview.
        source: the notebook's text that it stands for.
    """

    stage: Stage
    name: str
    value: str
    source: str


def find_ends(program: Program, run: RunSlice, edges: Sequence[Edge]) -> Ends:
    """Return what a service takes and gives, without running the notebook."""
    rows = dict.fromkeys(
        name for edge in edges if edge.source == "load" and edge.target in _SERVED for name in edge.names
    )
    answers = dict.fromkeys(
        name
        for statement in program.statements
        if "predict" in statement.stages and statement.kind == "code" and statement.id in run.needed
        for name in sorted(statement.effects.defines)
        if not name.startswith("_")
    )
    return Ends(rows=tuple(rows), answers=tuple(answers))


def served_stages(program: Program, built: Explanation | None) -> tuple[Stage, ...]:
    """Return the stages of which something is computed for each request.

    A version knows of more: a train cell that also scales the rows that are predicted does it for a request, too.
    """
    found = {stage for cell in program.notebook.cells if not cell.path for stage in cell.stages if stage in _SERVED}
    found |= {_stage_of(statement) for statement in _on_request(built)}
    there = {stage for cell in program.notebook.cells if not cell.path for stage in cell.stages}
    return tuple(stage for stage in STAGES if stage in found & there)


def kept_values(built: Explanation | None) -> tuple[Kept, ...]:
    """Return the values that training fixed, by the stages of a version that use them."""
    found: dict[tuple[Stage, str], Kept] = {}
    for statement in _on_request(built):
        stage = _stage_of(statement)
        for value in statement.frozen:
            kept = Kept(stage=stage, name=value.name, value=value.value, source=value.source)
            found.setdefault((stage, value.name), kept)
    return tuple(found.values())


def _on_request(built: Explanation | None) -> Iterator[Explained]:
    for statement in built.statements if built is not None else ():
        if statement.binding == "row-time" and statement.stages:
            yield statement


def _stage_of(statement: Explained) -> Stage:
    """Return the one of a cell's stages for which a statement is served."""
    return next((stage for stage in statement.stages if stage in _SERVED), statement.stages[0])
