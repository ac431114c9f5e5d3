"""Statements written twice, for the rows of the training and for those that are answered -> where the two differ.

X_train["name"] = X_train["name"].str.lower().map(codes)
X_test["name"] = X_test["name"].map(codes)                 NB216: not lower-cased here

Compared is the syntax, with the names of the two copies exchanged and simple variables looked through. What one side
alone may need is passed over: choosing rows, dropping columns, filling gaps that the other side does not have.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from nb2svc.compiler.copies import common_name, find_copies, root_name, simple_statements
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.compiler.sites import place_of
from nb2svc.compiler.trace import Trace
from nb2svc.compiler.twins import Twins
from nb2svc.diagnostics import Diagnostic, Report

__all__ = ["report_copies"]

_SAME_ROWS: Final = frozenset(
    {
        "DataFrame", "align", "append", "array", "asarray", "astype", "concat", "copy", "drop", "drop_duplicates",
        "dropna", "fit_resample", "head", "join", "query", "read_csv", "reindex", "rename", "reset_index", "sample",
        "set_index", "sort_index", "sort_values", "tail", "to_numpy", "toarray", "todense",
    }
)  # fmt: skip
_FILLS: Final = frozenset({"fillna", "replace", "astype", "ffill", "bfill", "interpolate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A statement that changes a frame, or a column of it.

    Attributes:
        frame: the frame's name.
        label: the column, where the statement names it.
        key: what is changed, in the words of both copies.
        parts: what it is computed from.
    """

    cell_id: str
    node: ast.stmt
    statement: Statement
    frame: str
    label: str
    key: str
    parts: tuple[ast.AST, ...]


def report_copies(program: Program, classified: Classified, trace: Trace, report: Report) -> None:
    """Report each pair of statements that prepare the two copies in different ways."""
    copies = find_copies(program)
    if copies:
        _Comparison(program, copies, report).compare(_fitted(trace), classified.live)


def _fitted(trace: Trace) -> frozenset[str]:
    """Return the places whose values models were fitted to, those that only make the target left out."""
    target = {n for nodes in trace.targets.values() for n in nodes}
    seen: set[int] = set()
    pending = list(trace.features)
    while pending:
        number = pending.pop()
        if number not in seen | target:
            seen.add(number)
            pending += trace.nodes[number].deps
    return frozenset(trace.nodes[n].place for n in seen if trace.nodes[n].place)


