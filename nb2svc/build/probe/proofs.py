"""Rewrite rules, tried: the first whose residual gives, on every sample, what the notebook computed for its rows."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED, Aligned, align, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.samples import undisturbed
from nb2svc.build.probe.values import count_rows, has_rows, take
from nb2svc.compiler.rewrites import KNOWN, KNOWN_NAMES, KNOWN_RULES, REWRITES, Rewrite, is_opened
from nb2svc.compiler.rewrites.unlabelled import UNLABELLED
from nb2svc.compiler.sites import Place, Site
from nb2svc.compiler.trace import Decision

__all__ = [
    "Look",
    "Proven",
    "drop_labels",
    "looks_of",
    "note_rewrite",
    "of_own_rows",
    "prove_known",
    "prove_look",
    "prove_rewrite",
    "with_rule",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A rewrite that gave the notebook's values on every sample.

    Attributes:
        rule: it.
        frozen: the values of its holes.
        hints: for each hole, the last part of a good state name.
        function: the residual as a function of the operation's operands.
        operands: those that the residual uses; the others without what is known of them.
        used: positions of the operands that the residual uses.
        shadows: what it gave.
        aligned: the rows of that; None for a tuple, whose elements are told apart.
    """

    rule: Rewrite
    frozen: Mapping[str, Any]
    hints: Mapping[str, str]
    function: Callable[..., Any]
    operands: list[Carried]
    used: frozenset[int]
    shadows: list[Any]
    aligned: Aligned | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a rule that only looks at values has found.

    Attributes:
        frozen: the values of its holes.
        looks: which values it looks at, and which of training it knows.
    """

    frozen: Mapping[str, Any]
    looks: list[tuple[Any, Any]]


def prove_rewrite(operation: Operation, full: Any, environment: dict[str, Any]) -> Proven | None:
    """Return the first rule whose residual gives the notebook's values on every sample."""
    return _first_proven(REWRITES, operation, full, environment)


def prove_known(operation: Operation, full: Any, environment: dict[str, Any], plain: str) -> Proven | None:
    """Return the rule that does what the plain one does, and refuses rows with values that training never saw."""
    rules = [rule for rule in KNOWN_RULES if rule.name.startswith(f"{plain}-known")]
    return _first_proven(rules, operation, full, environment | _functions())


def _first_proven(
    rules: Sequence[Rewrite], operation: Operation, full: Any, environment: dict[str, Any]
) -> Proven | None:
    for rule in rules:
        if rule.matches(operation.site.node):
            proven = _prove(rule, operation.site, operation.place, full, operation.operands, environment)
            if proven is not None:
                return proven
    return None


@cache
def _functions() -> dict[str, Any]:
    """Return the functions that rules of known values use, made of the text that the package has."""
    scope: dict[str, Any] = {"np": np, "pd": pd}
    exec(compile(KNOWN, "<known>", "exec"), scope)  # noqa: S102 - a text of ours
    return {name: scope[name] for name in KNOWN_NAMES}


def of_own_rows(operation: Operation) -> Operation:
    """Return an operation whose samples hold no other rows than the notebook's operands do.

    After a split the samples still hold rows of the other part, of which a table of this one need not know anything.
    """
    return replace(operation, operands=[_of_own_rows(operand) for operand in operation.operands])


def _of_own_rows(operand: Carried) -> Carried:
    record = operand.record
    if record is None or record.kind != "rows" or record.rows is None:
        return operand
    kept = [np.flatnonzero(record.rows.positions(ids) >= 0) for ids in record.shadow_rows]
    if all(len(k) == len(ids) for k, ids in zip(kept, record.shadow_rows, strict=True)):
        return operand
    shadows = [_some(s, k) for s, k in zip(record.shadows, kept, strict=True)]
    shadow_rows = [ids[k] for ids, k in zip(record.shadow_rows, kept, strict=True)]
    return replace(operand, record=replace(record, shadows=shadows, shadow_rows=shadow_rows))


def _some(sample: Any, positions: np.ndarray) -> Any:
    """Return these rows of a sample, with their labels."""
    if sample is EMPTY or sample is FAILED:
        return sample
    if not len(positions):
        return EMPTY
    return sample.iloc[positions] if isinstance(sample, pd.DataFrame | pd.Series) else take(sample, positions)


