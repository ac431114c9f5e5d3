"""What a trap is: a statement that a new library version runs in another way than it was written for, or not at all.

A rule looks at one node of the syntax and returns what it found; the pass `check_traps` walks, and decides what is
worth reporting: the versions installed, and whether the statement is sure to run, are its business.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from nb2svc.compiler.traps.kinds import Kind, Kinds, Place
from nb2svc.compiler.traps.text import CellText, Located
from nb2svc.diagnostics import Edit

__all__ = ["Look", "Rule", "Trapped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trapped:
    """A trap that a piece of the notebook falls into.

    Attributes:
        node: the piece.
        code: the kind of finding. `NB223` says that it fails for sure, where the statement is run at all.
        library: whose behaviour it is about, as it is installed: `pandas`, `scikit-learn`.
        since: the first version in which it holds; empty for all.
        message: fact and consequence.
        hint: what to write.
        edits: the change that writes it, where it is safe.
    """

    node: Located
    code: str
    library: str
    since: str
    message: str
    hint: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Where a rule looks from.

    Attributes:
        kinds: what expressions are.
        place: statement and functions around the node.
        text: the user's text.
        around: the nodes around the node, the nearest last.
        asks_dtypes: whether anything that the service needs goes by the dtypes of columns.
        numbers_columns: whether a frame of the notebook has numbers for the names of its columns.
    """

    kinds: Kinds
    place: Place
    text: CellText
    around: tuple[ast.AST, ...]
    asks_dtypes: bool
    numbers_columns: bool

    def kind(self, node: ast.expr) -> Kind:
        """Return what an expression is, or empty."""
        return self.kinds.of(node, self.place)

    def path(self, node: ast.expr) -> str:
        """Return the dotted name of something imported, or empty."""
        return self.kinds.path(node, self.place)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to fall into a trap.

    Attributes:
        nodes: the kinds of syntax it is asked about.
        find: returns what it finds at a node.
    """

    nodes: tuple[type[ast.AST], ...]
    find: Callable[[ast.AST, Look], Trapped | None]
