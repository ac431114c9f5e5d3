"""Statistics of answered rows -> the same of the training rows, where the notebook has a statement that takes them.

X_train["age"] = X_train["age"].fillna(X_train["age"].median())
X_test["age"] = X_test["age"].fillna(X_test["age"].median())

becomes, by edits of the notebook's text, which runs as any notebook does,

age_median_of_X_train = X_train["age"].median()
X_train["age"] = X_train["age"].fillna(X_train["age"].median())
X_test["age"] = X_test["age"].fillna(age_median_of_X_train)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nb2svc.compiler.copies import find_copies, root_name, simple_statements
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.report_statistics import FITS, Statistic, find_statistics, hint_for
from nb2svc.compiler.places import diagnose, frame_of, slice_text, span_of, text_at
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.twins import Twins
from nb2svc.diagnostics import Diagnostic, Edit, Fix, Span

__all__ = ["Taken", "take_from_train"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What takes the statistics of the training rows.

    Attributes:
        fixes: changes of the notebook, each of one cell.
        notes: for each of the statistics, a finding that says what it is taken from.
        missing: findings about statistics of which the training has none.
    """

    fixes: tuple[Fix, ...]
    notes: tuple[Diagnostic, ...]
    missing: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Twin:
    """The same call in the statement that does to the training rows what another does to the answered ones."""

    statement: Statement
    inner: ast.stmt
    call: ast.Call
    loops: tuple[ast.For, ...]


def take_from_train(program: Program, code: Instrumented, classified: Classified) -> Taken:
    """Return the changes of a notebook by which its service knows statistics of the training rows only.

    Args:
        program: the notebook.
        code: what has run.
        classified: the service that comes of it as it is saved.
    """
    return _Taking(program).take(find_statistics(program, code, classified))


