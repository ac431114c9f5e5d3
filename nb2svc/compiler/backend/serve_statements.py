"""Live statements of the notebook, moved: the text of a stage function, with the helpers that read frozen values."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TypeGuard

from nb2svc.compiler.backend.absent import AbsentColumns
from nb2svc.compiler.backend.emit_categories import add_known
from nb2svc.compiler.backend.module import Imports
from nb2svc.compiler.backend.names import Sources, mentioned_names
from nb2svc.compiler.backend.plan_stages import live_names, live_places, names_read
from nb2svc.compiler.backend.prune import always_taken, is_idle, lies_in, prune
from nb2svc.compiler.backend.render import Renderer, parts_inside
from nb2svc.compiler.backend.source import Edit, Piece, cut_statement
from nb2svc.compiler.flow import defined_names, find_definition, index_statements, is_literal
from nb2svc.compiler.ir import Cell, Program, Statement
from nb2svc.compiler.operations import data_arguments, is_resample, is_split, removes_column, split_operand
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.literal_request import argument
from nb2svc.compiler.sites import Instrumented, Place, place_of
from nb2svc.compiler.trace import Capture, Decision, Trace

__all__ = ["ServedStatements"]


class ServedStatements:
    """Moves statements into stage functions."""

    def __init__(
        self,
        program: Program,
        code: Instrumented,
        trace: Trace,
        classified: Classified,
        library: frozenset[str],
    ) -> None:
        self.program = program
        self.code = code
        self.trace = trace
        self.classified = classified
        self.statements = index_statements(program)
        self.sources = Sources(self.statements, library, program.surroundings.modules, program.lookups)
        asked = classified.arguments
        self.decisions = {s: d for s, d in trace.decisions.items() if d.action != "ask" or d.captures[""] in asked} | {
            site: Decision(action="select", captures={"": str(operand)})
            for site, operand in classified.all_rows.items()
            if site not in trace.decisions or trace.decisions[site].action != "whole"
        }
        self.library = library
        definitions = [s for s in program.statements if s.kind in {"function", "class"}]
        self.helpers = {name: s for s in definitions for name in defined_names(s)}
        tops = {code.places[place].statement for place in classified.live if place in code.places}
        made = (n for s in program.statements if s.id in tops for n in live_names(s, code, classified))
        self.bound = frozenset({classified.request.name, *made})

    def reference(self, capture: Capture) -> str:
        """Return the text that stands for a frozen value."""
        name = f"state.{self.classified.names[capture.key]}"
        return name if not capture.loops else f"{name}[{', '.join(capture.loops)}]"

    def pieces(self, statements: tuple[Statement, ...], imports: Imports) -> list[Piece]:
        """Return the text of statements, and note what it imports."""
        pieces: list[Piece] = []
        nested: dict[str, dict[str, str]] = {}
        for statement in statements:
            pieces += self._helpers(statement, imports, nested)
            pieces += self._statement(statement, imports)
        return pieces

    def _helpers(self, statement: Statement, imports: Imports, nested: dict[str, dict[str, str]]) -> list[Piece]:
        """Return functions and classes that read frozen values: they stand in the stage function, next to the values.

        Args:
            statement: what mentions them.
            imports: gets what they need.
            nested: definitions that stand there already, by statement -> names that they read -> what these hold.
        """
        pieces: list[Piece] = []
        for name in mentioned_names(statement.node):
            definition = find_definition(self.statements, statement, name)
            if definition is not None and definition.kind in {"function", "class"} and name not in self.library:
                pieces += self._helper(statement, definition, imports, nested, set())
        return pieces

    def _helper(
        self,
        statement: Statement,
        definition: Statement,
        imports: Imports,
        nested: dict[str, dict[str, str]],
        around: set[str],
    ) -> list[Piece]:
        """Return a helper with what it reads: values, and other helpers that stand inside as well.

        Of one that stands there already only the values that are others by now: a function reads them when called.
        """
        if definition.id in around:
            return []
        around.add(definition.id)
        stands = definition.id in nested
        held = nested.setdefault(definition.id, {})
        cell = self.program.notebook.cell(definition.span.cell_id)
        pieces = []
        edits: list[Edit] = []
        for free, capture in self._closure(statement, definition):
            path = capture.source if capture.source.startswith(f"{free}.") else ""
            local = next((name.partition("|")[2] for name in held if path and name.startswith(f"{path}|")), "")
            local = local or (capture.hint if path else free)
            text = f"{local} = {self.reference(capture)}"
            if held.get(f"{path}|{local}") != text:
                held[f"{path}|{local}"] = text
                pieces.append(self._assignment(statement if stands else definition, text))
            edits += [Edit.of(cell, n, local) for n in ast.walk(definition.node) if path and _is_path(n, path)]
        for name in mentioned_names(definition.node):
            other = find_definition(self.statements, statement, name) or self.helpers.get(name)  # bound at the call
            if other is not None and other.kind in {"function", "class"} and name not in self.library:
                pieces += self._helper(statement, other, imports, nested, around)
        if stands:
            return pieces
        self.sources.add(definition, mentioned_names(definition.node), imports)
        return [*pieces, cut_statement(cell, definition.node, edits)]

    def _assignment(self, statement: Statement, text: str) -> Piece:
        """Return a line of ours that stands in front of a statement."""
        return Piece(text=text, cell=self.program.notebook.cell(statement.span.cell_id), line=_first_line(statement))

    def _closure(self, statement: Statement, definition: Statement) -> list[tuple[str, Capture]]:
        found: dict[str, Capture] = {}
        for free in mentioned_names(definition.node):
            for key, decision in self.trace.decisions.items():
                site, _, name = key.partition("|")
                known = self.code.sites.get(site)
                if name == free and known and self.code.places[known.place].statement == statement.id:
                    capture = self.classified.captures.get(decision.captures.get("", ""))
                    if capture is not None:
                        found.setdefault(free, capture)
        return list(found.items())

    def _absent(self, statement: Statement, cell: Cell) -> AbsentColumns:
        return AbsentColumns(
            cell=cell,
            names=self.classified.absent,
            captures=self.classified.captures,
            reference=self.reference,
            constants=self._constants(statement),
            items=self.trace.items,
        )

    def _constants(self, statement: Statement) -> dict[str, tuple[str, ...]]:
        """Return the lists of texts that a statement reads under the name of a constant."""
        found = {}
        for name in mentioned_names(statement.node):
            definition = find_definition(self.statements, statement, name)
            if name in self.library and definition is not None and is_literal(definition):
                assert isinstance(definition.node, ast.Assign | ast.AnnAssign)
                assert definition.node.value is not None
                value = ast.literal_eval(definition.node.value)
                if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
                    found[name] = tuple(value)
        return found

    def _statement(self, statement: Statement, imports: Imports) -> list[Piece]:
        inner = always_taken(statement.node)
        if inner is not None:  # an exception that the training run did not see is the row's own error
            return [piece for node in inner for piece in self._statement(replace(statement, node=node), imports)]
        live = live_places(statement, self.code, self.classified)
        places = [p for p in live if lies_in(p.node, statement.node)]
        if not places or removes_column(statement.node) in self.classified.absent:
            return []
        cell = self.program.notebook.cell(statement.span.cell_id)
        renderer = self._renderer(statement, cell)
        pieces = [
            Piece(text=line, cell=cell, line=_first_line(statement))
            for place in places
            for line in renderer.frozen_in_strings(place)
        ]
        parts = [p for p in places if "/" in p.id]
        if parts:
            return [*pieces, *self._parts(statement, parts, renderer, imports)]
        top = self.code.places.get(place_of(cell.id, statement.node))
        if top is not None and top.id in self.classified.parts:
            selected = self._selection(statement, top, renderer, imports)
            if selected is not None:
                return [*pieces, *selected]
        renaming = renderer.renaming(top) if top is not None else None
        if renaming is not None:
            moved = cut_statement(cell, statement.node, [])
            return [*pieces, replace(moved, text="\n".join([*_comments(moved.text), renaming]))]
        moved = self._moved(statement, top, places, renderer)
        if is_idle(moved.text):
            return pieces
        self._import(statement, moved.text, imports)
        return [*pieces, moved]

    def _renderer(self, statement: Statement, cell: Cell) -> Renderer:
        return Renderer(
            cell=cell,
            code=self.code,
            decisions=self.decisions,
            captures=self.classified.captures,
            reference=self.reference,
            absent=self._absent(statement, cell),
            shown=self.classified.shown,
            units=self.trace.units,
            bound=self.bound,
            live=self.classified.live,
            arguments={key: argument(name) for key, name in self.classified.arguments.items()},
        )

    def _moved(self, statement: Statement, top: Place | None, places: list[Place], renderer: Renderer) -> Piece:
        """Return a statement as the service has it."""
        cell, node = renderer.cell, statement.node
        within = {part for place in places for part in parts_inside(place)}  # they are written where they stand
        edits = list(dict.fromkeys(e for place in places if place.id not in within for e in renderer.edits(place)))
        edits += prune(cell, node, cell.id, self.classified.live, self.trace.units)
        if self._shows_answer(statement):
            first = Edit.of(cell, node, "")
            edits.append(replace(first, end_line=first.line, end_column=first.column, text="prediction = "))
        moved = cut_statement(cell, node, edits)
        steps = renderer.two_steps(top) if top is not None else None
        return moved if steps is None else replace(moved, text="\n".join([*_comments(moved.text), *steps]))

    def _shows_answer(self, statement: Statement) -> bool:
        """Whether a statement is an expression that is the answer, without a name."""
        top = place_of(statement.span.cell_id, statement.node)
        return isinstance(statement.node, ast.Expr) and any(
            o.place == top and not o.variable for o in self.classified.outputs
        )

    def _import(self, statement: Statement, text: str, imports: Imports) -> None:
        """Import what the text mentions."""
        asked = {argument(name) for name in self.classified.arguments.values()}
        names = [name for name in mentioned_names(ast.parse(text)) if name not in asked]
        add_known(names, imports)
        self.sources.add(statement, names, imports)

    def _parts(self, statement: Statement, parts: list[Place], renderer: Renderer, imports: Imports) -> list[Piece]:
        """Return the needed parts of `a, b = x, y`, a line each."""
        pieces = []
        for place in parts:
            assert isinstance(place.node, ast.Assign)
            (target,) = place.node.targets
            assert isinstance(target, ast.Name)
            text = f"{target.id} = {renderer.text(place.node.value, place)}"
            if is_idle(text):
                continue
            self._import(statement, text, imports)
            pieces.append(Piece(text=text, cell=renderer.cell, line=_first_line(statement)))
        return pieces

    def _selection(
        self, statement: Statement, place: Place, renderer: Renderer, imports: Imports
    ) -> list[Piece] | None:
        """Return `X_test = X` for a split: the rows of a request are all of them."""
        node = statement.node
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Tuple | ast.List | ast.Name):
            return None
        if isinstance(node.targets[0], ast.Name):
            return self._kept_together(statement, node.targets[0].id, place, renderer, imports)
        call = node.value
        assert isinstance(call, ast.Call)
        cell = renderer.cell
        pieces = []
        for part, operand in self.classified.parts[place.id]:
            target = node.targets[0].elts[part]
            source = data_arguments(call)[operand]
            assert isinstance(target, ast.Name)
            own = self.code.places.get(f"{place.id}~{operand}", place)
            text = renderer.text(source, own)
            if text == target.id:
                continue  # a resampling whose result is called as what went in
            is_shared = (is_split(call) or is_resample(call)) and self._read_later(statement, source, part, place)
            copied = f"{text}.copy()" if is_shared else text
            self._import(statement, copied, imports)
            pieces.append(Piece(text=f"{target.id} = {copied}", cell=cell, line=_first_line(statement)))
        return pieces

    def _kept_together(
        self, statement: Statement, target: str, place: Place, renderer: Renderer, imports: Imports
    ) -> list[Piece]:
        """Return `parts = [None, X, None, None]` for a split whose parts are kept under one name."""
        call = getattr(statement.node, "value", None)
        assert isinstance(call, ast.Call)
        needed = dict(self.classified.parts[place.id])
        repeated = {operand for operand in needed.values() if [*needed.values()].count(operand) > 1}
        texts = []
        for part in range(2 * len(call.args) if is_split(call) else max(needed) + 1):
            operand = split_operand(call, part) or 0
            own = self.code.places.get(f"{place.id}~{operand}", place)
            text = renderer.text(data_arguments(call)[operand], own) if part in needed else "None"
            texts.append(f"{text}.copy()" if part in needed and operand in repeated else text)
        text = f"{target} = [{', '.join(texts)}]"
        self._import(statement, text, imports)
        return [Piece(text=text, cell=renderer.cell, line=_first_line(statement))]

    def _read_later(self, statement: Statement, source: ast.expr, part: int, place: Place) -> bool:
        """Whether the rows that were split are used again, so that a change of the part must not reach them."""
        if not isinstance(source, ast.Name):
            return False
        order = [s.id for s in self.program.statements]
        later = set(order[order.index(statement.id) + 1 :])
        parts = self.classified.parts[place.id]
        shared = [p for p, operand in parts if operand == dict(parts)[part] and p != part]
        return bool(shared) or any(
            source.id in names_read(p)
            for p in self.code.places.values()
            if p.id in self.classified.live and p.statement in later
        )


def _first_line(statement: Statement) -> int:
    """Return the line of the cell's Python text that a statement begins in."""
    decorators: list[ast.expr] = getattr(statement.node, "decorator_list", [])
    return min([statement.node.lineno, *(d.lineno for d in decorators)])


def _comments(text: str) -> list[str]:
    """Return the comment lines that a piece begins with."""
    lines = text.split("\n")
    return lines[: next((i for i, line in enumerate(lines) if not line.startswith("#")), 0)]


def _is_path(node: ast.AST, path: str) -> TypeGuard[ast.expr]:
    """Whether a piece of syntax is `X.columns`, for the path `X.columns`."""
    return isinstance(node, ast.Attribute) and ast.unparse(node) == path