class _Comparison:
    """The two copies of a notebook's preparation, side by side."""

    def __init__(self, program: Program, copies: Mapping[str, str], report: Report) -> None:
        self.program = program
        self.copies = copies
        self.twins = Twins(program, copies)
        self.report = report

    def compare(self, fitted: frozenset[str], live: frozenset[str]) -> None:
        """Report what differs.

        Args:
            fitted: places that the training needs.
            live: places that the answer needs.
        """
        frames = set(self.copies.values())
        training = self._steps(frames - self.copies.keys(), fitted - live)
        served = self._steps(set(self.copies), live)
        if not training or not served:
            return
        for key in dict.fromkeys(step.key for step in [*training, *served]):
            ours = [step for step in training if step.key == key]
            theirs = [step for step in served if step.key == key]
            for a in list(ours):
                same = next((b for b in theirs if self._difference(a, b) is None), None)
                if same is not None:
                    ours.remove(a)
                    theirs.remove(same)
            for one, other in zip_longest(ours, theirs):
                if one is not None and other is not None:
                    self._report_pair(one, other)
                elif one is not None:
                    self._report_alone(one, served, is_served=False)
                elif other is not None:
                    self._report_alone(other, training, is_served=True)

    def _steps(self, frames: set[str], places: frozenset[str]) -> list[_Step]:
        found = []
        for statement in self.program.statements:
            if statement.kind == "code" and statement.effects.writes & frames:
                for node in simple_statements(statement):
                    step = self._step(statement, node)
                    if step is not None and step.frame in frames and place_of(step.cell_id, node) in places:
                        found.append(step)
        return found

    def _step(self, statement: Statement, node: ast.stmt) -> _Step | None:
        target: ast.expr | None
        parts: tuple[ast.AST, ...]
        match node:
            case ast.Assign(targets=[ast.Name(id=frame)], value=value):
                target, parts = None, (_Bare(self.copies).visit(_copied(value)),)
            case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target], value=value):
                frame, parts = root_name(target), (target, value)
            case ast.AugAssign(target=ast.Subscript() | ast.Attribute() as target, op=op, value=value):
                frame, parts = root_name(target), (target, op, value)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=target), keywords=keywords) as value) if any(
                k.arg == "inplace" for k in keywords
            ):
                frame, parts = root_name(target), (value,)
                target = None if isinstance(target, ast.Name) else target
            case _:
                return None
        label = _label(target) if target is not None else ""
        if target is None:
            key = ".".join(name for name in _calls(parts[0]) if name not in _SAME_ROWS)
            if not key:
                return None
        else:
            key = f"[{label}]" if label else f"[{self._common(target)}]"
        return _Step(
            cell_id=statement.span.cell_id, node=node, statement=statement, frame=frame, label=label,
            key=f"{common_name(frame, self.copies)} {key}", parts=parts,
        )  # fmt: skip

    def _common(self, node: ast.AST) -> str:
        """Return the text of an expression in the words of both copies."""
        renamed = _copied(node)
        for part in ast.walk(renamed):
            if isinstance(part, ast.Name):
                part.id = common_name(part.id, self.copies)
        return ast.unparse(renamed)

    def _difference(self, one: _Step, other: _Step) -> tuple[ast.AST, ast.AST] | None:
        """Return the smallest parts in which two statements differ."""
        for a, b in zip_longest(one.parts, other.parts, fillvalue=ast.Pass()):
            found = self.twins.difference(a, one.statement, b, other.statement)
            if found is not None:
                return found
        return None

    def _report_pair(self, one: _Step, other: _Step) -> None:
        found = self._difference(one, other)
        if found is None:
            return
        what = f"{_shown(other)} is not computed as {_shown(one)} is"
        said, said_other = (_said(part) for part in found)
        differs = f": {said_other} here, {said} for the training in cell {self._cell(one)}" if said else ""
        self._add(other, one, f"{what}{differs}")

    def _report_alone(self, step: _Step, others: Sequence[_Step], *, is_served: bool) -> None:
        """Report a column that is computed in one copy only, unless something else in the other may do so."""
        value = step.parts[-1]
        filled = {*_calls(value)} <= _FILLS and bool(_calls(value))
        twins = [s for s in others if common_name(s.frame, self.copies) == common_name(step.frame, self.copies)]
        if not step.label or filled or not twins or self._mentions(twins[0].frame, step.label):
            return
        sides = ("for the answer", "for the training")
        side, missing = sides if is_served else reversed(sides)
        frame, cell = twins[0].frame, self._cell(twins[-1])
        message = f"{_shown(step)} is computed {side} only: no statement does so {missing} with `{frame}`"
        self._add(step, twins[-1], f"{message}, which is prepared in cell {cell}")

    def _mentions(self, frame: str, label: str) -> bool:
        """Whether a statement that changes a frame as a whole names the column: it may well compute it."""
        for statement in self.program.statements:
            for node in simple_statements(statement) if frame in statement.effects.writes else ():
                step = self._step(statement, node)
                if (step is None or not step.label) and any(_names(part, label) for part in ast.walk(node)):
                    return True
        return False

    def _cell(self, step: _Step) -> int:
        return self.program.notebook.cell(step.cell_id).number

    def _add(self, step: _Step, related: _Step, message: str) -> None:
        notebook = self.program.notebook
        span, other = (span_of(notebook, s.cell_id, s.node) for s in (step, related))
        frames = sorted({step.frame, related.frame}, key=lambda name: name in self.copies)
        self.report.add(
            Diagnostic(
                code="NB216",
                message=f"{message}; the service answers as the notebook does",
                span=span,
                frame=frame_of(notebook, span),
                related=((other, frame_of(notebook, other)),),
                hint="if they are meant to be alike, write it once: "
                f"`for table in ({', '.join(frames)}):`, or before the split",
            )
        )


class _Bare(ast.NodeTransformer):
    """Takes from an expression what only chooses rows and columns, so that its computation remains."""

    def __init__(self, copies: Mapping[str, str]) -> None:
        self.frames = {*copies, *copies.values()}

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _SAME_ROWS and root_name(node) in self.frames:
            return node.func.value
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        value = node.value
        if isinstance(value, ast.Attribute) and value.attr in {"iloc", "loc"}:
            value = value.value
        return value if isinstance(value, ast.Name) and value.id in self.frames else node


def _copied(node: ast.AST) -> ast.AST:
    return ast.parse(ast.unparse(node), mode="eval").body


def _names(node: ast.AST, label: str) -> bool:
    match node:
        case ast.Constant(value=name) | ast.keyword(arg=name):
            return bool(name == label)
        case _:
            return False


_LABELS: Final = frozenset({"index", "columns", "name", "names"})  # what rows and columns are called is no data


def _label(target: ast.AST) -> str:
    match target:
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(label))):
            return label
        case ast.Subscript(value=ast.Attribute(attr="loc" | "at"), slice=ast.Tuple(elts=[_, ast.Constant(value=last)])):
            return last if isinstance(last, str) else ""
        case ast.Attribute(value=ast.Name(), attr=label) if label not in _LABELS:
            return label
        case _:
            return ""


def _calls(node: ast.AST) -> list[str]:
    """Return the last names of all that an expression calls, in the order of the text; `fit_transform` transforms."""
    found: list[str] = []
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                found.insert(0, "transform" if name == "fit_transform" else name)
    return found


def _said(node: ast.AST) -> str:
    """Return a part of a statement for a message, or nothing where its text would be of no help."""
    if not isinstance(node, ast.expr):
        return ""
    text = ast.unparse(node)
    return f"`{text}`" if len(text) <= 80 else ""


def _shown(step: _Step) -> str:
    return f'`{step.frame}["{step.label}"]`' if step.label else f"`{step.frame}`"
