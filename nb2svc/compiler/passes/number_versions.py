"""Fills `Statement.sources`: which statement last wrote each name that a statement reads.

df = load()            c1.0
df["a"] = 1            c2.0    df from c1.0, and it writes df too
X = df.drop("b")       c3.0    df from c2.0
"""

from __future__ import annotations

from dataclasses import replace

from nb2svc.compiler.ir import Effects, Program
from nb2svc.compiler.names.liveness import live_after
from nb2svc.compiler.names.machine import BUILTINS
from nb2svc.diagnostics import Report

__all__ = ["number_versions"]


def number_versions(program: Program, report: Report) -> Program:  # noqa: ARG001 - what every pass looks like
    """Return the program with the sources of every statement.

    Besides the names that a statement reads, there is a source for each name that it binds only on some paths, where
    somebody reads the name later: on the other paths the older value is still there.

    Args:
        program: with effects.
        report: gets nothing.
    """
    writers: dict[str, int] = {}
    last_star = -1
    statements = []
    live = live_after([statement.effects for statement in program.statements])
    for position, (statement, names) in enumerate(zip(program.statements, live, strict=True)):
        effects = statement.effects
        wanted = effects.reads | (effects.maybe_defines & names)
        found = {name: writers[name] for name in wanted if name in writers}
        if last_star >= 0:
            found |= _star_sources(effects, found, last_star)
        sources = {name: program.statements[writer].id for name, writer in sorted(found.items())}
        statements.append(replace(statement, sources=sources))
        for name in effects.writes | effects.deletes:
            writers[name] = position
        for name in effects.deletes - effects.maybe_defines:
            writers.pop(name, None)
        if effects.star:
            last_star = position
    return replace(program, statements=tuple(statements))


def _star_sources(effects: Effects, found: dict[str, int], last_star: int) -> dict[str, int]:
    """Return what may come from the last star import: names nobody else binds, and names it may have replaced."""
    sources = {name: last_star for name in effects.reads if name not in found and name not in BUILTINS}
    older = any(found.get(name, -1) < last_star for name in effects.reads if name not in sources)
    if older or effects.star:
        sources["*"] = last_star
    return sources
