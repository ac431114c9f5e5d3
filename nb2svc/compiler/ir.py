"""The compiler's intermediate representation: a notebook as cells, a program as statements with their effects.

Frozen data only. Passes return new programs made with `dataclasses.replace`; every node knows its place (`Span`).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from nb2svc.compiler.surroundings import NOTHING, Surroundings
from nb2svc.diagnostics import Span

__all__ = [
    "STAGES",
    "Ambient",
    "Cell",
    "Effects",
    "Install",
    "Notebook",
    "Parameter",
    "Program",
    "Stage",
    "Statement",
    "StatementKind",
]

Stage = Literal["parameters", "load", "lookup", "preprocess", "train", "predict", "evaluate", "report"]
STAGES: Final[tuple[Stage, ...]] = (
    "parameters", "load", "lookup", "preprocess", "train", "predict", "evaluate", "report",
)  # fmt: skip

Ambient = Literal["random", "process", "files"]

StatementKind = Literal["import", "function", "class", "magic", "display", "code"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a notebook.

    Attributes:
        number: position in its file, counting every cell from 1.
        id: the cell's id; made from its content where the file has none.
        kind: what the cell is.
        source: the text as it is saved.
        python: the text with magics masked line for line: same number of lines, valid Python; empty where it is not.
        tags: all tags, as saved.
        stages: the tags that name a stage, in the order of `STAGES`.
        path: the file that it comes from, where that is not the notebook but a script that the notebook runs.
        origins: for each line of `python` the line of `source` it stands for, where helpers have been written out.
    """

    number: int
    id: str
    kind: Literal["code", "markdown", "raw"]
    source: str
    python: str = ""
    tags: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    path: str = ""
    origins: tuple[int, ...] = ()

    def source_line(self, line: int) -> int:
        """Return the line of the source that a line of the Python text stands for."""
        return self.origins[line - 1] if self.origins else line


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """A notebook file, read.

    Attributes:
        path: the name for messages and markers, without folder.
        cells: all cells in order; those of a script that a cell runs stand before it.
    """

    path: str
    cells: tuple[Cell, ...]

    def cell(self, cell_id: str) -> Cell:
        """Return the cell with this id."""
        return next(cell for cell in self.cells if cell.id == cell_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What a statement does to names of the notebook's global scope.

    Helper functions are seen through: a statement that mentions a function also reads (and changes) what the
    function's body reads (and changes) of the notebook, at the place of the mention.

    Attributes:
        reads: names whose value it may need. A name it only binds is not here; `x += 1` and `df["c"] = 1` are.
        defines: names that are bound after it, whatever happens.
        maybe_defines: names that it binds on some paths only (`if`, `for`, `try`).
        mutates: names whose object it may change in place; they are in `reads` as well.
        deletes: names that are unbound after it; one that is in `maybe_defines` too is unbound on some paths only.
        ambient: what it changes that has no name: seeds of random numbers, settings of the process or of a module
            (options, environment, working folder), files.
        dynamic: it reads or binds names through `exec`, `eval`, `globals` and the like: the other fields may miss some.
        star: it binds names that cannot be known (`from x import *`, `%pylab`).
    """

    reads: frozenset[str] = frozenset()
    defines: frozenset[str] = frozenset()
    maybe_defines: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()
    deletes: frozenset[str] = frozenset()
    ambient: frozenset[Ambient] = frozenset()
    dynamic: bool = False
    star: bool = False

    @property
    def writes(self) -> frozenset[str]:
        """Names that have a new version after the statement."""
        return self.defines | self.maybe_defines | self.mutates


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One top-level statement of a cell: the unit that stages are made of.

    Attributes:
        id: `<cell id>.<position in the cell, from 0>`.
        span: where it stands, decorators included.
        node: its syntax tree; lines and columns are those of `Cell.python`.
        kind: `display` only shows something and changes nothing that others read; `magic` has no Python meaning.
        stages: the stages of its cell.
        effects: filled by `bind_names`.
        sources: for each name it reads, the id of the statement that last wrote the name before it; names that no
            statement writes (builtins, undefined) are absent. Filled by `number_versions`. A statement that writes a
            name only maybe, or in place, reads it too, so the chain of sources leads to all that matter. The key `*`
            is the last star import, where it may have replaced a name that the statement reads.
        magic: for a magic, its name as the user wrote it (`%sql`, `!`).
    """

    id: str
    span: Span
    node: ast.stmt
    kind: StatementKind
    stages: tuple[Stage, ...]
    effects: Effects = Effects()
    sources: Mapping[str, str] = field(default_factory=dict)
    magic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An assignment of a literal in a parameters cell.

    Attributes:
        name: the variable.
        value: the literal.
        annotation: the user's annotation as text, or empty.
        span: the assignment.
        statement: id of the statement.
        comment: what the cell says of it, behind the assignment or in the lines above.
    """

    name: str
    value: Any
    annotation: str
    span: Span
    statement: str
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Install:
    """A package installation in a cell (`!pip install x`, `%conda install x`): recorded, never run."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A notebook as statements in cell order.

    Attributes:
        notebook: where it comes from.
        statements: all statements of code cells that are valid Python.
        parameters: what can be set from outside.
        installs: package installations found.
        broken: cell id -> what is wrong, for code cells that are not valid Python even with magics masked. Such a
            cell is an error only when a stage tag says that the service needs it.
        surroundings: what lies beside the notebook and belongs to it.
        shown: statements that print the answer, and which stand here as the bare expression that is printed.
        lookups: statements that define the function of a look-up cell.
    """

    notebook: Notebook
    statements: tuple[Statement, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    installs: tuple[Install, ...] = ()
    broken: Mapping[str, tuple[Span, str]] = field(default_factory=dict)
    surroundings: Surroundings = NOTHING
    shown: frozenset[str] = frozenset()
    lookups: frozenset[str] = frozenset()

    def statement(self, statement_id: str) -> Statement:
        """Return the statement with this id."""
        return next(s for s in self.statements if s.id == statement_id)
