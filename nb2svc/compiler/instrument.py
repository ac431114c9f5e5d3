"""Program -> the code that the kernel runs: every operation on the way from `load` to `predict` goes through a probe.

    df["age"] = df["age"].fillna(m)     becomes, in effect,
    probe.store(place, lambda _r, _0: setitem(_r, "age", _0), df, probe.op(site, lambda _0, _1: _0.fillna(_1), ...))

The probe runs each operation on the full values and again on samples of rows. Line numbers stay those of the cell.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from nb2svc.compiler.flow import find_definition, free_names, index_statements, is_code, is_literal
from nb2svc.compiler.ir import Program, Stage, Statement
from nb2svc.compiler.operations import is_split, is_training_step

__all__ = ["PROBE", "Instrumented", "Place", "Site", "Slot", "instrument", "place_of", "site_of"]

PROBE: Final = "__nb2svc__"

_OPAQUE = (
    ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.JoinedStr,
    ast.IfExp, ast.BoolOp,
)  # fmt: skip
_CONTAINERS = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Slice, ast.Starred)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An operand of an operation.

    Attributes:
        name: the variable, where the operand is one; else empty.
        writer: the statement that last wrote the variable.
        closure: the variable is not an operand itself but read inside a helper function that is called.
        constant: the variable holds a literal that is written in the notebook and never changed.
    """

    name: str = ""
    writer: str = ""
    closure: bool = False
    constant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An operation that a probe watches: where it is, its syntax and its operands.

    Attributes:
        id: see `site_of`.
        place: the statement it stands in.
        node: the expression as written.
        slots: the operands.
        operands: their syntax; None for what a called helper function reads.
        parameters: the names that stand for the operands in `body`.
        body: the expression with its operands replaced by `parameters`.
        calls_helper: whether it mentions a function or class of the notebook.
    """

    id: str
    place: str
    node: ast.expr
    slots: tuple[Slot, ...]
    operands: tuple[ast.expr | None, ...]
    parameters: tuple[str, ...]
    body: ast.expr
    calls_helper: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A simple statement or the head of a block.

    Attributes:
        id: `<cell id>:<line>:<column>`.
        statement: id of the top-level statement it stands in.
        stages: the stages of its cell.
        node: its syntax.
        value: the variable, where the value of the statement is just that.
        parents: heads of the blocks around it, outermost first.
        loops: those of `parents` that are `for` loops, with the names that the loop binds.
        last: whether it is the last statement of its cell, whose value a notebook shows.
    """

    id: str
    statement: str
    stages: tuple[Stage, ...]
    node: ast.stmt
    value: Slot = Slot()
    parents: tuple[str, ...] = ()
    loops: tuple[tuple[str, tuple[str, ...]], ...] = ()
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrumented:
    """What the kernel runs.

    Attributes:
        cells: cell id -> the module to run in place of the cell's text; a cell that nothing needs is absent.
        places: by id.
        sites: by id.
    """

    cells: Mapping[str, ast.Module]
    places: Mapping[str, Place]
    sites: Mapping[str, Site]


def place_of(cell_id: str, node: ast.stmt | ast.expr) -> str:
    """Return the id of a statement's place."""
    return f"{cell_id}:{node.lineno}:{node.col_offset}"


def site_of(cell_id: str, node: ast.expr) -> str:
    """Return the id of an expression's site."""
    return f"{place_of(cell_id, node)}:{node.end_lineno}:{node.end_col_offset}:{type(node).__name__}"


def instrument(program: Program, run: Collection[str], optional: Collection[str]) -> Instrumented:
    """Return the code for the kernel.

    Args:
        program: with `sources` filled.
        run: ids of the statements that the service needs.
        optional: ids of further statements to run as written; if one fails, its cell is given up and reported.
    """
    writer = _Writer(program)
    cells: dict[str, ast.Module] = {}
    for cell in program.notebook.cells:
        own = [s for s in program.statements if s.id.rpartition(".")[0] == cell.id]
        body: list[ast.stmt] = []
        for is_needed, group in groupby((s for s in own if s.id in run or s.id in optional), key=lambda s: s.id in run):
            if is_needed:
                for statement in group:
                    body += writer.statement(statement, last=statement is own[-1])
                    body += writer.loaded(statement, own, run)
            else:
                body += writer.guarded(cell.id, list(group), shown=own[-1])
        if body:
            module = ast.Module(body=body, type_ignores=[])
            cells[cell.id] = ast.fix_missing_locations(module)
    return Instrumented(cells=cells, places=writer.places, sites=writer.sites)


