"""train.py: the notebook's way from the data to the frozen values, as it was run.

df["age"] = df["age"].fillna(df["age"].median())    becomes
age_median = df["age"].median()
df["age"] = df["age"].fillna(age_median)
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from nb2svc.compiler.backend.elif_chains import Around, before_chains
from nb2svc.compiler.backend.emit_categories import add_known
from nb2svc.compiler.backend.module import Imports, ModuleText, input_type, type_name
from nb2svc.compiler.backend.names import Sources, mentioned_names
from nb2svc.compiler.backend.render import fill, skeleton
from nb2svc.compiler.backend.source import Edit, Piece, cut_statement, outermost, write_call, write_literal
from nb2svc.compiler.flow import awaits, backward_closure, defined_names, index_statements
from nb2svc.compiler.ir import Cell, Program, Statement
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.places import slice_text
from nb2svc.compiler.rewrites import find_rewrite
from nb2svc.compiler.rewrites.rule import parse_expression
from nb2svc.compiler.sites import PART, Instrumented, Place
from nb2svc.compiler.trace import Capture, Trace

__all__ = ["emit_train"]

_DRAWING: Final = frozenset(
    {"random", "sample", "shuffle", "permutation", "choice", "rand", "randn", "randint", "normal"}
)


@dataclass(slots=True)
class _Changes:
    """What is written around and into one top-level statement.

    Attributes:
        before: lines before it.
        after: lines after it.
        edits: changes of its own text.
        around: nested statements -> lines before and after each.
    """

    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    around: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)

    def put(self, text: str, place: Place, *, before: bool) -> None:
        """Put a line before or after a statement, inside the blocks that it stands in; the same line only once."""
        own = self.around.setdefault(place.id, ([], [])) if place.parents else (self.before, self.after)
        lines = own[0 if before else 1]
        if text not in lines:
            lines.append(text)


def emit_train(
    program: Program, code: Instrumented, trace: Trace, classified: Classified, library: frozenset[str], package: str
) -> ModuleText:
    """Return train.py."""
    return _TrainEmitter(program, code, trace, classified, library, package).module()


class _TrainEmitter:
    def __init__(
        self,
        program: Program,
        code: Instrumented,
        trace: Trace,
        classified: Classified,
        library: frozenset[str],
        package: str,
    ) -> None:
        self.program = program
        self.code = code
        self.trace = trace
        self.classified = classified
        self.package = package
        self.statements = index_statements(program)
        self.library = library
        self.sources = Sources(self.statements, library, program.surroundings.modules, program.lookups)
        self.imports = Imports()
        self.imports.add_member(".state", "State")
        defined = {name for s in program.statements for name in s.effects.writes}
        self.variables = {
            key: classified.captures[key].source
            if not classified.captures[key].site
            else (name if name not in defined else f"frozen_{name}")
            for key, name in classified.names.items()
        }
        self.body = self._needed()

    def _needed(self) -> list[Statement]:
        """Return the statements that lead to a frozen value or a metric."""
        seeds = {
            self.code.places[c.place].statement
            for c in self.classified.captures.values()
            if c.place in self.code.places
        }
        seeds |= {writer_of(c) for c in self.classified.captures.values() if not c.site}
        seeds |= {
            s.id
            for s in self.program.statements
            if "evaluate" in s.stages and s.effects.defines & set(self.trace.metrics) and s.kind == "code"
        }
        ran = {place.statement for place in self.code.places.values()}
        needed = backward_closure(self.statements, {s for s in seeds if s in self.statements})
        settings = [
            s.id
            for s in self.program.statements
            if (s.id in ran or "load" in s.stages) and isinstance(s.node, ast.Expr)
            if _is_seed(s) or not s.sources.keys() - self._imported(s)
            if not _is_search_path(s.node)
        ]
        needed |= backward_closure(self.statements, settings)
        return [
            s
            for s in self.program.statements
            if s.id in needed
            and s.kind in {"code", "function", "class"}
            and not self._in_library(s)
            and not any(p.statement == s.id for p in self.program.parameters)
        ]

    def _imported(self, statement: Statement) -> set[str]:
        return {name for name in statement.sources if name in self.sources.imported}

    def _in_library(self, statement: Statement) -> bool:
        return bool(defined_names(statement) & self.library) and Sources.is_library(statement)

    def module(self) -> ModuleText:
        """Return the module."""
        tables = [s for s in self.body if self._is_load(s)]
        under = backward_closure(self.statements, [s.id for s in tables]) | self._settings_before(tables)
        loads = [s for s in self.body if s.id in under]
        rest = self._besides(tables, loads)
        loaded = self._loaded(loads, rest)
        load_text = [self._plain(s) for s in loads]
        kept = self._kept_tables(loads, rest)
        train_text = [piece for s in rest for piece in self._with_values(s)]
        signature = self._train_signature(loaded, rest)
        returns = self._state_call()
        load_signature = self._load_signature(loads, loaded)
        beside = self.imports.beside("train")
        module = ModuleText(
            "train.py", self.program.notebook.path, "Fit everything that the service needs from the training data."
        )
        module.add_imports(self.imports)
        module.blank(2)
        module.add(load_signature)
        module.add('    """Return the training data as the notebook loads it."""')
        for piece in load_text:
            module.add_piece(piece, spaces=4)
        module.add(f"    return {', '.join(loaded)}")
        module.blank(2)
        module.add(signature)
        module.add('    """Return the fitted state and the metrics of the evaluate cells."""')
        for line in beside:
            module.add(line)
        for line in kept:
            module.add(f"    {line}")
        for piece in train_text:
            if piece.cell is None:
                module.add(piece.text)
            else:
                module.add_piece(piece, spaces=4)
        module.add(returns)
        return module

    def _settings_before(self, tables: list[Statement]) -> set[str]:
        """Return the settings that the last table stands on: the folder of its file, the seed of drawn rows."""
        last = max((self.body.index(s) for s in tables), default=0)
        draws = any(name in _DRAWING for s in tables for name in _attributes(s.node))
        return {
            s.id
            for s in self.body[:last]
            if isinstance(s.node, ast.Expr)
            and ("chdir" in _attributes(s.node) or (draws and "random" in s.effects.ambient))
        }

    def _besides(self, tables: list[Statement], loads: list[Statement]) -> list[Statement]:
        """Return what training does: all that is not loading, and what loading and training both stand on."""
        rest = [s for s in self.body if s not in loads]
        cut = {key: replace(s, sources={}) if s in tables else s for key, s in self.statements.items()}
        shared = backward_closure(cut, [s.id for s in rest])
        return [s for s in self.body if s in rest or (s in loads and s not in tables and s.id in shared)]

    def _is_load(self, statement: Statement) -> bool:
        return "load" in statement.stages and statement.id not in {p.statement for p in self.code.places.values()}

    def _loaded(self, loads: list[Statement], rest: list[Statement]) -> list[str]:
        written = {name: None for s in loads for name in sorted(s.effects.writes)}
        read = {name for s in rest for name in s.effects.reads}
        read |= {capture.source for capture in self.classified.captures.values() if not capture.site}
        return [name for name in written if name in read] or [self.classified.request.name]

    def _parameters(self, read: set[str]) -> list[str]:
        return [
            f"{p.name}: {p.annotation or _annotation(p.value)} = {write_literal(p.value)}"
            for p in self.program.parameters
            if p.name in read
        ]

    def _load_signature(self, loads: list[Statement], loaded: list[str]) -> str:
        parameters = self._parameters({name for s in loads for name in s.effects.reads})
        return write_call("def load", parameters, f" -> {self._types(loaded)}:")

    def _train_signature(self, loaded: list[str], rest: list[Statement]) -> str:
        frozen = {capture.source for capture in self.classified.captures.values() if not capture.site}
        parameters = self._parameters({name for s in rest for name in s.effects.reads} | frozen)
        takes = [f"{name}: {self._types([name])}" for name in loaded]
        arguments = [*takes, "*", *parameters] if parameters else takes
        return write_call("def train", arguments, " -> tuple[State, dict[str, float]]:")

    def _types(self, loaded: list[str]) -> str:
        kinds = {i.schema.name: input_type(i.schema) for i in self.trace.inputs}
        names = [type_name(kinds.get(name, "object"), self.package, self.imports) for name in loaded]
        return names[0] if len(names) == 1 else f"tuple[{', '.join(names)}]"

    def _plain(self, statement: Statement, edits: list[Edit] | None = None) -> Piece:
        cell = self.program.notebook.cell(statement.span.cell_id)
        self.sources.add(statement, mentioned_names(statement.node), self.imports)
        waits = [Edit.of(cell, node, f"asyncio.run({slice_text(cell, node.value)})") for node in awaits(statement.node)]
        if waits:
            self.imports.add_module("asyncio")
        return cut_statement(cell, statement.node, [*(edits or []), *waits])

    def _with_values(self, statement: Statement) -> list[Piece]:
        """Return a statement with the lines that take its frozen values."""
        cell = self.program.notebook.cell(statement.span.cell_id)
        changes = _Changes()
        for key, capture in self.classified.captures.items():
            place = self.code.places.get(capture.place)
            if capture.site and place is not None and place.statement == statement.id:
                self._take_site(key, capture, place, cell, changes)
            elif not capture.site and writer_of(capture) == statement.id:
                if capture.loops and place is not None:
                    self._take_name(key, capture, place, changes)
                elif self._changes_later(capture, statement):
                    self._keep_name(key, capture, changes)
        for node, before, after in before_chains(statement.node, self._around(changes), cell):
            changes.edits += _lines_around(node, cell, before, after)
        moved = self._plain(statement, outermost(changes.edits))
        lines = moved.text.split("\n")
        comments = next((i for i, line in enumerate(lines) if not line.startswith("#")), 0)
        text = "\n".join([*lines[:comments], *changes.before, *lines[comments:], *changes.after])
        return [replace(moved, text=text)]

    def _around(self, changes: _Changes) -> list[Around]:
        return [(self.code.places[place].node, before, after) for place, (before, after) in changes.around.items()]

    def _changes_later(self, capture: Capture, statement: Statement) -> bool:
        following = self.body[self.body.index(statement) + 1 :]
        return any(capture.source.partition(".")[0] in s.effects.writes for s in following)

    def _take_site(self, key: str, capture: Capture, place: Place, cell: Cell, changes: _Changes) -> None:
        node = self.code.sites[capture.site].node
        name = self.variables[key]
        decision = self.trace.decisions[capture.site]
        if decision.action == "rewrite":
            hole = next(h for h, k in decision.captures.items() if k == key)
            self._take_part(name, decision.rule, hole, capture, place, cell, changes)
            return
        if decision.action == "rename":
            columns = slice_text(cell, node)
            changes.before.append(f"{name}_before = {columns}")
            changes.after.append(f"{name} = dict(zip({name}_before, {columns}, strict=True))")
            return
        same = [s.node for s in self.code.sites.values() if s.place == place.id and self._is_frozen_as(s.id, key)]
        target = f"{name}[{', '.join(capture.loops)}]" if capture.loops else name
        if capture.loops:
            changes.before.append(f"{name} = {{}}")
        if self._is_fitted_here(node, place):
            changes.put(f"{target} = {slice_text(cell, node)}", place, before=False)
            return
        changes.put(f"{target} = {slice_text(cell, node)}", place, before=True)
        changes.edits += [Edit.of(cell, each, target) for each in same]

    def _is_fitted_here(self, node: ast.expr, place: Place) -> bool:
        """Whether an expression reads a variable that its own statement fits: then its value is there afterwards."""
        read = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        for site in self.code.sites.values():
            match site.node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit_transform")) if (
                    site.place == place.id and name in read
                ):
                    return True
        return False

    def _is_frozen_as(self, site: str, key: str) -> bool:
        decision = self.trace.decisions.get(site)
        return decision is not None and decision.action == "state" and decision.captures[""] == key

    def _take_part(
        self, name: str, rule: str, hole: str, capture: Capture, place: Place, cell: Cell, changes: _Changes
    ) -> None:
        """Take what a rule freezes of an operation: the columns of its result, the fitted receiver, a table."""
        node = self.code.sites[capture.site].node
        operation, parts = skeleton(node, find_rewrite(rule))
        value = find_rewrite(rule).freeze(operation)[hole].value
        if isinstance(value, ast.Name) and value.id in parts:
            self._take_receiver(name, parts[value.id], place, cell, changes)
            return
        target = f"{name}[{', '.join(capture.loops)}]" if capture.loops else name
        if capture.loops:
            changes.before.append(f"{name} = {{}}")
        bound = _bound_to(place.node, node)
        bound = "" if bound.startswith(PART) else bound
        named = parse_expression(ast.unparse(value), result=ast.Name(id="part_result_", ctx=ast.Load()))
        reads_result = any(isinstance(part, ast.Name) and part.id == "part_result_" for part in ast.walk(named))
        texts = {p: (part, slice_text(cell, part)) for p, part in parts.items()}
        if bound:
            texts["part_result_"] = (ast.Name(id=bound, ctx=ast.Load()), bound)
        elif reads_result and not place.parents:
            changes.put(f"{name}_result = {slice_text(cell, node)}", place, before=True)
            changes.edits.append(Edit.of(cell, node, f"{name}_result"))
            texts["part_result_"] = (ast.Name(id=name, ctx=ast.Load()), f"{name}_result")
        else:
            texts["part_result_"] = (node, slice_text(cell, node))
        add_known([part.id for part in ast.walk(named) if isinstance(part, ast.Name)], self.imports)
        after = bool(bound) and reads_result
        changes.put(f"{target} = {fill(ast.unparse(named), texts)}", place, before=not after)

    def _take_receiver(self, name: str, receiver: ast.expr, place: Place, cell: Cell, changes: _Changes) -> None:
        """Give an unnamed estimator a name before it is fitted; in a loop, keep it after each round."""
        loops = [target for _, targets in place.loops for target in targets]
        if not loops:
            changes.before.append(f"{name} = {slice_text(cell, receiver)}")
            changes.edits.append(Edit.of(cell, receiver, name))
            return
        target = f"{name}[{', '.join(loops)}]"
        changes.before.append(f"{name} = {{}}")
        if isinstance(receiver, ast.Name):
            self.imports.add_module("copy")
            changes.put(f"{target} = copy.deepcopy({receiver.id})", place, before=False)
        else:
            changes.put(f"{target} = {slice_text(cell, receiver)}", place, before=True)
            changes.edits.append(Edit.of(cell, receiver, target))

    def _kept_tables(self, loads: list[Statement], rest: list[Statement]) -> list[str]:
        """Return lines that keep loaded tables as they are, of those that are needed so and change later."""
        changes = _Changes()
        loaded = {s.id for s in loads}
        for key, capture in self.classified.captures.items():
            changed = any(capture.source in s.effects.writes for s in rest)
            if not capture.site and changed and writer_of(capture) in loaded:
                self._keep_name(key, capture, changes)
        return changes.after

    def _keep_name(self, key: str, capture: Capture, changes: _Changes) -> None:
        """Keep a variable's value as it is after a statement, because later ones change it."""
        self.imports.add_module("copy")
        name = f"frozen_{self.classified.names[key]}"
        self.variables[key] = name
        changes.after.append(f"{name} = copy.deepcopy({capture.source})")

    def _take_name(self, key: str, capture: Capture, place: Place, changes: _Changes) -> None:
        self.imports.add_module("copy")
        name = f"frozen_{self.classified.names[key]}"
        self.variables[key] = name
        target = f"{name}[{', '.join(capture.loops)}]" if capture.loops else name
        if capture.loops:
            changes.before.append(f"{name} = {{}}")
        changes.put(f"{target} = copy.deepcopy({capture.source})", place, before=False)

    def _state_call(self) -> str:
        pairs = sorted(
            (self.classified.names[key], f"{self.variables[key]}{capture.part}")
            for key, capture in self.classified.captures.items()
        )
        metrics = ", ".join(f'"{name}": {name}' for name in self.trace.metrics)
        state = write_call("state = State", [f"{name}={variable}" for name, variable in pairs], "", spaces=4)
        return f"{state}\n    return state, {{{metrics}}}"


