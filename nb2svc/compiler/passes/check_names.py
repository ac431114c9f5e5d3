"""Reports names that nothing above defines, for the statements that a service needs.

answer = model.predict(X)      NB203: nothing above assigns `model`
if flag: model = fit(X)
answer = model.predict(X)      NB204: assigned on some paths only
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from nb2svc.compiler.flow import defined_name, defined_names, is_choice_of_definitions
from nb2svc.compiler.ir import Cell, Program, Statement
from nb2svc.compiler.names.likely_imports import likely_import
from nb2svc.compiler.names.machine import BUILTINS
from nb2svc.compiler.places import characters, diagnose
from nb2svc.diagnostics import Report, Span

__all__ = ["check_names"]


@dataclass(slots=True)
class _Scope:
    """What is defined at one point: name -> the statement that defined it last, and which may not have."""

    writers: dict[str, Statement] = field(default_factory=dict)
    maybe: set[str] = field(default_factory=set)
    star: bool = False

    def knows(self, name: str) -> bool:
        return name in self.writers or name in BUILTINS or self.star

    def add(self, statement: Statement) -> None:
        effects = statement.effects
        self.star = self.star or effects.star
        for name in effects.deletes:
            if name in effects.maybe_defines:
                self.maybe.add(name)
            else:
                self.writers.pop(name, None)
        for name in effects.maybe_defines:
            if name not in self.writers:
                self.writers[name] = statement
                self.maybe.add(name)
        for name in effects.defines:
            self.writers[name] = statement
            self.maybe.discard(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    """Where a statement reads a name: itself, or through a function or class that it mentions.

    Attributes:
        span: the place in the statement.
        through: the statement that defines the function or class, or None.
        inner: the place in that function or class.
    """

    span: Span
    through: Statement | None = None
    inner: Span | None = None


def check_names(program: Program, statement_ids: Collection[str], report: Report) -> None:
    """Report what the given statements read and nothing above them defines; each name once, where it is read first.

    Args:
        program: with effects.
        statement_ids: the statements that the service needs.
        report: gets NB203 for undefined names, and NB204 for names that are defined on some paths only or that only a
            method which may never run reads.
    """
    scope = _Scope()
    said: set[str] = set()
    for statement in program.statements:
        if statement.id in statement_ids:
            for name in sorted(statement.effects.reads - said):
                if (not scope.knows(name) or name in scope.maybe) and _check_read(
                    program, statement, name, scope, report
                ):
                    said.add(name)
        scope.add(statement)


def _check_read(program: Program, statement: Statement, name: str, scope: _Scope, report: Report) -> bool:
    """Report one name that a statement reads; return whether there was something to say."""
    mention = _find_mention(program, statement, name, scope.writers)
    if mention is None:
        return False  # read only as another name of an object, which the statement that bound it answers for
    related = (mention.inner,) if mention.inner is not None else ()
    if name in scope.maybe:
        if mention.through is scope.writers[name] and is_choice_of_definitions(scope.writers[name].node):
            return False  # the branch that defines the helper binds what it reads
        if _is_bound_by_any_round(scope.writers[name].node, name):
            return False  # only a loop without any round leaves it unbound
        message = f"{_reader(mention)} reads `{name}`, which is assigned only on some paths above"
        hint = f"assign `{name}` on every path"
        span = scope.writers[name].span
        report.add(diagnose(program.notebook, "NB204", message, mention.span, hint=hint, related=(*related, span)))
        return True
    certain = mention.through is None or mention.through.kind != "class"
    own = name in statement.effects.maybe_defines | statement.effects.defines
    if own and mention.through is None and _is_bound_before(statement.node, name):
        return False  # by a loop inside, as the loss that a training loop prints
    code = "NB203" if certain and not own else "NB204"
    message = f"{_reader(mention)} reads `{name}`, but nothing above defines it"
    hint = _hint(program, statement, name, scope)
    report.add(diagnose(program.notebook, code, message, mention.span, hint=hint, related=related))
    return True


def _is_bound_by_any_round(node: ast.stmt, name: str) -> bool:
    """Return whether a loop binds a name in every round."""
    match node:
        case ast.For(target=target, body=body) | ast.AsyncFor(target=target, body=body):
            return _stores(target, name) or any(_is_bound_by_any_round(part, name) for part in body)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return any(_is_bound_by_any_round(part, name) for part in body)
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            return _stores(node, name)
    return False


def _stores(node: ast.AST, name: str) -> bool:
    return any(part.id == name and isinstance(part.ctx, ast.Store) for part in _names(node))


def _is_bound_before(node: ast.stmt, name: str) -> bool:
    """Return whether a statement binds a name further up than it reads it."""
    places = [
        (part.lineno, part.col_offset, isinstance(part.ctx, ast.Load)) for part in _names(node) if part.id == name
    ]
    return bool(places) and not min(places)[2]


def _reader(mention: _Mention) -> str:
    through = mention.through
    if through is None:
        return "this statement"
    name = defined_name(through.node) or min(defined_names(through), default="")
    return f"{'class ' if through.kind == 'class' else ''}`{name}` (cell {through.span.cell})"


def _find_mention(
    program: Program, statement: Statement, name: str, writers: Mapping[str, Statement]
) -> _Mention | None:
    """Return where a statement reads a name, looking into the functions and classes that it mentions."""
    own = _find_name(statement.node, name, bodies=False)
    if own is not None:
        return _Mention(span=_span_of(program, statement, own))
    seen: set[str] = set()
    pending = [(node, node, statement) for node in _names(statement.node)]
    while pending:
        outer, node, _ = pending.pop(0)
        definition = writers.get(node.id)
        if definition is None or definition.id in seen or definition.kind in ("import", "magic"):
            continue
        seen.add(definition.id)
        inner = _find_name(definition.node, name, bodies=True)
        if inner is not None and (definition.kind in ("function", "class") or _has_lambda(definition.node)):
            return _Mention(
                span=_span_of(program, statement, outer),
                through=definition,
                inner=_span_of(program, definition, inner),
            )
        pending += [(outer, part, definition) for part in _names(definition.node)]
    inner = _find_name(statement.node, name, bodies=True)  # a function defined and used within the statement
    return _Mention(span=_span_of(program, statement, inner)) if inner is not None else None


def _names(node: ast.AST) -> Iterator[ast.Name]:
    return (part for part in ast.walk(node) if isinstance(part, ast.Name))


def _has_lambda(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Lambda) for part in ast.walk(node))


def _find_name(node: ast.AST, name: str, *, bodies: bool) -> ast.Name | None:
    """Return the first place where a name is read.

    Args:
        node: where to look.
        name: what to look for.
        bodies: whether to look into the bodies of functions too.
    """
    pending: list[ast.AST] = [node]
    found: list[ast.Name] = []
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Name):
            if part.id == name and (isinstance(part.ctx, ast.Load) or not found):
                found.append(part)
        elif not bodies and isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            pending += [*part.decorator_list, *part.args.defaults]
        else:
            pending += ast.iter_child_nodes(part)
    reads = [part for part in found if isinstance(part.ctx, ast.Load)] or found
    return min(reads, key=lambda part: (part.lineno, part.col_offset), default=None)


def _span_of(program: Program, statement: Statement, node: ast.Name) -> Span:
    """Return the place of a name in the source; the statement's own where magics moved the text."""
    cell = program.notebook.cell(statement.span.cell_id)
    lines, line = cell.python.split("\n"), node.lineno
    if cell.origins or lines[line - 1] != cell.source.split("\n")[line - 1]:
        return statement.span
    column = characters(lines[line - 1], node.col_offset) + 1
    return Span(
        path=cell.path or program.notebook.path,
        cell=cell.number,
        cell_id=cell.id,
        line=line,
        column=column,
        end_line=line,
        end_column=column + len(node.id),
    )


