"""Python's scopes: which names belong to a function, class or comprehension, and where any name is looked up."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

__all__ = ["MODULE", "Frame", "Key", "Locals", "find_locals", "pattern_names"]

Key: TypeAlias = str | tuple[int, str]
"""A variable: a global by its name, a local by the number of its frame and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locals:
    """The names that a body binds in its own scope, and those it declares to be elsewhere."""

    own: frozenset[str]
    global_names: frozenset[str]
    nonlocal_names: frozenset[str]


class Frame:
    """One execution of a body."""

    __slots__ = ("captured", "kind", "names", "number", "outer")

    def __init__(
        self,
        kind: Literal["module", "function", "class", "comprehension"],
        number: int,
        names: Locals,
        outer: Frame | None,
    ) -> None:
        self.kind = kind
        self.number = number
        self.names = names
        self.outer = outer
        self.captured = False  # whether a function was defined in it, which may still need its variables

    def find(self, name: str) -> Key:
        """Return the variable that a name means when it is read here; class scopes are only seen from inside."""
        frame: Frame = self
        while frame.outer is not None:
            if frame.kind != "class" or frame is self:
                if name in frame.names.global_names:
                    return name
                if name in frame.names.own:
                    return (frame.number, name)
            frame = frame.outer
        return name

    def around(self) -> Frame:
        """Return the scope that a class body falls back to: the nearest around it that is no class."""
        frame = self.outer
        while frame is not None and frame.outer is not None and frame.kind == "class":
            frame = frame.outer
        return frame or MODULE

    def find_target(self, name: str, *, leaks: bool = False) -> Key:
        """Return the variable that a name means when it is bound here; a walrus leaks out of comprehensions."""
        frame: Frame = self
        while leaks and frame.kind == "comprehension" and frame.outer is not None:
            frame = frame.outer
        if frame.outer is None or name in frame.names.global_names:
            return name
        if name in frame.names.nonlocal_names:
            return frame.outer.find(name)
        return (frame.number, name)


_NOTHING: Final[frozenset[str]] = frozenset()
MODULE: Final = Frame("module", 0, Locals(own=_NOTHING, global_names=_NOTHING, nonlocal_names=_NOTHING), None)

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def find_locals(body: Iterable[ast.AST], arguments: ast.arguments | None = None) -> Locals:
    """Return the names of a function or class body.

    Args:
        body: its statements, or the expression of a lambda.
        arguments: a function's arguments.
    """
    bound: set[str] = set()
    global_names: set[str] = set()
    nonlocal_names: set[str] = set()
    if arguments is not None:
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        bound.update(argument.arg for argument in every if argument is not None)
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                bound.add(node.id)
        elif isinstance(node, ast.Global):
            global_names.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            nonlocal_names.update(node.names)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound.update(alias.asname or alias.name.split(".")[0] for alias in node.names)
        else:
            bound.update(_bound_by_name(node))
            pending += _children(node)
    return Locals(
        own=frozenset(bound - global_names - nonlocal_names),
        global_names=frozenset(global_names),
        nonlocal_names=frozenset(nonlocal_names),
    )


def pattern_names(pattern: ast.pattern) -> frozenset[str]:
    """Return the names that a `case` pattern binds."""
    return frozenset(name for node in ast.walk(pattern) for name in _bound_by_name(node))


def _bound_by_name(node: ast.AST) -> tuple[str, ...]:
    """Return the name that a node binds without an `ast.Name`."""
    match node:
        case ast.FunctionDef(name=str(name)) | ast.AsyncFunctionDef(name=str(name)) | ast.ClassDef(name=str(name)):
            return (name,)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return (name,)
        case ast.MatchMapping(rest=str(name)):
            return (name,)
        case _:
            return ()


def _children(node: ast.AST) -> Iterable[ast.AST]:
    """Return the parts of a node that belong to the same scope."""
    if isinstance(node, _FUNCTIONS):
        arguments = node.args
        decorators = getattr(node, "decorator_list", [])
        return [*decorators, *arguments.defaults, *(default for default in arguments.kw_defaults if default)]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)]
    if isinstance(node, _COMPREHENSIONS):
        return _walrus_targets(node)
    return ast.iter_child_nodes(node)


def _walrus_targets(comprehension: ast.AST) -> list[ast.AST]:
    """Return what a comprehension binds in the scope around it."""
    return [node.target for node in ast.walk(comprehension) if isinstance(node, ast.NamedExpr)]