def _lines_around(node: ast.stmt, cell: Cell, before: Sequence[str], after: Sequence[str]) -> list[Edit]:
    """Return the edits that put lines before and after a nested statement, as far in as it stands."""
    at = Edit.of(cell, node, "")
    margin = cell.python.split("\n")[at.line - 1][: at.column]  # the user's own: spaces or tabs
    margin = margin if margin.isspace() else " " * at.column
    first = "".join(f"{line}\n{margin}" for line in before)
    last = "".join(f"\n{margin}{line}" for line in after)
    return [
        replace(at, end_line=at.line, end_column=at.column, text=first),
        replace(at, line=at.end_line, column=at.end_column, text=last),
    ]


def _bound_to(statement: ast.stmt, node: ast.expr) -> str:
    """Return the text of what a statement binds an expression to, if that is all it does."""
    match statement:
        case ast.Assign(targets=[ast.Name() | ast.Subscript(value=ast.Name()) as target], value=value) if value is node:
            return ast.unparse(target)
        case _:
            return ""


def writer_of(capture: Capture) -> str:
    """Return the statement that last wrote a captured variable."""
    return capture.key.split(":", 2)[2]


def _attributes(node: ast.AST) -> set[str]:
    """Return the last parts of the dotted names in a statement."""
    return {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}


def _is_search_path(node: ast.Expr) -> bool:
    """Whether a statement changes where Python looks for modules: the package holds those that lie elsewhere."""
    match node.value:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(value=ast.Name(id="sys"), attr="path"))):
            return True
    return False


def _annotation(value: object) -> str:
    return type(value).__name__ if value is not None else "object"


def _is_seed(statement: Statement) -> bool:
    """Whether a bare statement sets where random numbers begin: what is loaded may be drawn from them."""
    return isinstance(statement.node, ast.Expr) and "random" in statement.effects.ambient
