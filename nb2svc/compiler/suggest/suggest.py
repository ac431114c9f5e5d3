"""A notebook without stages -> a proposal for each cell that should have one, with the reason in words.

The question to the model is looked for first; what it stands on is followed back to where rows come from. What fits
the model on the way is `train`, what changes rows on the way is `preprocess`; what reads the answer is `evaluate` or
`report`; literals above all this are `parameters`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nb2svc.compiler.closure import closure
from nb2svc.compiler.flow import backward_closure, index_statements
from nb2svc.compiler.frontend.parameters import assigned_literal
from nb2svc.compiler.ir import STAGES, Program, Stage, Statement
from nb2svc.compiler.suggest.roles import Roles

__all__ = ["Suggestion", "suggest"]

_CODE = frozenset({"import", "function", "class", "magic"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a cell might be tagged with.

    Attributes:
        cell: its number, counting from 1.
        cell_id: its id.
        stages: the proposal.
        why: the reason, for a person.
    """

    cell: int
    cell_id: str
    stages: tuple[Stage, ...]
    why: str


def suggest(program: Program) -> tuple[Suggestion, ...]:
    """Return proposals for the cells that have no stage, in cell order; nothing where no model is asked anything.

    Args:
        program: the notebook, with the names and sources of its statements.
    """
    made = _Suggester(program)
    reasons = made.reasons()
    cells = [c for c in program.notebook.cells if c.kind == "code" and not c.path and not c.stages]
    return tuple(
        Suggestion(
            cell=cell.number,
            cell_id=cell.id,
            stages=tuple(stage for stage in STAGES if stage in reasons[cell.id]),
            why="; ".join(reasons[cell.id][stage] for stage in STAGES if stage in reasons[cell.id]),
        )
        for cell in cells
        if reasons.get(cell.id)
    )


