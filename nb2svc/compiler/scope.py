"""What a name means where a statement stands: code or data, literal or not, and what helpers read behind it."""

from __future__ import annotations

import ast
from collections import Counter

from nb2svc.compiler.flow import find_definition, imports_of, index_statements, is_code, is_literal
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.lookup_choices import read_choices
from nb2svc.compiler.module_calls import ModuleCode, import_names, reached_in_modules
from nb2svc.compiler.operations import fits, is_training_step
from nb2svc.compiler.sites import Slot
from nb2svc.compiler.surroundings import imported_modules

__all__ = ["Scope"]


class Scope:
    """Answers questions about the names of the statement that is being written; short-lived."""

    def __init__(self, program: Program) -> None:
        self.statements = index_statements(program)
        self.modules = program.surroundings.modules
        self.lookups = program.lookups
        self.notebook = program.notebook
        writes = Counter(name for s in program.statements for name in s.effects.writes)
        self.written_once = {name for name, count in writes.items() if count == 1}
        self.current: Statement = None  # type: ignore[assignment]  # set before any question
        self.is_inside_block = False
        self._imported: dict[str, str] | None = None
        self.parts: set[str] = set()  # names of our own for parts of an assigned value
        self.defaults: dict[str, str] = {}  # what defaults of mentioned helpers read -> the statement that wrote it

    def is_code_path(self, node: ast.expr) -> bool:
        """Whether the expression is a module, function or class reached by name only: `np.linalg.norm`.

        What a function or class of the notebook has been changed to hold is data: `fit.calls`, `Model.history`.
        """
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or not self.is_code_name(root.id):
            return False
        return root is node or not self._has_changed(root.id)

    def _has_changed(self, name: str) -> bool:
        """Whether a function or class of the notebook has been changed since it was defined."""
        definition = find_definition(self.statements, self.current, name)
        is_own = definition is not None and definition.kind in {"function", "class"}
        return is_own and definition is not None and self.current.sources.get(name) != definition.id

    def is_code_name(self, name: str) -> bool:
        """Whether the name is that of a module, function, class or builtin here."""
        if name in self.parts:
            return False
        return not self._is_local(name) and is_code(find_definition(self.statements, self.current, name), name)

    def _is_local(self, name: str) -> bool:
        """Whether the statement itself writes the name (a loop variable, a value made or fitted in the block)."""
        written = self.is_inside_block and name in self.current.effects.writes
        return written and not any(imports_of(self.current.node, name))

    def may_change(self, name: str) -> bool:
        """Whether the statement may change what the variable holds, in place; a variable of the block counts always."""
        return name in self.current.effects.mutates or self._is_local(name)

    def root(self, node: ast.expr) -> str:
        """Return the variable that `node` reaches into, or empty if it is none."""
        while isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        return node.id if isinstance(node, ast.Name) and not self.is_code_name(node.id) else ""

    def slot(self, node: ast.expr) -> Slot:
        """Return the description of an expression as an operand: its variable, where it is one that holds data."""
        if isinstance(node, ast.Name) and not self.is_code_name(node.id):
            return self.name_slot(node.id)
        return Slot()

    def value_slot(self, node: ast.stmt) -> Slot:
        """Return the variable that a statement takes its value from, if it is just that."""
        match node:
            case ast.Assign(value=value) | ast.Expr(value=value) | ast.For(iter=value) | ast.If(test=value):
                return self.slot(value)
            case ast.AnnAssign(value=ast.expr() as value):
                return self.slot(value)
            case _:
                return Slot()

    def name_slot(self, name: str, *, closure: bool = False) -> Slot:
        """Return the description of a variable as an operand."""
        writer = self.writer_of(name)
        found = self.statements.get(writer)
        once = name in self.written_once
        constant = once and found is not None and "parameters" not in found.stages and is_literal(found)
        columns_only = closure and self._is_read_for_columns(name)
        return Slot(name=name, writer=writer, closure=closure, constant=constant, columns_only=columns_only)

    def _is_read_for_columns(self, name: str) -> bool:
        """Whether all that helper functions do with a variable is `name.columns`."""
        helpers = [s.node for s in self.statements.values() if s.kind in {"function", "class"}]
        mentions = [n for h in helpers for n in ast.walk(h) if isinstance(n, ast.Name) and n.id == name]
        paths = [
            n.value
            for h in helpers
            for n in ast.walk(h)
            if isinstance(n, ast.Attribute) and n.attr == "columns" and isinstance(n.value, ast.Name)
        ]
        return bool(mentions) and all(any(m is p for p in paths) for m in mentions)

    def fitted_rows(self, node: ast.expr) -> tuple[ast.Name, str] | None:
        """Return the variable that an estimator was last fitted to, if it still holds the same rows, and its writer."""
        if not isinstance(node, ast.Name) or self.is_inside_block:
            return None
        source = self.current.sources.get(node.id)
        while source is not None:
            fit = self.statements[source]
            for call in ast.walk(fit.node):
                match call:
                    case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Name() as rows, *_]) if attr.startswith(
                        "fit"
                    ):
                        return (rows, fit.sources.get(rows.id, "")) if self._is_kept_since(fit, rows.id) else None
            source = fit.sources.get(node.id)
        return None

    def _is_kept_since(self, statement: Statement, name: str) -> bool:
        """Whether no statement between another one and this one writes a variable."""
        order = list(self.statements)
        between = order[order.index(statement.id) : order.index(self.current.id)]
        return not any(name in self.statements[s].effects.writes for s in between)

    def writer_of(self, name: str) -> str:
        """Return the statement that last wrote the name, as seen here."""
        if self._is_local(name):
            return self.current.id
        return self.current.sources.get(name) or self.defaults.get(name, "")

    def closure_names(self, node: ast.AST) -> list[str]:
        """Return the data that helper functions mentioned in the expression read from the notebook."""
        names: dict[str, None] = {}
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                definition = find_definition(self.statements, self.current, part.id)
                if definition is not None and definition.kind in {"function", "class"}:
                    self._collect_closure(definition, names, set())
        return list(names)

    def trains(self, node: ast.AST) -> bool:
        """Whether a function or class of the notebook that the code mentions trains step by step."""
        return any(is_training_step(d.node) for d in self.helpers(node))

    def fits(self, node: ast.AST) -> bool:
        """Whether the code, or a function or class of the notebook that it mentions, fits anything."""
        return fits(node) or any(fits(d.node) for d in self.helpers(node))

    def looks_up(self, node: ast.expr) -> bool:
        """Whether the expression is the call of a look-up cell."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return False
        definition = find_definition(self.statements, self.current, node.func.id)
        return definition is not None and definition.id in self.lookups

    def keys(self, node: ast.expr) -> tuple[str, ...]:
        """Return the columns by which what a look-up cell has found is found again."""
        return read_choices(self.notebook.cell(self.current.span.cell_id)).keys if self.looks_up(node) else ()

    def mentions_helper(self, node: ast.AST) -> bool:
        """Whether the expression mentions a function or class of the notebook, or of a module beside it."""
        definitions = (
            find_definition(self.statements, self.current, part.id)
            for part in ast.walk(node)
            if isinstance(part, ast.Name)
        )
        return any(d is not None and (d.kind in {"function", "class"} or self._is_local_import(d)) for d in definitions)

    def _is_local_import(self, definition: Statement) -> bool:
        """Whether a statement imports from a module beside the notebook."""
        return definition.kind == "import" and any(m in self.modules for m in imported_modules(definition.node))

    def module_code(self, node: ast.AST) -> list[ModuleCode]:
        """Return what an expression, or a helper that it reaches, calls in modules beside the notebook."""
        if not self.modules:
            return []
        if self._imported is None:
            self._imported = import_names(s.node for s in self.statements.values())
        nodes = [node, *(helper.node for helper in self.helpers(node))]
        return reached_in_modules(nodes, self._imported, self.modules)

    def helpers(self, node: ast.AST) -> list[Statement]:
        """Return the functions and classes of the notebook that an expression reaches, also through each other."""
        found: dict[str, Statement] = {}
        pending: list[ast.AST] = [node]
        while pending:
            names = {part.id for part in ast.walk(pending.pop()) if isinstance(part, ast.Name)}
            for name in sorted(names):
                definition = find_definition(self.statements, self.current, name)
                if definition is not None and definition.kind in {"function", "class"} and definition.id not in found:
                    found[definition.id] = definition
                    pending.append(definition.node)
        return list(found.values())

    def _kept_defaults(self, definition: Statement) -> set[str]:
        """Return what a helper read when it was defined, in its defaults, and what is unchanged since."""
        order = list(self.statements)
        between = order[order.index(definition.id) + 1 : order.index(self.current.id)]
        changed = {name for key in between for name in self.statements[key].effects.writes}
        kept = definition.effects.reads - changed - self.current.effects.reads
        self.defaults |= {name: definition.sources[name] for name in kept if name in definition.sources}
        return {name for name in kept if name in definition.sources}

    def _collect_closure(self, definition: Statement, names: dict[str, None], seen: set[str]) -> None:
        if definition.id in seen:
            return
        seen.add(definition.id)
        kept = self._kept_defaults(definition)
        for part in ast.walk(definition.node):
            if isinstance(part, ast.Name) and part.id in self.current.effects.reads | kept:
                reader = definition if part.id in kept else self.current
                found = find_definition(self.statements, reader, part.id)
                if found is None or found.kind == "import":
                    continue
                if found.kind in {"function", "class"}:
                    self._collect_closure(found, names, seen)
                else:
                    names[part.id] = None