def prove_look(name: str, operation: Operation, environment: dict[str, Any]) -> Look | None:
    """Return what a rule that only looks at values freezes and looks at; None if it does not fit on some sample."""
    rule = next(rule for rule in KNOWN_RULES if rule.name == name)
    site, operands = operation.site, operation.operands
    scope = environment | _functions()
    body = _opened(site, operands) if rule.opens_lambda else copy.deepcopy(site.body)
    if body is None:
        return None
    values = {hole: found.value for hole, found in rule.freeze(copy.deepcopy(body)).items()}
    frozen = _frozen_values(values, site, None, operands, scope)
    if frozen is None:
        return None
    holes = {hole: ast.Name(id=f"frozen_{hole}", ctx=ast.Load()) for hole in frozen}
    residual = rule.residual(body, holes)
    held = {f"frozen_{hole}": value for hole, value in frozen.items()}
    before = try_shadows(operation.function, operands)
    after = try_shadows(_compile(residual, site.parameters, scope | held), operands)
    if any(b is FAILED and a is not FAILED for a, b in zip(before, after, strict=True)):
        return None
    looks = _looks(residual, operation, environment | held)
    return Look(frozen=frozen, looks=looks) if looks else None


def looks_of(proven: Proven, operation: Operation, environment: dict[str, Any]) -> list[tuple[Any, Any]] | None:
    """Return which values a rule looks at, and which of training it knows; None where the notebook has others, too."""
    return _looks(proven.rule.residual(copy.deepcopy(operation.site.body), {}), operation, environment)


def _looks(residual: ast.expr, operation: Operation, environment: dict[str, Any]) -> list[tuple[Any, Any]] | None:
    looks: list[tuple[Any, Any]] = []
    scope: dict[str, Any] = {"np": np, "pd": pd}
    exec(compile(KNOWN, "<known>", "exec"), scope)  # noqa: S102 - a text of ours
    only_known = scope["only_known"]

    def note(values: Any, seen: Any) -> Any:
        looks.append((values, seen))
        return only_known(values, seen)

    scope["only_known"] = note
    function = _compile(residual, operation.site.parameters, environment | {name: scope[name] for name in KNOWN_NAMES})
    with undisturbed():
        try:
            function(*[o.full for o in operation.operands])
        except Exception:  # noqa: BLE001 - the notebook's own values may be of any kind
            return None
    return looks


def note_rewrite(observer: Observer, operation: Operation, proven: Proven) -> list[Carried]:
    """Note what a rule makes of the operation; return the operands that are left, and the frozen values."""
    keys = {hole: observer.hole_key(operation.site, proven.hints[hole], hole) for hole in proven.frozen}
    observer.graph.decide(operation.site.id, Decision(action="rewrite", captures=keys, rule=proven.rule.name))
    frozen = [Carried(full=None, captures={keys[hole]: value}) for hole, value in proven.frozen.items()]
    return [o for i, o in enumerate(proven.operands) if i in proven.used] + frozen


def drop_labels(
    site: Site, operands: Sequence[Carried], environment: dict[str, Any]
) -> tuple[Rewrite, Callable[..., Any], frozenset[int]] | None:
    """Return the rule by which a library's matrix is made without labels, so made, and the operands that it uses."""
    if not UNLABELLED.matches(site.node) or not any(o.record for o in operands):
        return None
    residual = UNLABELLED.residual(copy.deepcopy(site.body), {})
    return UNLABELLED, _compile(residual, site.parameters, environment), _used(site, residual)


def with_rule(
    operation: Operation, rule: Rewrite, frozen: Mapping[str, Any], environment: dict[str, Any]
) -> Callable[..., Any]:
    """Return what a rule leaves of an operation, with these values in its holes, as a function of the operands."""
    site = operation.site
    return _residual(rule, site, copy.deepcopy(site.body), frozen, environment | _functions())[0]


def _prove(
    rule: Rewrite,
    site: Site,
    place: Place,
    full: Any,
    operands: Sequence[Carried],
    environment: dict[str, Any],
) -> Proven | None:
    body = _opened(site, operands) if rule.opens_lambda else copy.deepcopy(site.body)
    if body is None:
        return None
    holes = rule.freeze(copy.deepcopy(body))
    frozen = _frozen_values({hole: found.value for hole, found in holes.items()}, site, full, operands, environment)
    if frozen is None:
        return None
    function, used = _residual(rule, site, body, frozen, environment)
    kept = [o if i in used else Carried(full=None) for i, o in enumerate(operands)]
    shadows = try_shadows(function, kept)
    aligned = None
    if isinstance(full, tuple):
        if not _elements_align(full, shadows, kept):
            return None
    else:
        aligned = align(full, shadows, kept)
        if aligned is None or (_needs_name(site, place) and not _keeps_name(full, shadows)):
            return None
    return Proven(
        rule=rule,
        frozen=frozen,
        hints={hole: found.hint for hole, found in holes.items()},
        function=function,
        operands=kept,
        used=used,
        shadows=shadows,
        aligned=aligned,
    )


