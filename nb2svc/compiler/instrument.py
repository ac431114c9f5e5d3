"""Program -> the code that the kernel runs: every operation on the way from `load` to `predict` goes through a probe.

    df["age"] = df["age"].fillna(m)     becomes, in effect,
    probe.store(place, lambda _r, _0: setitem(_r, "age", _0), df, probe.op(site, lambda _0, _1: _0.fillna(_1), ...))

The probe runs each operation on the full values and again on samples of rows. Line numbers stay those of the cell.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Final

from nb2svc.compiler.assignments import (
    as_load,
    binds_names,
    has_several_targets,
    in_place,
    is_parallel,
    loop_names,
    targets_of,
    without_value,
)
from nb2svc.compiler.flow import defined_name
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.loads import Loads
from nb2svc.compiler.lone_rows import find_lone_rows
from nb2svc.compiler.lowering import Lowering, Operands, is_bound_elsewhere, load_name, probe_call
from nb2svc.compiler.operations import is_training_step
from nb2svc.compiler.request_literals import find_asked
from nb2svc.compiler.scope import Scope
from nb2svc.compiler.sites import PART, PROBE, Instrumented, Loops, place_of, site_of
from nb2svc.compiler.table_parts import find_table, parts_of_table, replace_part, with_parts

__all__ = ["instrument"]

_VALUE: Final = f"{PROBE}value"  # holds a value between the statements that `a = df["a"] = value` becomes


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
                    body += writer.statement(statement, last=statement is own[-1] or statement.id in program.shown)
                    body += writer.loaded(statement, own, run)
            else:
                body += writer.guarded(cell.id, list(group), shown=own[-1])
        if body:
            module = ast.Module(body=body, type_ignores=[])
            cells[cell.id] = ast.fix_missing_locations(module)
    lowering = writer.lowering
    return Instrumented(
        cells=cells,
        places=lowering.places,
        sites=lowering.sites,
        asked=lowering.asked,
        lone_rows=find_lone_rows(program) & lowering.sites.keys(),
    )


def _adopt_each(node: ast.stmt) -> list[ast.stmt]:
    """Return the calls that tell the probe about the functions and classes that a block has chosen."""
    found = [p.name for p in ast.walk(node) if isinstance(p, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    values = ast.Call(func=load_name("globals"), args=[], keywords=[])
    names = ast.Tuple(elts=[ast.Constant(name) for name in dict.fromkeys(found)], ctx=ast.Load())
    return [_call_statement("adopt_chosen", [values, names], node)]


class _Writer:
    """Builds the instrumented statements; short-lived."""

    def __init__(self, program: Program) -> None:
        self.scope = Scope(program)
        self.lowering = Lowering(self.scope, find_asked(program))
        self.loads = Loads(self.scope)

    def loaded(self, statement: Statement, own: list[Statement], run: Collection[str]) -> list[ast.stmt]:
        """Return the calls that tell the probe about loaded tables, after the last load statement of a cell."""
        loads = [s for s in own if s.id in run and self.loads.is_load(s)]
        if not loads or statement is not loads[-1]:
            return []
        names = sorted({name for s in loads for name in s.effects.writes})
        values = ast.Dict(keys=[ast.Constant(name) for name in names], values=[load_name(name) for name in names])
        return [_call_statement("loaded", [values], statement.node)]

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
        return _call_statement("show", [node.value], node)

    def statement(self, statement: Statement, *, last: bool) -> list[ast.stmt]:
        """Return a top-level statement in instrumented form."""
        self.scope.current = statement
        self.lowering.cell_id = statement.id.rpartition(".")[0]
        match statement.kind:
            case "import":
                return [statement.node]
            case "function" if isinstance(statement.node, ast.If | ast.Try):
                return [statement.node, *_adopt_each(statement.node)]
            case "function" | "class":
                name = defined_name(statement.node)
                adopted = [load_name(name), ast.Constant(name)]
                return [statement.node, _call_statement("adopt", adopted, statement.node)]
            case _:
                plain = self.loads.is_load(statement) or "parameters" in statement.stages
                return [statement.node] if plain else self._write(statement.node, (), (), last=last)

    def _write(self, node: ast.stmt, parents: tuple[str, ...], loops: Loops, *, last: bool) -> list[ast.stmt]:
        place = place_of(self.lowering.cell_id, node)
        self._enter(place, parents, loops)
        if any(is_bound_elsewhere(part) for part in _own_expressions(node)):
            return self._pass(node, place, last=last)  # in a function of the probe these would bind something else
        parts, node = self._take_apart(node, place)
        if parts:
            self._enter(place, parents, loops)
        written = self._write_whole(node, place, parents, loops, last=last)
        return [*parts, *written]

    def _write_whole(
        self, node: ast.stmt, place: str, parents: tuple[str, ...], loops: Loops, *, last: bool
    ) -> list[ast.stmt]:
        if isinstance(node, ast.Assign) and has_several_targets(node):
            return self._write_targets(node, place, last=last and not parents)
        unit = self.lowering.add_unit(place, node) if isinstance(node, ast.For) and not self.scope.fits(node) else None
        unpacked = self._unpack_into(node, place)
        written = unpacked or self._write_block(node, place, parents, loops) or self._write_simple(node, place)
        if unit is not None:
            assert not isinstance(written, list)
            written = self._write_unit(node, place, written)
        if written is None:
            trained = self._trained(node, place) if is_training_step(node) and not parents else []
            return [*self._pass(node, place, last=last), *trained]
        self._enter(place, parents, loops)  # the statements of a block have been elsewhere
        self.lowering.add_place(place, without_value(node) if unpacked else node, last=last and not parents, unit=unit)
        return [ast.copy_location(each, node) for each in (written if isinstance(written, list) else [written])]

    def _unpack_into(self, node: ast.stmt, place: str) -> list[ast.stmt] | None:
        """Return `df["a"], b = value` in steps: the parts are named first, then put where they belong."""
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets) | ast.List(elts=targets)], value=value) if any(
                isinstance(t, ast.Subscript | ast.Attribute) for t in targets
            ):
                pass
            case _:
                return None
        if not all(isinstance(t, ast.Name) or self.scope.root(t) for t in targets):
            return None
        names = [t.id if isinstance(t, ast.Name) else f"{PART}{i}" for i, t in enumerate(targets)]
        self.scope.parts |= {name for name in names if name.startswith(PART)}
        stored: list[ast.expr] = [ast.Name(id=name, ctx=ast.Store()) for name in names]
        steps: list[ast.stmt]
        if isinstance(value, ast.Tuple) and len(value.elts) == len(targets):
            if {n.id for n in ast.walk(value) if isinstance(n, ast.Name)} & set(names):
                return None
            pairs = enumerate(zip(stored, value.elts, strict=True))
            steps = [self._part(f"{place}~{i}", target, part, "bind") for i, (target, part) in pairs]
        else:
            whole = ast.Tuple(elts=stored, ctx=ast.Store())
            steps = [self._part(f"{place}~0", whole, value, "unpack")]
        self.lowering.place = place
        for target, name in zip(targets, names, strict=True):
            if isinstance(target, ast.Subscript | ast.Attribute):
                made = self._store(target, ast.copy_location(load_name(name), target))
                assert made is not None
                steps.append(made)
        return steps

    def _take_apart(self, node: ast.stmt, place: str) -> tuple[list[ast.stmt], ast.stmt]:
        """Return what names the parts of a table that a statement puts together, and the statement made of the names.

        So each part has a place of its own, and the rows of one do not stand on another.
        """
        stages = set(self.scope.current.stages)
        table = find_table(node) if not stages or stages & {"train", "predict"} else None  # it is about answers
        if table is None or any(self.lowering.is_asked(p) for p in ast.walk(node) if isinstance(p, ast.expr)):
            return [], node
        parts = parts_of_table(table)
        names = [f"{PART}{i}" for i in range(len(parts))]
        self.scope.parts |= set(names)
        steps = [
            ast.copy_location(self._part(f"{place}~{i}", ast.Name(id=name, ctx=ast.Store()), part, "bind"), node)
            for i, (name, part) in enumerate(zip(names, parts, strict=True))
        ]
        held = [ast.copy_location(load_name(name), part) for name, part in zip(names, parts, strict=True)]
        return steps, replace_part(node, table, with_parts(table, held))

    def _part(self, place: str, target: ast.expr, value: ast.expr, method: str) -> ast.stmt:
        """Return a statement of our own that names a value, with a place of its own."""
        self.lowering.place = place
        written = ast.Assign(targets=[target], value=self._close(method, place, value))
        self.lowering.add_place(place, ast.copy_location(ast.Assign(targets=[target], value=value), value))
        return written

    def _pass(self, node: ast.stmt, place: str, *, last: bool) -> list[ast.stmt]:
        """Return a statement as it is, and tell the probe what went by."""
        names = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
        read = tuple(dict.fromkeys(n.id for n in names if isinstance(n.ctx, ast.Load)))
        written = tuple(dict.fromkeys(n.id for n in names if isinstance(n.ctx, ast.Store)))
        changed = tuple(name for name in read if name in self.scope.current.effects.mutates)
        if not self.lowering.asked or isinstance(node, ast.Break | ast.Continue | ast.Pass | ast.Return | ast.Raise):
            return [node]
        self.lowering.add_place(place, node, last=last and not self.lowering.parents)
        told = [ast.Constant(place), *(_constants(part) for part in (read, (*written, *changed)))]
        return [node, _call_statement("passed", told, node)]

    def _enter(self, place: str, parents: tuple[str, ...], loops: Loops) -> None:
        self.lowering.place, self.lowering.parents, self.lowering.loops = place, parents, loops
        self.scope.is_inside_block = bool(parents)

    def _write_block(self, node: ast.stmt, place: str, parents: tuple[str, ...], loops: Loops) -> ast.stmt | None:
        inner = (*parents, place)

        def body(statements: list[ast.stmt]) -> list[ast.stmt]:
            return self._write_inner(statements, inner, loops)

        match node:
            case _ if is_training_step(node):
                return None
            case ast.For() if names := loop_names(node.target):
                return ast.For(
                    target=node.target,
                    iter=self._close("iterate", place, node.iter),
                    body=self._write_inner(node.body, (*inner, *self._jumps(node.body)), (*loops, (place, names))),
                    orelse=body(node.orelse),
                )
            case ast.While():
                return ast.While(
                    test=self._close("test", place, node.test),
                    body=self._write_inner(node.body, (*inner, *self._jumps(node.body)), loops),
                    orelse=body(node.orelse),
                )
            case ast.If():
                return ast.If(
                    test=self._close("test", place, node.test), body=body(node.body), orelse=body(node.orelse)
                )
            case ast.With():
                items = [
                    self._enter_item(item, part)
                    for item, part in zip(node.items, _manager_places(place, node), strict=True)
                ]
                return ast.With(
                    items=items, body=self._write_inner(node.body, (*parents, *_manager_places(place, node)), loops)
                )
            case ast.Try() if not parents:
                handlers = [self._handler(handler, place) for handler in node.handlers]
                return ast.Try(
                    body=body(node.body), handlers=handlers, orelse=body(node.orelse), finalbody=body(node.finalbody)
                )
            case ast.Match() if not parents:
                cases = [ast.match_case(case.pattern, case.guard, body(case.body)) for case in node.cases]
                return ast.Match(subject=self._close("choose", place, node.subject), cases=cases)
            case _:
                return None

    def _trained(self, node: ast.stmt, place: str) -> list[ast.stmt]:
        """Return the call that tells the probe which variables a training loop has worked on."""
        operands = Operands(self.lowering)
        for name in sorted(self.scope.current.effects.reads):
            operands.add_name(name)
        names: list[ast.expr] = [ast.Constant(name) for name in operands.parameters]
        return [_call_statement("trained", [ast.Constant(place), ast.Tuple(elts=names, ctx=ast.Load())], node)]

    def _write_unit(self, node: ast.stmt, place: str, written: ast.stmt | None) -> ast.stmt:
        """Return a loop twice: as it is, should it go over rows, and else with what it does seen one by one."""
        assert isinstance(node, ast.For)
        if isinstance(written, ast.For):
            assert isinstance(written.iter, ast.Call)
            value = written.iter.args[1]
            written.iter = probe_call("iterate", [ast.Constant(place), probe_call("held", [], node)], node)
        else:
            value = self.lowering.lower(node.iter)
            plain = probe_call("plain", [], node)
            written = ast.For(target=node.target, iter=plain, body=node.body, orelse=node.orelse)
        rows = probe_call("rows", [ast.Constant(place)], node)
        whole = ast.For(target=node.target, iter=rows, body=node.body, orelse=node.orelse)
        return ast.If(
            test=probe_call("goes_over_rows", [ast.Constant(place), value], node),
            body=[whole, _call_statement("left_rows", [ast.Constant(place)], node)],
            orelse=[written],
        )

    def _write_inner(self, statements: list[ast.stmt], parents: tuple[str, ...], loops: Loops) -> list[ast.stmt]:
        return [new for old in statements for new in self._write(old, parents, loops, last=False)]

    def _jumps(self, statements: list[ast.stmt]) -> Iterator[str]:
        """Yield the places of what decides on `break` and `continue` in a loop's body: on it the whole body stands."""
        for node in statements:
            if isinstance(node, ast.If | ast.With):
                inner = [*node.body, *getattr(node, "orelse", [])]
                deeper = list(self._jumps(inner))
                if deeper or any(isinstance(part, ast.Break | ast.Continue) for part in inner):
                    yield place_of(self.lowering.cell_id, node)
                yield from deeper

    def _enter_item(self, item: ast.withitem, place: str) -> ast.withitem:
        """Return one manager of a `with`; each has a place of its own."""
        self.lowering.place = place
        entered = self._close("enter", place, item.context_expr)
        self.lowering.add_place(place, ast.copy_location(ast.Expr(item.context_expr), item.context_expr))
        return ast.withitem(context_expr=entered, optional_vars=item.optional_vars)

    def _handler(self, handler: ast.ExceptHandler, place: str) -> ast.ExceptHandler:
        """Return a handler that says when it runs; what it does is not followed."""
        names = ast.List([ast.Constant(name) for name in sorted(self.scope.current.effects.writes)], ast.Load())
        body = [_call_statement("handled", [ast.Constant(place), names], handler.body[0]), *handler.body]
        return ast.copy_location(ast.ExceptHandler(type=handler.type, name=handler.name, body=body), handler)

    def _write_targets(self, node: ast.Assign, place: str, *, last: bool) -> list[ast.stmt]:
        """Return `df["a"] = a = value` as one statement for the names and one for each part that is stored."""
        names = [target for target in node.targets if isinstance(target, ast.Name)]
        stored = [target for target in node.targets if isinstance(target, ast.Subscript | ast.Attribute)]
        value: ast.expr = self.lowering.lower(node.value)
        written: list[ast.stmt] = []
        if isinstance(value, ast.Call):
            written.append(ast.Assign(targets=[ast.Name(id=_VALUE, ctx=ast.Store())], value=value))
            value = load_name(_VALUE)
        if names:
            closed = probe_call("bind", [ast.Constant(place), value], node)
            written.append(ast.Assign(targets=names, value=closed))  # type: ignore[arg-type]  # names are targets
        self.lowering.add_place(place, node, last=last)
        given = value if _is_held(value) else node.value
        for number, target in enumerate(stored):
            self.lowering.place = f"{place}={number}"
            store = self._store(target, given)
            if store is None:
                return [node]
            written.append(store)
            nothing = ast.copy_location(ast.Constant(None), node.value)  # the value is the statement's own
            single = ast.copy_location(ast.Assign(targets=[target], value=nothing), node)
            self.lowering.add_place(self.lowering.place, single)
        return [ast.copy_location(new, node) for new in written]

    def _write_simple(self, node: ast.stmt, place: str) -> ast.stmt | None:
        match node:
            case ast.Assign() | ast.AnnAssign(value=ast.expr()) if binds_names(node):
                assert node.value is not None
                return ast.Assign(targets=targets_of(node), value=self._close("bind", place, node.value))
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if is_parallel(
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
                value = in_place(node, ast.Name(id=target.id, ctx=ast.Load()))
                return ast.Assign(targets=[target], value=self._close("bind", place, value))
            case ast.AugAssign(target=ast.Subscript() | ast.Attribute() as target):
                return self._store(target, in_place(node, as_load(target)))
            case ast.Delete(targets=[ast.Subscript() as target]):
                return self._store(target, None)
            case ast.Expr(value=ast.Call(func=ast.Attribute() as func) as call) if self.scope.may_change(
                self.scope.root(func)
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
            self.lowering.place = part
            bound.append(self._close("bind", part, value))
            self.lowering.add_place(part, single)
        return ast.Assign(targets=node.targets, value=ast.Tuple(elts=bound, ctx=ast.Load()))

    def _close(self, method: str, place: str, value: ast.expr) -> ast.expr:
        """Return the closing call of a statement: it unwraps the value and records what was bound."""
        return probe_call(method, [ast.Constant(place), self.lowering.lower(value)], value)

    def _store(self, target: ast.Subscript | ast.Attribute, value: ast.expr | None) -> ast.stmt | None:
        """Return `probe.store(...)` for `root...[key] = value`, `root...attr = value` or `del root...[key]`."""
        root = self.scope.root(target)
        if not root:
            return None
        slots = Operands(self.lowering)
        owner = slots.replace(target.value, root)
        name, key = (
            ("setitem", slots.add(target.slice))
            if isinstance(target, ast.Subscript)
            else ("setattr", ast.Constant(target.attr))
        )
        if value is None:
            action = probe_call("delitem", [owner, key], target)
        else:
            given = slots.add_carried(value) if _is_held(value) else slots.add(value)
            action = probe_call(name, [owner, key, given], target)
        return self._mutation("store", target, root, action, slots)

    def _mutate(self, call: ast.Call, func: ast.Attribute) -> ast.stmt:
        """Return `probe.mutate(...)` for a bare call `root...method(...)`, which may change the root in place."""
        slots = Operands(self.lowering)
        root = self.scope.root(func)
        changed = slots.replace(call, root)
        return self._mutation("mutate", call, root, changed, slots)

    def _mutation(self, method: str, node: ast.expr, root: str, action: ast.expr, operands: Operands) -> ast.stmt:
        site = f"{site_of(self.lowering.cell_id, node)}:{method}"  # the target of `+=` is read at the same position
        operands.close_over(node)
        self.lowering.add_site(site, node, operands, action, root=root)
        function = operands.function(action, first="_r")
        return ast.Expr(probe_call(method, [ast.Constant(site), function, load_name(root), *operands.values], node))


def _own_expressions(node: ast.stmt) -> Iterator[ast.expr]:
    """Yield the expressions of a statement, without those of the statements in it."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.expr):
            yield part
        elif isinstance(part, ast.withitem):
            yield part.context_expr


def _is_held(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == _VALUE


def _manager_places(place: str, node: ast.With) -> list[str]:
    """Return the places of the managers of a `with`: the statement's own for the first."""
    return [place, *(f"{place}~{number}" for number in range(1, len(node.items)))]


def _call_statement(method: str, arguments: list[ast.expr], at: ast.AST) -> ast.stmt:
    return ast.copy_location(ast.Expr(probe_call(method, arguments, at)), at)


def _constants(names: tuple[str, ...]) -> ast.expr:
    return ast.Tuple(elts=[ast.Constant(name) for name in names], ctx=ast.Load())
