"""The serve-time text of user expressions: frozen values, proven rewrites and row selections put in their places."""

from __future__ import annotations

import ast
import copy
import dataclasses
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.backend.absent import AbsentColumns
from nb2svc.compiler.backend.source import Edit, cut_parts, write_literal
from nb2svc.compiler.flow import bound_inside
from nb2svc.compiler.ir import Cell
from nb2svc.compiler.operations import STACKS, call_name, data_arguments, is_group_chain, split_operand
from nb2svc.compiler.places import slice_text
from nb2svc.compiler.rewrites import Rewrite, find_rewrite, is_opened
from nb2svc.compiler.rewrites.compared import COMPARED_INSIDE, compared_parts
from nb2svc.compiler.rewrites.rule import parse_expression
from nb2svc.compiler.sites import Instrumented, Place, site_of
from nb2svc.compiler.table_parts import entry_names
from nb2svc.compiler.trace import Capture, Decision

__all__ = ["Renderer", "fill", "parts_inside", "skeleton"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """Turns expressions of one cell into serve-time text.

    Attributes:
        cell: the cell.
        code: places and sites.
        decisions: what the run decided, by site and by `<site>|<name>`.
        captures: frozen values by key.
        reference: capture -> the text that stands for it.
        absent: columns that a request need not have.
        shown: `[train, test]`: which of the tables are needed.
        units: loops over rows, which are served whole.
        bound: variables that the service has.
        live: places that the service has.
        arguments: for a request that is made of literals, key of the literal -> the argument that stands for it.
    """

    cell: Cell
    code: Instrumented
    decisions: Mapping[str, Decision]
    captures: Mapping[str, Capture]
    reference: Callable[[Capture], str]
    absent: AbsentColumns
    shown: Mapping[str, tuple[int, ...]] = dataclasses.field(default_factory=dict)
    units: Collection[str] = ()
    bound: frozenset[str] = frozenset()
    live: Collection[str] = ()
    arguments: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def edits(self, place: Place) -> list[Edit]:
        """Return the edits that make a simple statement, or the head of a block, serve-time text."""
        names = self.frozen_names(place)
        found: list[Edit] = []
        for node in _parts(place.node, whole=place.id in self.units):
            found += self._expression_edits(node, names, frozenset())
        shorter = self.absent.fewer_rounds(place, names, lambda node: self._text(node, names, frozenset()))
        return found if shorter is None else [*(e for e in found if not shorter.covers(e)), shorter]

    def frozen_in_strings(self, place: Place) -> list[str]:
        """Return `name = state.name` lines for frozen variables inside f-strings, where text cannot be replaced."""
        names = self.frozen_names(place)
        inside = {
            part.id
            for node in ast.walk(place.node)
            if isinstance(node, ast.JoinedStr)
            for part in ast.walk(node)
            if isinstance(part, ast.Name) and part.id in names
        }
        return [f"{name} = {names[name]}" for name in sorted(inside)]

    def text(self, node: ast.expr, place: Place) -> str:
        """Return the serve-time text of an expression."""
        return self._text(node, self.frozen_names(place), frozenset())

    def two_steps(self, place: Place) -> tuple[str, str] | None:
        """Return `X = pd.get_dummies(...)` and `X = X.reindex(...)` for a rule that only follows up the operation."""
        match place.node:
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Call() as call):
                decision = self.decisions.get(site_of(self.cell.id, call))
            case _:
                return None
        if decision is None or decision.action != "rewrite":
            return None
        names = self.frozen_names(place)
        match self._residual(call, decision, names):
            case ast.Call(func=ast.Attribute(value=ast.Call() as first, attr="reindex" as attr)) as last, parts:
                again = ast.Call(ast.Attribute(ast.Name(target), attr), last.args, last.keywords)
                texts = [self._filled(ast.unparse(step), parts, names, frozenset()) for step in (first, again)]
                return f"{target} = {texts[0]}", f"{target} = {texts[1]}"
            case _:
                return None

    def renaming(self, place: Place) -> str | None:
        """Return `df.rename(...)` for `df.columns = [...]` where a request need not have all columns."""
        match place.node:
            case ast.Assign(targets=[ast.Attribute(value=owner) as target]):
                decision = self.decisions.get(f"{site_of(self.cell.id, target)}:store")
            case _:
                return None
        if decision is None or decision.action != "rename":
            return None
        names = self.reference(self.captures[decision.captures[""]])
        return f"{slice_text(self.cell, owner)}.rename(columns={names}, inplace=True)"

    def frozen_names(self, place: Place) -> dict[str, str]:
        """Return the variables of a statement that are frozen, with the text that stands for each."""
        own = [s.id for s in self.code.sites.values() if s.place == place.id] + [place.id]
        found = {}
        for where in own:
            for key, decision in self.decisions.items():
                site, _, name = key.partition("|")
                if site == where and name and decision.action == "state" and decision.captures[""] in self.captures:
                    found[name] = self.reference(self.captures[decision.captures[""]])
        return found

    def _expression_edits(self, node: ast.expr, names: Mapping[str, str], bound: frozenset[str]) -> list[Edit]:
        asked = self._asked(node)
        if asked:
            return [Edit.of(self.cell, node, asked)]
        decision = self.decisions.get(site_of(self.cell.id, node))
        if isinstance(node, ast.Name) and (decision is None or decision.action != "state"):
            frozen = names.get(node.id) if isinstance(node.ctx, ast.Load) and node.id not in bound else None
            return [Edit.of(self.cell, node, frozen)] if frozen else []
        if isinstance(node, ast.JoinedStr):
            return []
        if isinstance(node, ast.NamedExpr) and node.target.id in names:
            return [Edit.of(self.cell, node, names[node.target.id])]
        part = self._picked_part(node)
        if part is not None:
            return [Edit.of(self.cell, node, self._text(part, names, bound))]
        element = self._picked_element(node, names, bound) or self._needed_tables(node, names, bound)
        if element:
            return [Edit.of(self.cell, node, element)]
        if decision is not None and decision.rule == COMPARED_INSIDE:
            return self._looking_inside(node, decision, names, bound)
        if decision is not None and decision.action != "row":
            return [Edit.of(self.cell, node, self._decided(node, decision, names, bound))]
        shorter = self._without_parts(node, names, bound)
        if shorter is not None:
            return shorter
        edits = self._edits_inside(node, names, bound)
        tolerant = self.absent.tolerant_drop(node)
        return edits if tolerant is None else [*edits, tolerant]

    def _edits_inside(self, node: ast.expr, names: Mapping[str, str], bound: frozenset[str]) -> list[Edit]:
        inner = bound | bound_inside(node)
        return [
            edit
            for child in ast.iter_child_nodes(node)
            for part in _expressions(child)
            for edit in self._expression_edits(part, names, inner)
        ]

    def _looking_inside(
        self, node: ast.expr, decision: Decision, names: Mapping[str, str], bound: frozenset[str]
    ) -> list[Edit]:
        """Return the edits of a comprehension that looks whether training saw the values that it compares."""
        edits = self._edits_inside(node, names, bound)
        found, seen = compared_parts(node), self.reference(self.captures[decision.captures["seen"]])
        assert found is not None
        for part in found[0]:
            text = self._text(part, names, bound | bound_inside(node))
            edit = Edit.of(self.cell, part, f"only_known({text}, {seen})")
            edits = [*(e for e in edits if not edit.covers(e)), edit]
        return edits

    def _without_parts(self, node: ast.expr, names: Mapping[str, str], bound: frozenset[str]) -> list[Edit] | None:
        """Return the edits of an expression of which a request may lack parts: of a table, of a list of columns."""
        if isinstance(node, ast.Call) and entry_names(node):
            return self._parts_of_table(node)
        picked = self.absent.pick_frozen(node, lambda part: self._text(part, names, bound))
        if picked is not None:
            return picked
        written = self.absent.pick_written(node)
        return [written] if written is not None else None

    def _parts_of_table(self, node: ast.Call) -> list[Edit]:
        """Return the edits of a table that is put together from parts: a service may be without some of them."""
        place = self.code.places[self.code.sites[site_of(self.cell.id, node)].place]
        parts = [self.code.places[part] for part in parts_inside(place)]
        left = [i for i, part in enumerate(parts) if part.id in self.live]
        edits = cut_parts(self.cell, node, left)
        for i in left:
            part = parts[i].node
            assert isinstance(part, ast.Assign)
            edits += self._expression_edits(part.value, self.frozen_names(parts[i]), frozenset())
        return edits

    def _asked(self, node: ast.expr) -> str:
        """Return the argument that stands for a literal of the request, or empty."""
        decision = self.decisions.get(site_of(self.cell.id, node)) if self.arguments else None
        is_asked = decision is not None and decision.action == "ask"
        if decision is None or not is_asked:
            return ""
        name = self.arguments[decision.captures[""]]
        return f"[{name}]" if self.code.asked[site_of(self.cell.id, node)].is_table else name

    def _picked_part(self, node: ast.expr) -> ast.expr | None:
        """Return what was split in `train_test_split(X, y)[1]`: at serve time each part is all of it."""
        match node:
            case ast.Subscript(value=ast.Call() as call, slice=ast.Constant(value=int() as i)) if (
                split_operand(call, i) is not None and i >= 0
            ):
                return data_arguments(call)[split_operand(call, i) or 0]
            case _:
                return None

    def _picked_element(self, node: ast.expr, names: Mapping[str, str], bound: frozenset[str]) -> str | None:
        """Return the text of `pd.factorize(x)[0]` where a rule has made a pair of the call."""
        match node:
            case ast.Subscript(value=ast.Call() as call, slice=ast.Constant(value=int() as i)):
                decision = self.decisions.get(site_of(self.cell.id, call))
                if decision is None or decision.action != "rewrite":
                    return None
                residual, parts = self._residual(call, decision, names)
                if isinstance(residual, ast.Tuple) and 0 <= i < len(residual.elts):
                    return self._filled(ast.unparse(residual.elts[i]), parts, names, bound)
        return None

    def _members(self, node: ast.expr, decision: Decision, names: Mapping[str, str], bound: frozenset[str]) -> str:
        """Return `[train]` for `[train, test]`, where a service has only the one."""
        assert isinstance(node, ast.List | ast.Tuple)
        positions = {int(i) for i in decision.captures[""].split(",")}
        parts = [part for i, part in enumerate(node.elts) if i in positions]
        served = [p for p in parts if not isinstance(p, ast.Name) or p.id in self.bound] or parts
        return f"[{', '.join(self._text(part, names, bound) for part in served)}]"

    def _decided(self, node: ast.expr, decision: Decision, names: Mapping[str, str], bound: frozenset[str]) -> str:
        match decision.action:
            case "members":
                return self._members(node, decision, names, bound)
            case "pick":
                return self._picked_by_name(node, decision, names, bound)
            case "relabel":
                assert isinstance(node, ast.Attribute)
                rows = self.code.sites[site_of(self.cell.id, node)].operands[1]
                assert isinstance(rows, ast.Name)
                return f"{self._text(node.value, names, bound)}.{decision.rule}({names.get(rows.id, rows.id)})"
            case "state":
                return self.reference(self.captures[decision.captures[""]])
            case "whole":
                return f"{names.get(decision.rule, decision.rule)}.copy()"
            case "first":
                return self._first_row(node, names, bound)
            case "select":
                site = self.code.sites[site_of(self.cell.id, node)]
                operand = site.operands[int(decision.captures[""])]
                assert operand is not None
                if "rows" in decision.captures:
                    return self._all_rows(node, names, bound)
                if isinstance(operand, ast.Attribute) and operand.attr in {"loc", "iloc"}:
                    operand = operand.value
                text = self._text(operand, names, bound)
                return f"{text}.copy()" if call_name(node) in STACKS else text
            case _:
                return self._rewritten(node, decision, names, bound)

    def _picked_by_name(
        self, node: ast.expr, decision: Decision, names: Mapping[str, str], bound: frozenset[str]
    ) -> str:
        """Return `df[["a", "b"]]` for `df.iloc[:, 2:4]`, without what a request need not have."""
        assert isinstance(node, ast.Subscript)
        assert isinstance(node.value, ast.Attribute)
        columns = ast.literal_eval(decision.rule)
        left = self.absent.kept(columns) if isinstance(columns, list) else columns
        text = f"[{', '.join(map(write_literal, left))}]" if isinstance(left, list) else write_literal(left)
        return f"{self._text(node.value.value, names, bound)}[{text}]"

    def _first_row(self, node: ast.expr, names: Mapping[str, str], bound: frozenset[str]) -> str:
        """Return `X.iloc[0]` for `X.iloc[3]`: the rows of a request are asked about one by one."""
        assert isinstance(node, ast.Subscript)
        others = node.slice.elts[1:] if isinstance(node.slice, ast.Tuple) else []
        keys = ", ".join(["0", *(self._text(part, names, bound) for part in others)])
        return f"{self._text(node.value, names, bound)}[{keys}]"

    def _needed_tables(self, node: ast.expr, names: Mapping[str, str], bound: frozenset[str]) -> str:
        """Return `[test]` for `[train, test]`; empty where all are needed."""
        kept = self.shown.get(site_of(self.cell.id, node))
        if kept is None or not isinstance(node, ast.List | ast.Tuple):
            return ""
        return f"[{', '.join(self._text(node.elts[i], names, bound) for i in kept)}]"

    def _all_rows(self, node: ast.expr, names: Mapping[str, str], bound: frozenset[str]) -> str:
        """Return `df.loc[:, columns]` for `df.loc[rows, columns]`."""
        assert isinstance(node, ast.Subscript)
        assert isinstance(node.slice, ast.Tuple)
        columns = self._text(node.slice.elts[1], names, bound)
        return f"{self._text(node.value, names, bound)}[:, {columns}]"

    def _rewritten(self, node: ast.expr, decision: Decision, names: Mapping[str, str], bound: frozenset[str]) -> str:
        """Return a rule's residual; the user's text of the operation's parts is kept as it is."""
        residual, parts = self._residual(node, decision, names)
        return self._filled(ast.unparse(residual), parts, names, bound)

    def _residual(
        self, node: ast.expr, decision: Decision, names: Mapping[str, str]
    ) -> tuple[ast.expr, dict[str, ast.expr]]:
        """Return a rule's residual over placeholders, and the parts that they stand for."""
        rule = find_rewrite(decision.rule)
        operation, parts = skeleton(node, rule)
        holes: dict[str, ast.expr] = {}
        for hole, key in decision.captures.items():
            holes[hole] = ast.parse(self.reference(self.captures[key]), mode="eval").body
        residual = rule.residual(operation, holes)
        match residual:
            case ast.Subscript(value=frame, slice=columns) if self.absent.among(ast.unparse(columns)):
                residual = parse_expression("frame.filter(items=columns)", frame=frame, columns=columns)
            case ast.Call(func=ast.Attribute(attr="reindex"), keywords=[ast.keyword(arg="columns") as made, *_]):
                made.value = ast.parse(self.absent.without(ast.unparse(made.value)), mode="eval").body
        if rule.opens_lambda:
            residual = parse_expression(
                ast.unparse(residual), **{n: ast.parse(text, mode="eval").body for n, text in names.items()}
            )
        return residual, parts

    def _filled(self, text: str, parts: Mapping[str, ast.expr], names: Mapping[str, str], bound: frozenset[str]) -> str:
        return fill(text, {name: (part, self._text(part, names, bound)) for name, part in parts.items()})

    def _text(self, node: ast.expr, names: Mapping[str, str], bound: frozenset[str]) -> str:
        edits = self._expression_edits(node, names, bound)
        own = Edit.of(self.cell, node, "")
        lines = self.cell.python.split("\n")[own.line - 1 : own.end_line]
        lines[-1] = lines[-1][: own.end_column]
        for edit in sorted(edits, reverse=True):
            first, last = edit.line - own.line, edit.end_line - own.line
            lines[first : last + 1] = [lines[first][: edit.column] + edit.text + lines[last][edit.end_column :]]
        lines[0] = lines[0][own.column :]
        return "\n".join(lines) if edits else slice_text(self.cell, node)