class _Suggester:
    """Answers for one notebook; short-lived."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.statements = index_statements(program)
        self.order = {s.id: i for i, s in enumerate(program.statements)}
        self.roles = Roles(program)
        self.cells: dict[str, list[Statement]] = {}
        for statement in program.statements:
            self.cells.setdefault(statement.span.cell_id, []).append(statement)

    def reasons(self) -> dict[str, dict[Stage, str]]:
        """Return, for each cell, the stages it might have and why."""
        answers = self._answers()
        if not answers:
            return {}
        found: dict[str, dict[Stage, str]] = {}

        def note(statements: Iterable[Statement], stage: Stage, why: str) -> None:
            for statement in statements:
                found.setdefault(statement.span.cell_id, {}).setdefault(stage, why)

        needed = self._needed(answers)
        loads = self._loads(needed)
        fits = self._fits(needed)
        note(loads, "load", _why("brings the rows in", loads))
        note(fits, "train", "fits what the answer is asked of")
        note(answers, "predict", "asks the model for the answer")
        taken = {s.span.cell_id for s in (*loads, *fits, *answers)}
        behind = self._changes(needed, loads)
        note((s for s in behind if s.span.cell_id not in taken), "preprocess", "changes rows on their way to the model")
        first = min((self.order[s.id] for s in (*loads, *fits)), default=0)
        note(self._parameters(needed, first, found), "parameters", "sets values that the cells below read")
        for cell_id, stage, why in self._after(answers, fits, found):
            found[cell_id] = {stage: why}
        return found

    # -- predict

    def _answers(self) -> list[Statement]:
        """Return the statements that ask the model whose answer the notebook is about: all those of one cell."""
        asked = [s for s in self.program.statements if "predict" in s.stages and s.kind not in _CODE]
        if asked:
            return asked
        code = [s for s in self.program.statements if s.kind not in _CODE]
        candidates = [s for s in code if self.roles.asks(s)] or [s for s in code if self._calls_trained(s)]
        candidates = candidates or [s for s in code if s.kind == "code" and self._reads_fitted(s)]
        if not candidates:
            return []
        best = max(candidates, key=lambda s: (*self._rank(s), self.order[s.id]))
        return [s for s in candidates if s.span.cell_id == best.span.cell_id]

    def _reads_fitted(self, statement: Statement) -> bool:
        """Whether a statement computes with something that was fitted, and neither fits nor measures."""
        if self.roles.fits_anything(statement) or self.roles.measures(statement):
            return False
        return any(
            self.roles.fits_anything(writer) and name in writer.effects.writes
            for name, writer in self._writers(statement)
        )

    def _writers(self, statement: Statement) -> Iterator[tuple[str, Statement]]:
        """Yield, for each name that a statement reads, the statements that wrote it, back to where it was bound."""
        for name in statement.sources:
            source = statement.sources.get(name)
            while source is not None:
                writer = self.statements[source]
                if writer.kind in _CODE:
                    break
                yield name, writer
                source = writer.sources.get(name)

    def _calls_trained(self, statement: Statement) -> bool:
        """Whether a statement calls an object that a block of the notebook has trained step by step: `net(x)`."""
        if self._trains(statement):
            return False
        called = {
            part.func.id
            for part in ast.walk(statement.node)
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)
        }
        return any(name in called and self._trains(writer) for name, writer in self._writers(statement))

    def _trains(self, statement: Statement) -> bool:
        return self.roles.fits_anything(statement) and not self.roles.asks(statement)

    def _rank(self, statement: Statement) -> tuple[int, ...]:
        """Return how much a question looks like the one that the notebook is about; larger is better."""
        fits = self.roles.fits(statement) and not self.roles.own_names(statement) & {"fit_predict"}
        beside = any(self.roles.fits(s) for s in self.cells[statement.span.cell_id])
        only_measured = self.roles.measures_only(statement)
        on_training_rows = self._asks_training_rows(statement)
        return (not fits, not only_measured, not on_training_rows, not beside)

    def _asks_training_rows(self, statement: Statement) -> bool:
        """Whether a model is asked for the very rows that it was fitted to."""
        questions = list(self.roles.asked(statement))
        return bool(questions) and all(self._is_fitted_to(statement, model, rows) for model, rows in questions)

    def _is_fitted_to(self, statement: Statement, model: str, rows: Sequence[str]) -> bool:
        source = statement.sources.get(model)
        while source is not None:
            writer = self.statements[source]
            for fitted, given in self.roles.fitted(writer):
                if fitted == model or model in writer.effects.writes:
                    data = [name for name in rows if name in given]
                    return bool(data) and all(statement.sources.get(n) == writer.sources.get(n) for n in data)
            source = writer.sources.get(model)
        return False

    # -- what stands behind it

    def _needed(self, answers: Sequence[Statement]) -> list[Statement]:
        """Return the statements that the answer stands on, in notebook order."""
        needed = backward_closure(self.statements, [s.id for s in answers])
        return [s for s in self.program.statements if s.id in needed and s.kind not in _CODE]

    def _loads(self, needed: Sequence[Statement]) -> list[Statement]:
        """Return the statements that bring rows in: from files, else those that write rows down."""
        tagged = [s for s in needed if "load" in s.stages]
        if tagged:
            return tagged
        readers = [s for s in needed if self.roles.reads_files(s) and not self.roles.asks(s)]
        if readers:
            return [s for s in readers if not self._stands_on(s, readers)]
        tables = [s for s in needed if self.roles.makes_table(s)]
        roots = [s for s in tables if not self._stands_on(s, tables)] or [s for s in needed if _is_listed(s.node)]
        return [s for s in roots if s.span.cell_id == roots[0].span.cell_id]

    def _stands_on(self, statement: Statement, others: Sequence[Statement]) -> bool:
        cell = statement.span.cell_id
        wanted = {o.id for o in others if o.id != statement.id and o.span.cell_id != cell}
        return bool(wanted & backward_closure(self.statements, [statement.id]))

    def _fits(self, needed: Sequence[Statement]) -> list[Statement]:
        """Return the statements that fit what the answer is asked of; not what rows are transformed with."""
        tagged = [s for s in needed if "train" in s.stages]
        if tagged:
            return tagged
        fits = [s for s in needed if self.roles.fits(s)]
        if not fits:  # what was fitted may have gone through a file
            last = max((self.order[s.id] for s in needed), default=0)
            fits = [s for s in self.program.statements if self.order[s.id] < last and self.roles.fits(s)]
        models = [s for s in fits if not self._is_transformer(s, needed)]
        return models or fits

    def _is_transformer(self, statement: Statement, needed: Sequence[Statement]) -> bool:
        """Whether all that a statement fits is used to transform rows, and asked nothing."""
        fitted = {name for name, _ in self.roles.fitted(statement)} & statement.effects.writes
        if not fitted:
            return False
        later = [s for s in needed if any(s.sources.get(n) == statement.id for n in fitted) or s is statement]
        names = {name for s in later for name in self.roles.own_names(s)}
        return "transform" in names and not names & {"predict", "predict_proba", "decision_function"}

    def _changes(self, needed: Sequence[Statement], loads: Sequence[Statement]) -> list[Statement]:
        """Return the statements that change rows after they were brought in."""
        known = {s.id for s in loads}
        after: list[Statement] = []
        for statement in needed:
            if statement.id not in known and any(source in known for source in statement.sources.values()):
                known.add(statement.id)
                after.append(statement)
        return after

    # -- around it

    def _parameters(
        self, needed: Sequence[Statement], first: int, found: dict[str, dict[Stage, str]]
    ) -> list[Statement]:
        """Return the assignments of cells of nothing but literals that stand above all the work and matter to it."""
        read = {source for s in needed for source in s.sources.values()}
        return [
            statements[0]
            for cell_id, statements in self.cells.items()
            if cell_id not in found
            and self.order[statements[0].id] <= first
            and all(assigned_literal(s.node) is not None for s in statements)
            and any(s.id in read and _is_scalar(s.node) for s in statements)
        ]

    def _only_measures(self, statement: Statement) -> bool:
        return self.roles.measures(statement) and not self.roles.fits(statement)

    def _after(
        self, answers: Sequence[Statement], fits: Sequence[Statement], found: dict[str, dict[Stage, str]]
    ) -> list[tuple[str, Stage, str]]:
        """Return the cells after the answer that measure or show it."""
        last = max(self.order[s.id] for s in answers)
        readers: dict[str, list[str]] = {}
        for statement in self.program.statements:
            for source in set(statement.sources.values()):
                readers.setdefault(source, []).append(statement.id)
        ahead = closure((s.id for s in answers), lambda key: readers.get(key, ()))
        models = closure((s.id for s in fits), lambda key: readers.get(key, ()))
        stages: list[tuple[str, Stage, str]] = []
        for cell_id, statements in self.cells.items():
            own = [s for s in statements if s.kind not in _CODE]
            late = [s for s in own if self.order[s.id] > last and s.id in ahead]
            late += [s for s in own if s.id in models and self._only_measures(s) and s not in late]
            if cell_id in found or not late:
                continue
            plots = any(self.roles.plots(s) for s in late)
            measures = any(self.roles.measures(s) or (s.kind == "code" and s.effects.defines) for s in late)
            if measures and not plots:
                stages.append((cell_id, "evaluate", "measures how good the answers are"))
            elif plots or any(s.kind == "display" and "print" not in self.roles.own_names(s) for s in late):
                stages.append((cell_id, "report", "shows the answers"))
        return stages


def _is_scalar(node: ast.stmt) -> bool:
    literal = assigned_literal(node)
    return literal is not None and isinstance(literal[1], ast.Constant | ast.UnaryOp)


def _is_listed(node: ast.stmt) -> bool:
    """Whether a statement writes down a list of values."""
    match node:
        case ast.Assign(value=value):
            return any(isinstance(part, ast.List | ast.Tuple) and len(part.elts) > 1 for part in ast.walk(value))
        case _:
            return False


def _why(what: str, statements: Sequence[Statement]) -> str:
    names = sorted({name for s in statements for name in s.effects.defines})[:3]
    return f"{what}: `{'`, `'.join(names)}`" if names else what
