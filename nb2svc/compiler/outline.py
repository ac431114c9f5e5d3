"""A notebook at a glance, without running it: its stages, what flows between them, and what each name stands for.

What an earlier build found out of a statement is told with it, as long as nothing that it stands on has changed.
Positions of cells count from 0, as editors count them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.explain import Binding, Explained, Explanation
from nb2svc.compiler.flow import index_statements
from nb2svc.compiler.ir import STAGES, Program, Stage, Statement
from nb2svc.compiler.passes.slice_run import RunSlice
from nb2svc.compiler.places import characters, frame_of

__all__ = ["Edge", "Line", "Meaning", "Outline", "StageCells", "needed_lines", "outline", "unneeded_lines"]

Place = tuple[int, int, int, int, int]
_CODE: Final = frozenset({"import", "function", "class"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCells:
    """A stage and the positions of its cells."""

    stage: Stage
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The names whose values go from one stage to another, in the order in which they are written."""

    source: Stage
    target: Stage
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A statement.

    Attributes:
        cell: its cell.
        line: its first line in the cell, from 1.
        end_line: its last.
        needed: whether the service stands on it.
        binding: when it is computed, where a build has found out.
        reason: why.
        served: its lines in the generated package, where they are not its own.
        read_by: stages of the cells that read what it gives.
    """

    cell: int
    line: int
    end_line: int
    needed: bool
    binding: Binding | None
    reason: str
    served: str
    read_by: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a name stands for at the places that see the same value of it.

    Attributes:
        name: the name.
        binding: when the value is computed, where that is known.
        value: what training fixed it at, where it did; a short preview.
        reason: why.
        cell: where it is written.
        line: likewise.
        read_by: stages of the cells that read it.
    """

    name: str
    binding: Binding | None
    value: str | None
    reason: str
    cell: int
    line: int
    read_by: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A notebook at a glance.

    Attributes:
        stages: those that cells are tagged with.
        edges: what flows between them.
        lines: the statements, in order.
        meanings: what names stand for.
        names: where: cell, line, column, end column, and which of the meanings.
    """

    stages: tuple[StageCells, ...]
    edges: tuple[Edge, ...]
    lines: tuple[Line, ...]
    meanings: tuple[Meaning, ...]
    names: tuple[Place, ...]


def needed_lines(program: Program, run: RunSlice) -> tuple[tuple[int, int, int], ...]:
    """Return the places of the statements that the service stands on: cell, first line, last line."""
    own = (s.span for s in program.statements if s.id in run.needed and _is_here(program, s))
    return tuple((span.cell - 1, span.line, span.end_line) for span in own)


def unneeded_lines(program: Program, run: RunSlice) -> tuple[tuple[int, int, int], ...]:
    """Return the lines of code cells that the service does without: cell, first line, last line.

    Comments above a statement, and blank lines there, go with it.
    """
    needed: dict[int, list[tuple[int, int]]] = {}
    for position, first, last in needed_lines(program, run):
        needed.setdefault(position, []).append((first, last))
    found: list[tuple[int, int, int]] = []
    for cell in program.notebook.cells:
        if cell.kind != "code" or cell.path or not cell.source.strip():
            continue
        lines = cell.source.split("\n")
        left = set(range(1, len(lines) + 1))
        for first, last in needed.get(cell.number - 1, ()):
            while first > 1 and _is_comment(lines[first - 2]):
                first -= 1  # noqa: PLW2901
            left -= set(range(first, last + 1))
        found += [(cell.number - 1, first, last) for first, last in _runs(left)]
    return tuple(found)


def _is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _runs(numbers: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of numbers that follow each other."""
    for first in sorted(n for n in numbers if n - 1 not in numbers):
        last = first
        while last + 1 in numbers:
            last += 1
        yield first, last


def outline(program: Program, run: RunSlice, *, built: Explanation | None = None) -> Outline:
    """Return a notebook at a glance.

    Args:
        program: the notebook.
        run: what a build would run.
        built: what a build made of the notebook, or of an older one.
    """
    made = _Outliner(program, run, built)
    meanings, names = made.names()
    return Outline(
        stages=tuple(made.stages()),
        edges=tuple(made.edges()),
        lines=tuple(made.line(s) for s in made.own),
        meanings=meanings,
        names=names,
    )