class _Writer:
    """Builds the instrumented statements; short-lived."""

    def __init__(self, program: Program) -> None:
        self.statements = index_statements(program)
        writes = Counter(name for s in program.statements for name in s.effects.writes)
        self.written_once = {name for name, count in writes.items() if count == 1}
        self.loaded_sources: dict[str, bool] = {}
        self.places: dict[str, Place] = {}
        self.sites: dict[str, Site] = {}
        self.current: Statement = None  # type: ignore[assignment]  # set before any use
        self.cell_id = ""
        self.place = ""
        self.parents: tuple[str, ...] = ()
        self.loops: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def loaded(self, statement: Statement, own: list[Statement], run: Collection[str]) -> list[ast.stmt]:
        """Return the calls that tell the probe about loaded tables, after the last load statement of a cell."""
        if not self.is_load(statement) or any(self.is_load(s) for s in own[own.index(statement) + 1 :] if s.id in run):
            return []
        names = sorted({name for s in own if s.id in run and self.is_load(s) for name in s.effects.writes})
        values = ast.Dict(keys=[ast.Constant(name) for name in names], values=[_load(name) for name in names])
        return [self._call_statement("loaded", [values], statement.node)]

    def is_load(self, statement: Statement) -> bool:
        """Whether the statement brings rows in: in a load cell; where that has more stages, before rows are read."""
        if "load" not in statement.stages or statement.kind in {"import", "function", "class", "display"}:
            return False
        if set(statement.stages) <= {"load", "parameters"}:
            return True
        return not self._stands_on_load(statement)

    def _stands_on_load(self, statement: Statement) -> bool:
        """Whether a statement reads, directly or through others, what a load statement gave."""
        known = self.loaded_sources.get(statement.id)
        if known is None:
            sources = [self.statements[writer] for writer in statement.sources.values()]
            known = any(self.is_load(source) or self._stands_on_load(source) for source in sources)
            self.loaded_sources[statement.id] = known
        return known

    def guarded(self, cell_id: str, group: list[Statement], *, shown: Statement) -> list[ast.stmt]:
        """Return optional statements such that a failure is reported, ends their cell and does not stop the run."""
        text = f"if {PROBE}.goes_on({cell_id!r}):\n    try:\n        pass\n    except Exception as error_:\n"
        guard = ast.parse(f"{text}        {PROBE}.failed_report({cell_id!r}, error_)").body[0]
        assert isinstance(guard, ast.If)
        attempt = guard.body[0]
        assert isinstance(attempt, ast.Try)
        attempt.body = [self._show(s.node) if s is shown and isinstance(s.node, ast.Expr) else s.node for s in group]
        return [ast.copy_location(guard, group[0].node)]

    def _show(self, node: ast.stmt) -> ast.stmt:
        assert isinstance(node, ast.Expr)
        return self._call_statement("show", [node.value], node)

    def statement(self, statement: Statement, *, last: bool) -> list[ast.stmt]:
        """Return a top-level statement in instrumented form."""
        self.current = statement
        self.cell_id = statement.id.rpartition(".")[0]
        match statement.kind:
            case "import":
                return [statement.node]
            case "function" | "class":
                assert isinstance(statement.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                name = statement.node.name
                return [statement.node, self._call_statement("adopt", [_load(name)], statement.node)]
            case _:
                plain = self.is_load(statement) or "parameters" in statement.stages
                return [statement.node] if plain else self._write(statement.node, (), (), last=last)

    def _write(
        self, node: ast.stmt, parents: tuple[str, ...], loops: tuple[tuple[str, tuple[str, ...]], ...], *, last: bool
    ) -> list[ast.stmt]:
        place = place_of(self.cell_id, node)
        self.place, self.parents, self.loops = place, parents, loops
        if any(isinstance(part, ast.NamedExpr | ast.Await) for part in ast.walk(node)):
            return [node]  # in a function of the probe these would bind, or wait for, something else
        written = self._write_block(node, place, parents, loops) or self._write_simple(node, place)
        if written is None:
            return [node]
        self.places[place] = Place(
            id=place,
            statement=self.current.id,
            stages=self.current.stages,
            node=node,
            value=self.value_slot(node),
            parents=parents,
            loops=loops,
            last=last and not parents,
        )
        return [ast.copy_location(written, node)]

    def _write_block(
        self, node: ast.stmt, place: str, parents: tuple[str, ...], loops: tuple[tuple[str, tuple[str, ...]], ...]
    ) -> ast.stmt | None:
        inner = (*parents, place)

        def body(statements: list[ast.stmt], now: tuple[tuple[str, tuple[str, ...]], ...] = loops) -> list[ast.stmt]:
            return [new for old in statements for new in self._write(old, inner, now, last=False)]

        match node:
            case _ if is_training_step(node):
                return None
            case ast.For() if names := _target_names(node.target):
                return ast.For(
                    target=node.target,
                    iter=self._close("iterate", place, node.iter),
                    body=body(node.body, (*loops, (place, names))),
                    orelse=body(node.orelse),
                )
            case ast.If():
                return ast.If(
                    test=self._close("test", place, node.test), body=body(node.body), orelse=body(node.orelse)
                )
            case ast.With() if len(node.items) == 1:
                item = node.items[0]
                entered = ast.withitem(
                    context_expr=self._close("enter", place, item.context_expr), optional_vars=item.optional_vars
                )
                return ast.With(items=[entered], body=body(node.body))
            case _:
                return None

    def _write_simple(self, node: ast.stmt, place: str) -> ast.stmt | None:
        match node:
            case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name(), value=ast.expr()):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                assert node.value is not None
                return ast.Assign(targets=[target], value=self._close("bind", place, node.value))
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if _is_parallel(
                targets, values
            ):
                return self._parallel(node, place, targets, values)
            case ast.Assign(targets=[ast.Tuple() | ast.List() as targets]) if all(
                isinstance(t, ast.Name) for t in targets.elts
            ):
                return ast.Assign(targets=[targets], value=self._close("unpack", place, node.value))
            case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target]):
                return self._store(target, node.value)
            case ast.AugAssign(target=ast.Name() as target):
                value = _in_place(node, ast.Name(id=target.id, ctx=ast.Load()))
                return ast.Assign(targets=[target], value=self._close("bind", place, value))
            case ast.AugAssign(target=ast.Subscript() | ast.Attribute() as target):
                return self._store(target, _in_place(node, _as_load(target)))
            case ast.Delete(targets=[ast.Subscript() as target]):
                return self._store(target, None)
            case ast.Expr(value=ast.Call(func=ast.Attribute() as func) as call) if (
                self._root(func) in self.current.effects.mutates
            ):
                return self._mutate(call, func)
            case ast.Expr():
                return ast.Expr(self._close("expr", place, node.value))
            case _:
                return None

    def _parallel(self, node: ast.Assign, place: str, targets: list[ast.expr], values: list[ast.expr]) -> ast.stmt:
        """Return `a, b = x, y` as two statements in one, each with a place of its own."""
        bound = []
        for i, (target, value) in enumerate(zip(targets, values, strict=True)):
            part = f"{place}/{i}"
            single = ast.copy_location(ast.Assign(targets=[target], value=value), node)
            self.place = part
            bound.append(self._close("bind", part, value))
            self.places[part] = Place(
                id=part,
                statement=self.current.id,
                stages=self.current.stages,
                node=single,
                value=self.value_slot(single),
                parents=self.parents,
                loops=self.loops,
            )
        return ast.Assign(targets=node.targets, value=ast.Tuple(elts=bound, ctx=ast.Load()))

    # -- statements that end in a probe's closing call

    def _close(self, method: str, place: str, value: ast.expr) -> ast.expr:
        """Return the closing call of a statement: it unwraps the value and records what was bound."""
        return self._call(method, [ast.Constant(place), self.lower(value)], value)

    def _store(self, target: ast.Subscript | ast.Attribute, value: ast.expr | None) -> ast.stmt | None:
        """Return `probe.store(...)` for `root...[key] = value`, `root...attr = value` or `del root...[key]`."""
        root = self._root(target)
        if not root:
            return None
        slots = _Slots(self)
        owner = slots.replace(target.value, root)
        name, key = (
            ("setitem", slots.add(target.slice))
            if isinstance(target, ast.Subscript)
            else ("setattr", ast.Constant(target.attr))
        )
        if value is None:
            action = self._call("delitem", [owner, key], target)
        else:
            action = self._call(name, [owner, key, slots.add(value)], target)
        return self._mutation("store", target, root, action, slots)

    def _mutate(self, call: ast.Call, func: ast.Attribute) -> ast.stmt:
        """Return `probe.mutate(...)` for a bare call `root...method(...)`, which may change the root in place."""
        slots = _Slots(self)
        root = self._root(func)
        changed = slots.replace(call, root)
        return self._mutation("mutate", call, root, changed, slots)

    def _mutation(self, method: str, node: ast.expr, root: str, action: ast.expr, slots: _Slots) -> ast.stmt:
        site = f"{site_of(self.cell_id, node)}:{method}"  # the target of `+=` is read at the same position
        slots.close_over(node)
        self.sites[site] = Site(
            id=site,
            place=self.place,
            node=node,
            slots=(self.name_slot(root), *slots.slots),
            operands=(None, *slots.operands),
            parameters=("_r", *slots.parameters),
            body=action,
            calls_helper=self.mentions_helper(node),
        )
        function = _lambda(["_r", *slots.parameters], action)
        arguments = [ast.Constant(site), function, _load(root), *slots.values]
        return ast.Expr(self._call(method, arguments, node))

    # -- expressions

    def lower(self, node: ast.expr) -> ast.expr:
        """Return the expression with every operation going through the probe."""
        if isinstance(node, ast.Constant | ast.Name) or self.is_code_path(node):
            return node
        site = site_of(self.cell_id, node)
        slots = _Slots(self)
        if isinstance(node, _OPAQUE):
            for name in free_names(node):
                slots.add_name(name)
            body: ast.expr = node
        elif isinstance(node, ast.Call) and is_split(node):
            body = self._split_call(node, slots)
        else:
            body = slots.replace_children(node)
        slots.close_over(node)
        self.sites[site] = Site(
            id=site,
            place=self.place,
            node=node,
            slots=tuple(slots.slots),
            operands=tuple(slots.operands),
            parameters=tuple(slots.parameters),
            body=body,
            calls_helper=self.mentions_helper(node),
        )
        return self._call("op", [ast.Constant(site), _lambda(slots.parameters, body), *slots.values], node)

    def _split_call(self, node: ast.Call, slots: _Slots) -> ast.expr:
        """Give each array that is split a place of its own: the parts of one do not stand on another."""
        home, arguments = self.place, []
        for i, argument in enumerate(node.args):
            self.place = f"{home}~{i}"
            single = ast.copy_location(ast.Expr(value=argument), argument)
            self.places[self.place] = Place(
                id=self.place,
                statement=self.current.id,
                stages=self.current.stages,
                node=single,
                value=self.slot(argument),
                parents=self.parents,
                loops=self.loops,
            )
            arguments.append(slots.add(argument))
        self.place = home
        rest = slots.replace_children(ast.copy_location(ast.Call(node.func, [], node.keywords), node))
        assert isinstance(rest, ast.Call)
        rest.args = arguments
        return rest

    def is_code_path(self, node: ast.expr) -> bool:
        """Whether the expression is a module, function or class reached by name only: `np.linalg.norm`."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and self.is_code_name(node.id)

    def is_code_name(self, name: str) -> bool:
        return is_code(find_definition(self.statements, self.current, name)) and not self._is_local(name)

    def _is_local(self, name: str) -> bool:
        """Whether the statement itself binds the name (a loop variable, a value made earlier in the block)."""
        return bool(self.parents) and name in self.current.effects.defines | self.current.effects.maybe_defines

    def _root(self, node: ast.expr) -> str:
        """Return the variable that `node` reaches into, or empty if it is none."""
        while isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        return node.id if isinstance(node, ast.Name) and not self.is_code_name(node.id) else ""

    def slot(self, node: ast.expr) -> Slot:
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
        return Slot(name=name, writer=writer, closure=closure, constant=constant)

    def writer_of(self, name: str) -> str:
        """Return the statement that last wrote the name, as seen here."""
        return self.current.id if self._is_local(name) else self.current.sources.get(name, "")

    def closure_names(self, node: ast.expr) -> list[str]:
        """Return the data that helper functions mentioned in the expression read from the notebook."""
        names: dict[str, None] = {}
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                definition = find_definition(self.statements, self.current, part.id)
                if definition is not None and definition.kind in {"function", "class"}:
                    self._collect_closure(definition, names, set())
        return list(names)

    def mentions_helper(self, node: ast.expr) -> bool:
        """Whether the expression mentions a function or class of the notebook."""
        definitions = (
            find_definition(self.statements, self.current, part.id)
            for part in ast.walk(node)
            if isinstance(part, ast.Name)
        )
        return any(d is not None and d.kind in {"function", "class"} for d in definitions)

    def _collect_closure(self, definition: Statement, names: dict[str, None], seen: set[str]) -> None:
        if definition.id in seen:
            return
        seen.add(definition.id)
        for part in ast.walk(definition.node):
            if isinstance(part, ast.Name) and part.id in self.current.effects.reads:
                found = find_definition(self.statements, self.current, part.id)
                if found is None or found.kind == "import":
                    continue
                if found.kind in {"function", "class"}:
                    self._collect_closure(found, names, seen)
                else:
                    names[part.id] = None

    # -- pieces of syntax

    def _call(self, method: str, arguments: list[ast.expr], at: ast.AST) -> ast.expr:
        function = ast.Attribute(value=_load(PROBE), attr=method, ctx=ast.Load())
        call = ast.Call(func=function, args=arguments, keywords=[])
        return ast.copy_location(call, at)

    def _call_statement(self, method: str, arguments: list[ast.expr], at: ast.AST) -> ast.stmt:
        return ast.copy_location(ast.Expr(self._call(method, arguments, at)), at)


class _Slots:
    """The operands of one operation, while it is rewritten into a function of them."""

    def __init__(self, writer: _Writer) -> None:
        self.writer = writer
        self.slots: list[Slot] = []
        self.parameters: list[str] = []
        self.values: list[ast.expr] = []
        self.operands: list[ast.expr | None] = []

    def add(self, node: ast.expr) -> ast.expr:
        """Make the expression an operand and return the parameter that stands for it; code and literals stay."""
        if isinstance(node, ast.Constant) or self.writer.is_code_path(node):
            return node
        if isinstance(node, _CONTAINERS):
            return self.replace_children(node)
        self._append(f"_{len(self.slots)}", self.writer.slot(node), self.writer.lower(node), node)
        return ast.copy_location(_load(self.parameters[-1]), node)

    def add_name(self, name: str) -> None:
        """Make a variable an operand under its own name."""
        if not self.writer.is_code_name(name):
            self._append(name, self.writer.name_slot(name), _load(name))

    def close_over(self, node: ast.expr) -> None:
        """Add what called helper functions read, so that the probe sees it too."""
        for name in self.writer.closure_names(node):
            self._append(f"_{len(self.slots)}", self.writer.name_slot(name, closure=True), _load(name))

    def replace_children(self, node: ast.expr) -> ast.expr:
        """Return a copy of the node whose operands are parameters; the receiver of a method is its first operand."""
        copy = ast.copy_location(type(node)(**dict(ast.iter_fields(node))), node)
        for field, value in ast.iter_fields(node):
            if isinstance(node, ast.Call) and field == "func" and isinstance(value, ast.Attribute):
                setattr(copy, field, self._method(value))
            else:
                setattr(copy, field, self._replaced(value))
        return copy

    def _method(self, func: ast.Attribute) -> ast.expr:
        if self.writer.is_code_path(func):
            return func
        return ast.copy_location(ast.Attribute(value=self.add(func.value), attr=func.attr, ctx=ast.Load()), func)

    def replace(self, node: ast.expr, root: str) -> ast.expr:
        """Return a copy in which the root variable is `_r`, the path to it stays, and all else are operands."""
        if isinstance(node, ast.Name) and node.id == root:
            return ast.copy_location(_load("_r"), node)
        if isinstance(node, ast.Attribute):
            return ast.copy_location(
                ast.Attribute(value=self.replace(node.value, root), attr=node.attr, ctx=ast.Load()), node
            )
        if isinstance(node, ast.Subscript):
            key = self.add(node.slice)
            return ast.copy_location(
                ast.Subscript(value=self.replace(node.value, root), slice=key, ctx=ast.Load()), node
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            copy = self.replace_children(
                ast.copy_location(ast.Call(ast.Constant(None), node.args, node.keywords), node)
            )
            assert isinstance(copy, ast.Call)
            copy.func = self.replace(node.func, root)
            return copy
        return self.add(node)

    def _append(self, parameter: str, slot: Slot, value: ast.expr, operand: ast.expr | None = None) -> None:
        self.parameters.append(parameter)
        self.slots.append(slot)
        self.values.append(value)
        self.operands.append(operand)

    def _replaced(self, value: object) -> object:
        match value:
            case ast.expr():
                return self.add(value)
            case ast.keyword():
                return ast.copy_location(ast.keyword(arg=value.arg, value=self.add(value.value)), value)
            case list():
                return [self._replaced(item) for item in value]
            case _:
                return value


def _load(name: str) -> ast.Name:
    return ast.Name(id=name, ctx=ast.Load())


def _lambda(parameters: list[str], body: ast.expr) -> ast.expr:
    arguments = ast.arguments(
        posonlyargs=[], args=[ast.arg(arg=p) for p in parameters], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    return ast.Lambda(args=arguments, body=body)


def _target_names(target: ast.expr) -> tuple[str, ...]:
    """Return the names a loop binds, or nothing if it binds anything else."""
    match target:
        case ast.Name(id=name):
            return (name,)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) if all(isinstance(p, ast.Name) for p in parts):
            return tuple(p.id for p in parts if isinstance(p, ast.Name))
        case _:
            return ()


def _is_parallel(targets: list[ast.expr], values: list[ast.expr]) -> bool:
    """Whether `a, b = x, y` may be seen as `a = x; b = y`: no value reads a name bound before it."""
    if len(targets) != len(values) or not all(isinstance(t, ast.Name) for t in targets):
        return False
    bound: set[str] = set()
    for target, value in zip(targets, values, strict=True):
        if isinstance(value, ast.Starred) or any(isinstance(n, ast.Name) and n.id in bound for n in ast.walk(value)):
            return False
        assert isinstance(target, ast.Name)
        bound.add(target.id)
    return True


def _as_load(target: ast.Subscript | ast.Attribute) -> ast.expr:
    kind = (
        ast.Subscript(target.value, target.slice, ast.Load())
        if isinstance(target, ast.Subscript)
        else (ast.Attribute(target.value, target.attr, ast.Load()))
    )
    return ast.copy_location(kind, target)


def _in_place(node: ast.AugAssign, value: ast.expr) -> ast.expr:
    """Return `a += b` as the expression whose value is bound: `a + b`, which for frames and numbers is the same."""
    return ast.copy_location(ast.BinOp(left=ast.copy_location(value, node.target), op=node.op, right=node.value), node)