def parts_inside(place: Place) -> list[str]:
    """Return the places of the parts of a table that a statement puts together."""
    tables = (part for part in ast.walk(place.node) if isinstance(part, ast.Call) and entry_names(part))
    return [f"{place.id}~{i}" for table in tables for i, _ in enumerate(entry_names(table))]


def _parts(node: ast.stmt, *, whole: bool) -> Iterator[ast.expr]:
    """Return the expressions of a statement; of a block only those of its head, if not the whole is wanted."""
    for name, value in ast.iter_fields(node):
        if name in {"body", "orelse"} and not whole:
            continue
        for part in value if isinstance(value, list) else [value]:
            inner = part.context_expr if isinstance(part, ast.withitem) else part
            if isinstance(inner, ast.expr):
                yield inner
            elif isinstance(inner, ast.stmt):
                yield from _parts(inner, whole=whole)


def _expressions(node: ast.AST) -> list[ast.expr]:
    """Return the expressions in a child node: itself, or those of a keyword, comprehension or slice."""
    if isinstance(node, ast.expr):
        return [node]
    return [part for child in ast.iter_child_nodes(node) for part in _expressions(child)]


def skeleton(node: ast.expr, rule: Rewrite) -> tuple[ast.expr, dict[str, ast.expr]]:
    """Return an operation as a rule sees it, with a placeholder for each of its parts, and the parts by placeholder."""
    parts: dict[str, ast.expr] = {}

    def hold(part: ast.expr) -> ast.expr:
        if rule.opens_lambda and is_opened(part):
            return copy.deepcopy(part)
        name = f"part_{len(parts)}_"
        parts[name] = part
        return ast.Name(id=name, ctx=ast.Load())

    def group(part: ast.expr) -> ast.expr:
        match part:
            case ast.Subscript(value=value, slice=column):
                return ast.Subscript(value=group(value), slice=hold(column), ctx=ast.Load())
            case ast.Attribute(value=value, attr=attr):
                return ast.Attribute(value=group(value), attr=attr, ctx=ast.Load())
            case _:
                return call_of(part)

    def call_of(call: ast.expr) -> ast.expr:
        match call:
            case ast.Call(func=ast.Attribute(value=receiver, attr=attr), args=args, keywords=keywords):
                held = group(receiver) if is_group_chain(call) else hold(receiver)
                func: ast.expr = ast.Attribute(value=held, attr=attr, ctx=ast.Load())
            case ast.Call(func=function, args=args, keywords=keywords):
                func = hold(function)
            case ast.Compare(left=left, ops=operators, comparators=others):
                return ast.Compare(hold(left), operators, [hold(other) for other in others])
            case _:
                return call
        return ast.Call(
            func=func,
            args=[hold(a) for a in args],
            keywords=[ast.keyword(arg=k.arg, value=hold(k.value)) for k in keywords],
        )

    return call_of(node), parts


_LOOSE: Final = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda, ast.Await)


def fill(text: str, parts: Mapping[str, tuple[ast.expr, str]]) -> str:
    """Return a text with its placeholders filled in; `a + b` gets parentheses where something is taken of it."""
    for name, (part, own) in parts.items():
        loose = isinstance(part, _LOOSE) and re.search(rf"{name}[.\[]|[-+*/<>=&|] {name}|{name} [-+*/<>=&|]", text)
        text = text.replace(name, f"({own})" if loose else own)
    return text.replace(".get.__self__", "")  # the table of `df["city"].map(rents.get)`