class _Outliner:
    """Answers for one notebook; short-lived."""

    def __init__(self, program: Program, run: RunSlice, built: Explanation | None) -> None:
        self.program, self.run = program, run
        self.statements = index_statements(program)
        self.own = [s for s in program.statements if _is_here(program, s)]
        self.readers: dict[str, list[Statement]] = {}
        for statement in program.statements:
            for source in dict.fromkeys(statement.sources.values()):
                self.readers.setdefault(source, []).append(statement)
        self.explained = _match(program, built) if built is not None else {}

    def stages(self) -> Iterator[StageCells]:
        """Yield the stages that there are, in the order of `STAGES`."""
        cells = [cell for cell in self.program.notebook.cells if cell.kind == "code" and not cell.path]
        for stage in STAGES:
            own = tuple(cell.number - 1 for cell in cells if stage in cell.stages)
            if own:
                yield StageCells(stage=stage, cells=own)

    def edges(self) -> Iterator[Edge]:
        """Yield what flows between stages; what untagged cells do on the way is passed through."""
        found: dict[tuple[Stage, Stage], dict[str, None]] = {}
        for statement in self.program.statements:
            if not statement.stages or statement.kind in _CODE:
                continue
            target = statement.stages[0]
            for name, source in statement.sources.items():
                for stage in self._tagged(source):
                    if stage not in statement.stages:
                        found.setdefault((stage, target), {})[name] = None
        order = {stage: i for i, stage in enumerate(STAGES)}
        for source, target in sorted(found, key=lambda pair: (order[pair[0]], order[pair[1]])):
            yield Edge(source=source, target=target, names=tuple(found[source, target]))

    def _tagged(self, source: str) -> frozenset[Stage]:
        """Return the stages that wrote a value, or from which an untagged cell made it."""
        stages: set[Stage] = set()
        pending, seen = [source], {source}
        while pending:
            statement = self.statements[pending.pop()]
            if statement.kind in _CODE:
                continue
            if statement.stages:
                stages.add(statement.stages[-1])
                continue
            new = set(statement.sources.values()) - seen
            seen |= new
            pending += new
        return frozenset(stages)

    def line(self, statement: Statement) -> Line:
        """Return a statement as an editor marks it."""
        known = self.explained.get(statement.id)
        return Line(
            cell=statement.span.cell - 1,
            line=statement.span.line,
            end_line=statement.span.end_line,
            needed=statement.id in self.run.needed,
            binding=known.binding if known else None,
            reason=known.reason if known else "",
            served=known.served if known else "",
            read_by=self._read_by(statement),
        )

    def names(self) -> tuple[tuple[Meaning, ...], tuple[Place, ...]]:
        """Return what names stand for, and where they are."""
        meanings: dict[tuple[str, str], Meaning] = {}
        places: list[Place] = []
        numbers: dict[tuple[str, str], int] = {}
        for statement in self.own:
            for node in _mentions(statement):
                name = node.id
                writer = statement.id if isinstance(node.ctx, ast.Store) else statement.sources.get(name, "")
                place = self._place(statement, node)
                if writer not in self.statements or place is None:
                    continue
                key = name, writer
                if key not in meanings:
                    numbers[key] = len(meanings)
                    meanings[key] = self._meaning(name, self.statements[writer])
                places.append((*place, numbers[key]))
        return tuple(meanings.values()), tuple(places)

    def _place(self, statement: Statement, node: ast.Name) -> tuple[int, int, int, int] | None:
        """Return where a name stands in the cell as it was typed; None where that line was written anew."""
        cell = self.program.notebook.cell(statement.span.cell_id)
        python, source = cell.python.split("\n"), cell.source.split("\n")
        line = cell.source_line(node.lineno)
        if node.lineno > len(python) or line > len(source):
            return None
        column = characters(python[node.lineno - 1], node.col_offset)
        end = column + len(node.id)
        return (cell.number - 1, line, column + 1, end + 1) if source[line - 1][column:end] == node.id else None

    def _meaning(self, name: str, writer: Statement) -> Meaning:
        known = self.explained.get(writer.id)
        values = [f.value for f in known.frozen if name in {f.source, f.name}] if known else []
        return Meaning(
            name=name,
            binding=known.binding if known else _evident(writer),
            value=values[0] if values else None,
            reason=known.reason if known else "",
            cell=writer.span.cell - 1,
            line=writer.span.line,
            read_by=tuple(
                dict.fromkeys(
                    stage
                    for reader in self.readers.get(writer.id, ())
                    if reader.sources.get(name) == writer.id
                    for stage in reader.stages
                )
            ),
        )

    def _read_by(self, statement: Statement) -> tuple[Stage, ...]:
        return tuple(dict.fromkeys(stage for reader in self.readers.get(statement.id, ()) for stage in reader.stages))


def _is_here(program: Program, statement: Statement) -> bool:
    """Whether a statement stands in the notebook, not in a script that it runs."""
    return not program.notebook.cell(statement.span.cell_id).path


def _match(program: Program, built: Explanation) -> dict[str, Explained]:
    """Return what was found out of each statement that is as it was, as is all that it stands on.

    A parameter may have been given another value: what that changes are values, not when they are computed.
    """
    old: dict[tuple[str, str], list[Explained]] = {}
    for explained in built.statements:
        is_parameter = "parameters" in explained.stages
        old.setdefault((explained.cell_id, "" if is_parameter else explained.text), []).append(explained)
    same: dict[str, Explained] = {}
    for statement in program.statements:
        text = "" if "parameters" in statement.stages else "\n".join(frame_of(program.notebook, statement.span))
        alike = old.get((statement.span.cell_id, text))
        # sources stand before the statement, so that they are decided by now
        if alike and alike[0].stages == statement.stages and all(s in same for s in statement.sources.values()):
            same[statement.id] = alike.pop(0)
    return same


def _evident(writer: Statement) -> Binding | None:
    """Return what needs no build: code and parameters are constants."""
    return "constant" if writer.kind in _CODE or "parameters" in writer.stages else None


def _mentions(statement: Statement) -> Iterator[ast.Name]:
    """Yield the names of the notebook in a statement, without those that its functions keep to themselves."""
    effects = statement.effects
    names = effects.reads | effects.writes

    def walk(node: ast.AST, hidden: Mapping[str, None]) -> Iterator[ast.Name]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return
        if isinstance(node, ast.Lambda):
            hidden = {**hidden, **{part.arg: None for part in ast.walk(node.args) if isinstance(part, ast.arg)}}
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            bound = (p.id for g in node.generators for p in ast.walk(g.target) if isinstance(p, ast.Name))
            hidden = {**hidden, **dict.fromkeys(bound)}
        if isinstance(node, ast.Name) and node.id in names and node.id not in hidden:
            yield node
        for child in ast.iter_child_nodes(node):
            yield from walk(child, hidden)

    if statement.kind != "magic":
        yield from walk(statement.node, {})
