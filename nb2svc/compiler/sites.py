"""What the instrumented program consists of: places, sites and operands, and how they are named."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from nb2svc.compiler.ir import Stage

__all__ = [
    "PART",
    "PROBE",
    "Asked",
    "Instrumented",
    "Loops",
    "Place",
    "Site",
    "Slot",
    "Unit",
    "place_of",
    "site_of",
]

PROBE: Final = "__nb2svc__"
PART: Final = "__nb2svc_part"

Loops = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An operand of an operation.

    Attributes:
        name: the variable, where the operand is one; else empty.
        writer: the statement that last wrote the variable.
        closure: the variable is not an operand itself but read inside a helper function that is called.
        constant: the variable holds a literal that is written in the notebook and never changed.
        columns_only: of a variable that helper functions read, they take nothing but `.columns`.
    """

    name: str = ""
    writer: str = ""
    closure: bool = False
    constant: bool = False
    columns_only: bool = False


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
        looks_around: whether it, or a helper that it calls, has an operation in which rows look at other rows.
        trains: whether such a function trains step by step: it is run once, and never tried on samples.
        looks_up: whether it is the call of a look-up cell: never frozen, and what it talks through is never copied.
        keys: for a look-up whose results are kept for a while, the columns by which they are found again.
    """

    id: str
    place: str
    node: ast.expr
    slots: tuple[Slot, ...]
    operands: tuple[ast.expr | None, ...]
    parameters: tuple[str, ...]
    body: ast.expr
    calls_helper: bool
    looks_around: bool = False
    trains: bool = False
    looks_up: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A loop that may go over rows: then it is one operation, run as it is written.

    Attributes:
        site: the site whose operands are the names that it reads.
        carried: names that it binds and whose value from before counts.
        binds: all names that it binds.
        changes: names that it reads and whose object it may change in place.
    """

    site: str
    carried: tuple[str, ...]
    binds: tuple[str, ...]
    changes: tuple[str, ...]


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
        unit: for a loop that may go over rows, what it does as a whole.
        last: whether it is the last statement of its cell, whose value a notebook shows.
        also: variables that it stands on although its text does not mention them: `kmeans.labels_` on the fitted rows.
    """

    id: str
    statement: str
    stages: tuple[Stage, ...]
    node: ast.stmt
    value: Slot = Slot()
    parents: tuple[str, ...] = ()
    loops: Loops = ()
    unit: Unit | None = None
    last: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A literal in whose place a request's value comes.

    Attributes:
        key: identity: arguments of several calls of one function share it.
        name: a good field name.
        is_count: whether it is a number of things, such as a horizon, and so a whole number.
        call: for an argument of a function of the notebook, the function's name.
        is_table: whether it is a list with an entry for each of several requests.
    """

    key: str
    name: str
    is_count: bool = False
    call: str = ""
    is_table: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrumented:
    """What the kernel runs.

    Attributes:
        cells: cell id -> the module to run in place of the cell's text; a cell that nothing needs is absent.
        places: by id.
        sites: by id.
        asked: the literals that a request may replace, by site.
        lone_rows: subscripts that may pick one row for a model to be asked about, by site.
    """

    cells: Mapping[str, ast.Module]
    places: Mapping[str, Place]
    sites: Mapping[str, Site]
    asked: Mapping[str, Asked] = field(default_factory=dict)
    lone_rows: frozenset[str] = frozenset()


def place_of(cell_id: str, node: ast.stmt | ast.expr) -> str:
    """Return the id of a statement's place."""
    return f"{cell_id}:{node.lineno}:{node.col_offset}"


def site_of(cell_id: str, node: ast.expr) -> str:
    """Return the id of an expression's site."""
    return f"{place_of(cell_id, node)}:{node.end_lineno}:{node.end_col_offset}:{type(node).__name__}"