class _Taking:
    """Collects the changes; short-lived."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.copies = find_copies(program)
        self.twins = Twins(program, self.copies)
        self.used = {name for s in program.statements for name in (*s.effects.writes, *s.effects.reads)}
        self.fixes: list[Fix] = []
        self.notes: list[Diagnostic] = []
        self.missing: list[Diagnostic] = []

    def take(self, statistics: Iterator[Statistic]) -> Taken:
        """Return the changes for all statistics."""
        outer: list[ast.Call] = []
        for statistic in statistics:
            if any(statistic.call in ast.walk(call) for call in outer):
                continue  # what it is part of is taken as a whole
            outer.append(statistic.call)
            self._take_one(statistic)
        return Taken(fixes=tuple(self.fixes), notes=tuple(self.notes), missing=tuple(self.missing))

    def _take_one(self, statistic: Statistic) -> None:
        twin = self._find_twin(statistic)
        instead = self._instead(statistic, twin) if twin is not None else None
        span = span_of(self.program.notebook, statistic.statement.span.cell_id, statistic.call)
        if twin is None or instead is None or not self._is_written(statistic.statement, statistic.call, span):
            self._miss(statistic, span)
            return
        place = span_of(self.program.notebook, twin.statement.span.cell_id, twin.call)
        text = ast.unparse(statistic.call)
        self.fixes.append(Fix(title=f"take `{instead}` for `{text}`", edits=(Edit(span=span, text=instead),)))
        message = f"`{text}` is taken from the training rows, as `{ast.unparse(twin.call)}`"
        hint = "with `--state-from train` the version is that of the notebook with this change, which it holds"
        self.notes.append(diagnose(self.program.notebook, "NB230", message, span, hint=hint, related=[place]))

    def _miss(self, statistic: Statistic, span: Span) -> None:
        trained = self.copies.get(statistic.frame, "the training rows")
        self.missing.append(
            Diagnostic(
                code="NB231",
                message=f"nothing takes `{ast.unparse(statistic.call)}` of `{trained}`: no statement before this one "
                f"does to `{trained}` what it does to `{statistic.frame}`",
                span=span,
                frame=frame_of(self.program.notebook, span),
                hint=hint_for(statistic, self.copies),
            )
        )

    # -- twins

    def _find_twin(self, statistic: Statistic) -> _Twin | None:
        """Return the one call before a statistic that takes the same of the training rows."""
        own = next((n for n in simple_statements(statistic.statement) if statistic.call in ast.walk(n)), None)
        trained = self.copies.get(statistic.frame)
        if own is None or trained is None:
            return None
        found: list[_Twin] = []
        for statement in self.program.statements:
            if statement.id == statistic.statement.id or self._comes_before(statement, statistic.statement):
                for inner in simple_statements(statement):
                    is_later = statement.id == statistic.statement.id and inner.lineno >= own.lineno
                    if not is_later and self._does_the_same(inner, statement, own, statistic.statement):
                        found += self._calls(inner, statement, statistic)
        return found[0] if len(found) == 1 else None

    def _comes_before(self, one: Statement, other: Statement) -> bool:
        order = self.program.statements
        return order.index(one) < order.index(other)

    def _does_the_same(self, inner: ast.stmt, at: Statement, own: ast.stmt, at_own: Statement) -> bool:
        return type(inner) is type(own) and self.twins.difference(inner, at, own, at_own) is None

    def _calls(self, inner: ast.stmt, statement: Statement, statistic: Statistic) -> Iterator[_Twin]:
        for part in ast.walk(inner):
            if (
                isinstance(part, ast.Call)
                and self.twins.difference(part, statement, statistic.call, statistic.statement) is None
                and self.copies[statistic.frame] in {n.id for n in ast.walk(part) if isinstance(n, ast.Name)}
            ):
                yield _Twin(statement=statement, inner=inner, call=part, loops=_loops(statement, inner))
                return

    # -- what is written instead

    def _instead(self, statistic: Statistic, twin: _Twin) -> str | None:
        """Return what stands in the place of a statistic, after naming that of the training rows."""
        own = next(n for n in simple_statements(statistic.statement) if statistic.call in ast.walk(n))
        loops = _loops(statistic.statement, own)
        if call_name(statistic.call) in FITS:
            return self._transformed(statistic, twin, loops)
        if _is_about_groups(statistic.call):
            return None
        same_round = twin.statement is statistic.statement and twin.loops == loops
        keys = None if same_round or not twin.loops else _keys(twin.loops, loops)
        if not same_round and (keys is None) != (not twin.loops and not loops):
            return None
        name = self._new_name(statistic.call, self.copies[statistic.frame])
        if keys is None:
            return name if self._keep(twin, twin.call, name) else None
        key, own_key = keys
        is_put = self._insert(twin, twin.statement.node, f"{name} = {{}}") and self._keep(
            twin, twin.call, f"{name}[{key}]"
        )
        return f"{name}[{own_key}]" if is_put else None

    def _keep(self, twin: _Twin, node: ast.expr, target: str) -> bool:
        """Keep what the training rows give, and use it there, too, so that both statements are still alike."""
        cell = self.program.notebook.cell(twin.statement.span.cell_id)
        span = span_of(self.program.notebook, twin.statement.span.cell_id, node)
        if not self._is_written(twin.statement, node, span):
            return False
        text = slice_text(cell, node)
        is_put = self._insert(twin, twin.inner, f"{target} = {text}")
        if is_put:
            self.fixes.append(Fix(title=f"use `{target}`", edits=(Edit(span=span, text=target),)))
        return is_put

    def _transformed(self, statistic: Statistic, twin: _Twin, loops: tuple[ast.For, ...]) -> str | None:
        """Return `scaler.transform(X_test)` for `scaler.fit_transform(X_test)`."""
        call = statistic.call
        if call_name(call) != "fit_transform" or not isinstance(call.func, ast.Attribute) or not call.args:
            return None
        if twin.loops != loops or (loops and twin.statement is not statistic.statement):
            return None
        cell = self.program.notebook.cell(statistic.statement.span.cell_id)
        rows = slice_text(cell, call.args[0])
        if isinstance(call.func.value, ast.Name):
            is_last = not self._is_fitted_between(call.func.value.id, twin, statistic)
            return f"{call.func.value.id}.transform({rows})" if is_last else None
        if loops or not isinstance(twin.call.func, ast.Attribute):
            return None
        name = self._new_name(call.func.value, self.copies[statistic.frame])
        return f"{name}.transform({rows})" if self._keep(twin, twin.call.func.value, name) else None

    def _is_fitted_between(self, name: str, twin: _Twin, statistic: Statistic) -> bool:
        """Whether something else than the twin has fitted an object last."""
        for statement in self.program.statements:
            if self._comes_before(statement, twin.statement) or self._comes_before(statistic.statement, statement):
                continue
            for part in ast.walk(statement.node):
                fits = isinstance(part, ast.Call) and call_name(part) in FITS and root_name(part.func) == name
                if fits and part is not twin.call and part is not statistic.call:
                    return True
        return False

    def _new_name(self, node: ast.expr, frame: str) -> str:
        """Return a free name for what is kept of the training rows: `age_median_of_train`."""
        words = [
            part.attr if isinstance(part, ast.Attribute) else part.id if isinstance(part, ast.Name) else str(part.value)
            for part in reversed(list(ast.walk(node)))
            if isinstance(part, ast.Attribute | ast.Name)
            or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        ]
        words = [
            re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower() if word.istitle() or word[:1].isupper() else word
            for word in words
        ]
        about = [w for w in dict.fromkeys(words) if w not in {frame, *self.copies, "np", "pd"}]
        base = re.sub(r"\W+", "_", "_".join([*about, "of", frame])).strip("_").lstrip("0123456789_")
        name, number = base, 2
        while name in self.used:
            name, number = f"{base}_{number}", number + 1
        self.used.add(name)
        return name

    def _insert(self, twin: _Twin, before: ast.stmt, text: str) -> bool:
        """Put a line before a statement; return whether it stands there as it is written."""
        span = span_of(self.program.notebook, twin.statement.span.cell_id, before)
        if not self._is_written(twin.statement, before, span):
            return False
        at = Span(
            path=span.path, cell=span.cell, cell_id=span.cell_id,
            line=span.line, column=span.column, end_line=span.line, end_column=span.column,
        )  # fmt: skip
        line = f"{text}\n{' ' * (span.column - 1)}"
        self.fixes.append(Fix(title=f"keep `{text}`", edits=(Edit(span=at, text=line),)))
        return True

    def _is_written(self, statement: Statement, node: ast.stmt | ast.expr, span: Span) -> bool:
        """Whether a node stands in the cell as it was saved, and not in what was made of a helper or a magic."""
        cell = self.program.notebook.cell(statement.span.cell_id)
        return bool(span.line) and text_at(cell.source, span) == slice_text(cell, node)


def _loops(statement: Statement, inner: ast.stmt) -> tuple[ast.For, ...]:
    """Return the loops around a statement within a statement of a cell."""
    return tuple(
        part for part in ast.walk(statement.node) if isinstance(part, ast.For) and inner in list(ast.walk(part))[1:]
    )


def _keys(loops: tuple[ast.For, ...], own: tuple[ast.For, ...]) -> tuple[str, str] | None:
    """Return the variables of two loops that go over the same."""
    match loops, own:
        case (ast.For(target=ast.Name(id=key), iter=one),), (ast.For(target=ast.Name(id=own_key), iter=other),):
            return (key, own_key) if ast.dump(one) == ast.dump(other) else None
        case _:
            return None


def _is_about_groups(node: ast.expr) -> bool:
    """Whether a statistic has a value for each row or group: `groupby(...).transform(...)`, `qcut`, `factorize`."""
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    return any(call_name(part) in {"groupby", "qcut", "factorize", "value_counts", "unique"} for part in calls)
