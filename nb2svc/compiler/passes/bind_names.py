"""Fills `Statement.effects`: which names each statement reads, binds, changes in place and deletes.

    df["age"] = df["age"].fillna(low)      reads df low         mutates df
    def add(row): rows.append(row)                              defines add
    add(1)                                 reads add rows       mutates rows
    df.head()                              reads df             (a display)

Scopes, branches and aliases are those of Python; how is in `nb2svc.compiler.names`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from nb2svc.compiler.ir import Effects, Program, Statement
from nb2svc.compiler.names.frames import MODULE
from nb2svc.compiler.names.liveness import live_after
from nb2svc.compiler.names.machine import Machine
from nb2svc.compiler.names.state import BOUND, GONE, State
from nb2svc.compiler.names.statements import execute, make_machine
from nb2svc.compiler.names.things import affected_by
from nb2svc.diagnostics import Report

__all__ = ["bind_names"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What one statement was seen to do.

    Attributes:
        effects: without what happens to other names of the objects it changes.
        aliases: those other names.
    """

    effects: Effects
    aliases: frozenset[str]


def bind_names(program: Program, report: Report) -> Program:  # noqa: ARG001 - what every pass looks like
    """Return the program with the effects of every statement, and with its displays known as such.

    Args:
        program: the statements, as parsed.
        report: gets nothing: what is wrong with names depends on which statements are needed, see `check_names`.
    """
    machine = make_machine()
    machine.stars = program.surroundings.stars
    seen = [_observe(machine, statement) for statement in program.statements]
    effects = _add_aliases(seen)
    return replace(
        program,
        statements=tuple(
            replace(statement, effects=effect, kind="display" if _is_display(statement, effect) else statement.kind)
            for statement, effect in zip(program.statements, effects, strict=True)
        ),
    )


def _observe(machine: Machine, statement: Statement) -> _Seen:
    machine.begin()
    execute(machine, statement.node, MODULE)
    if machine.star:
        machine.star_seen = True
    before, after = machine.before, machine.live or machine.before
    bound = _bound_names(before, after)
    return _Seen(
        effects=Effects(
            reads=frozenset(machine.reads),
            mutates=frozenset(machine.touched),
            ambient=frozenset(machine.ambient),
            dynamic=machine.dynamic,
            star=machine.star,
            defines=bound.defines,
            maybe_defines=bound.maybe_defines,
            deletes=bound.deletes,
        ),
        aliases=_changed_names(machine),
    )


def _bound_names(before: State, after: State) -> Effects:
    defines, maybe, deletes = set(), set(), set()
    for name, mark in after.marks.items():
        if not isinstance(name, str):
            continue
        if mark == BOUND:
            defines.add(name)
        elif mark == GONE:
            deletes.add(name)
        elif mark & BOUND or name in before.values:
            maybe.add(name)
            if mark & GONE:
                deletes.add(name)
    return Effects(defines=frozenset(defines), maybe_defines=frozenset(maybe), deletes=frozenset(deletes))


def _changed_names(machine: Machine) -> frozenset[str]:
    """Return the names under which an object that the statement changes was known before it."""
    if not machine.changed:
        return frozenset()
    affected = affected_by(machine.changed)
    known = machine.before.values
    names = {name for name, value in known.items() if isinstance(name, str) and not affected.isdisjoint(value)}
    names |= {name for name, value in machine.unknown.items() if name not in known and not affected.isdisjoint(value)}
    return frozenset(names)


def _add_aliases(seen: list[_Seen]) -> list[Effects]:
    """Add the changes that are seen under other names, where somebody looks there later.

    Such a name is read as well: its object has the older changes too. That is a look of its own, so that names are
    added until no more are looked at.
    """
    result = [one.effects for one in seen]
    while True:
        looked_at = [
            one.aliases & (one.effects.reads | live) for one, live in zip(seen, live_after(result), strict=True)
        ]
        before, result = (
            result,
            [
                replace(one.effects, reads=one.effects.reads | names, mutates=one.effects.mutates | names)
                for one, names in zip(seen, looked_at, strict=True)
            ],
        )
        if result == before:
            return result


def _is_display(statement: Statement, effects: Effects) -> bool:
    return (
        statement.kind == "code"
        and isinstance(statement.node, ast.Expr)
        and not (effects.writes or effects.deletes or effects.ambient or effects.dynamic or effects.star)
    )