def _residual(
    rule: Rewrite, site: Site, body: ast.expr, frozen: Mapping[str, Any], environment: dict[str, Any]
) -> tuple[Callable[..., Any], frozenset[int]]:
    """Return what a rule leaves of an operation as a function of its operands, and which of these it reads."""
    residual = rule.residual(body, {hole: ast.Name(id=f"frozen_{hole}", ctx=ast.Load()) for hole in frozen})
    scope = {**environment, **{f"frozen_{hole}": value for hole, value in frozen.items()}}
    return _compile(residual, site.parameters, scope), _used(site, residual)


def _opened(site: Site, operands: Sequence[Carried]) -> ast.expr | None:
    """Return the operation with its lambdas as written, unless one of them reads rows of its own."""
    opened = {
        parameter: operand
        for parameter, operand in zip(site.parameters, site.operands, strict=True)
        if operand is not None and is_opened(operand)
    }
    if any(o.record is not None for p, o in zip(site.parameters, operands, strict=True) if p in opened):
        return None

    class Open(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return copy.deepcopy(opened.get(node.id, node))

    body: ast.expr = Open().visit(copy.deepcopy(site.body))
    return body


def _frozen_values(
    values: Mapping[str, ast.expr], site: Site, full: Any, operands: Sequence[Carried], environment: dict[str, Any]
) -> dict[str, Any] | None:
    """Return what the holes of a rule hold, or None if one cannot be computed here."""
    frozen = {}
    with undisturbed():
        for hole, value in values.items():
            try:
                function = _compile(value, (*site.parameters, "result"), environment)
                frozen[hole] = function(*[o.full for o in operands], full)
            except Exception:  # noqa: BLE001 - a rule that does not fit here is not proven
                return None
    return frozen


def _used(site: Site, residual: ast.expr) -> frozenset[int]:
    """Return the operands that a residual reads; what helpers read behind it always counts."""
    named = {part.id for part in ast.walk(residual) if isinstance(part, ast.Name)}
    opened = {i for i, operand in enumerate(site.operands) if operand is not None and is_opened(operand)}
    return frozenset(
        i
        for i, (parameter, slot) in enumerate(zip(site.parameters, site.slots, strict=True))
        if parameter in named or slot.closure or i in opened
    )


def _elements_align(full: tuple[Any, ...], shadows: Sequence[Any], operands: Sequence[Carried]) -> bool:
    """Whether each element that belongs to rows does so on every sample, and there is one."""
    if not all(isinstance(s, tuple) and len(s) == len(full) for s in shadows):
        return False
    counts = {len(o.record.rows.ids) for o in operands if o.record is not None and o.record.rows is not None}
    of_rows = [i for i, value in enumerate(full) if has_rows(value) and count_rows(value) in counts]
    return bool(of_rows) and all(align(full[i], [s[i] for s in shadows], operands) for i in of_rows)


def _keeps_name(full: Any, shadows: Sequence[Any]) -> bool:
    named = [s.name for s in shadows if isinstance(s, pd.Series)]
    return not isinstance(full, pd.Series) or all(name == full.name for name in named)


def _needs_name(site: Site, place: Place) -> bool:
    """Whether the name of a column matters: not where it is assigned to a column or fills gaps."""
    for part in ast.walk(place.node):
        match part:
            case ast.Assign(targets=[ast.Subscript()], value=value) if value is site.node:
                return False
            case ast.Call(func=ast.Attribute(attr="fillna" | "where" | "mask"), args=arguments) if any(
                a is site.node for a in arguments
            ):
                return False
            case ast.BinOp(left=left, right=right) if site.node in (left, right):
                return False
    return True


def _compile(expression: ast.expr, parameters: Sequence[str], scope: dict[str, Any]) -> Callable[..., Any]:
    """Return an expression as a function of parameters."""
    given = [ast.arg(arg=name) for name in parameters]
    arguments = ast.arguments(posonlyargs=[], args=given, kwonlyargs=[], kw_defaults=[], defaults=[])
    tree = ast.fix_missing_locations(ast.Expression(body=ast.Lambda(args=arguments, body=expression)))
    made: Callable[..., Any] = eval(compile(tree, "<rule>", "eval"), scope)  # noqa: S307 - a rule of ours
    return made