def _hint(program: Program, statement: Statement, name: str, scope: _Scope) -> str:
    """Return what to do about an undefined name: move a later cell up, import it, or write it right."""
    if name in statement.effects.maybe_defines | statement.effects.defines:
        return f"assign `{name}` before this statement: it is read before its first assignment"
    position = program.statements.index(statement)
    for later in program.statements[position + 1 :]:
        if name in later.effects.defines | later.effects.maybe_defines:
            if later.span.cell == statement.span.cell:
                return f"line {later.span.line} below assigns `{name}`: move it above this statement"
            return f"cell {later.span.cell} assigns `{name}`: move it above cell {statement.span.cell}"
    if any(name in earlier.effects.deletes for earlier in program.statements[:position]):
        return f"`{name}` is deleted above: remove the `del`"
    broken = _broken_writer(program, statement, name)
    if broken is not None:
        return f"cell {broken.number} seems to assign `{name}`, but is not valid Python: mend that cell"
    statement_text = likely_import(name)
    if statement_text:
        return f"add `{statement_text}` to a cell above"
    # imported here: only a wrong name needs it, and every command starts quicker
    from difflib import get_close_matches

    close = get_close_matches(name, scope.writers, n=1, cutoff=0.75)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"add a cell above that assigns `{name}`; it may only exist in the running kernel"


def _broken_writer(program: Program, statement: Statement, name: str) -> Cell | None:
    """Return the last cell above that is not valid Python and whose text looks as if it bound the name."""
    binds = re.compile(
        rf"^(?:[^#\n=]*[\s,(])?{re.escape(name)}\s*(?:,[^=\n]*)?=(?!=)|\bimport\b.*\b{re.escape(name)}\b", re.MULTILINE
    )
    above = [
        cell
        for cell in program.notebook.cells
        if cell.id in program.broken and cell.number < statement.span.cell and binds.search(cell.source)
    ]
    return above[-1] if above else None
