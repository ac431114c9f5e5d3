"""The interpreter's memory: variables, things, and what the statement at hand was seen to do.

It knows how names are read, bound and changed, not what syntax does that: see expressions.py and statements.py.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from nb2svc.compiler.ir import Ambient
from nb2svc.compiler.names.frames import Frame, Key, Locals
from nb2svc.compiler.names.state import BOUND, GONE, KEPT, State, join
from nb2svc.compiler.names.things import EMPTY, Kind, Thing, Value, reach

__all__ = ["BUILTINS", "Machine"]

# what a notebook can read without defining it; IPython adds two names to Python's own
BUILTINS: Final[frozenset[str]] = frozenset(dir(builtins)) | {"display", "get_ipython"}

_Event = tuple[Key, int, Value]


class Machine:
    """Interprets one notebook; statements are given to it in order.

    Args:
        evaluate: interprets an expression. It and the next are given from outside, because expressions, calls,
            functions and statements need each other.
        run_function: interprets a function's body and returns what it may return.
    """

    def __init__(
        self,
        evaluate: Callable[[Machine, ast.expr, Frame], Value],
        run_function: Callable[[Machine, Sequence[ast.stmt], Frame], Value],
    ) -> None:
        self._evaluate = evaluate
        self._run_function = run_function
        self.live: State | None = State({}, {})
        self.before = State({}, {})
        self.star_seen = False
        self.stars: Mapping[str, Sequence[str]] = {}  # what star imports bind, where that is known
        self.unknown: dict[str, Value] = {}  # what names that nothing binds stand for
        self._frames = 0
        self._logs: list[list[_Event]] = []
        self.begin()

    def begin(self) -> None:
        """Forget what the last statement did."""
        if self.live is None:  # the last statement always raises; go on as if it had not been there
            self.live = self.before
        self.live.marks = {}
        self.before = self.live.fork()
        self.reads: set[str] = set()
        self.touched: set[str] = set()  # names whose object is changed through the name itself
        self.changed: set[Thing] = set()
        self.ambient: set[Ambient] = set()
        self.dynamic = False
        self.star = False
        self.repeating = False  # second round of a loop: loops inside need no second round of their own
        self.depth = 0
        self.runs: dict[object, int] = {}  # how often each function was run in this statement
        self.alone: ast.expr | None = None  # the call that is a statement of its own
        self.answers: dict[tuple[object, ...], Value] = {}  # of functions already run in this statement
        self._made: dict[tuple[int, int], Thing] = {}

    def evaluate(self, node: ast.expr, frame: Frame) -> Value:
        """Return what an expression may be."""
        return self._evaluate(self, node, frame)

    def run_function(self, body: Sequence[ast.stmt], frame: Frame) -> Value:
        """Interpret a function's body and return what it may return."""
        return self._run_function(self, body, frame)

    @property
    def state(self) -> State:
        """The variables here; only asked for where the program gets to."""
        assert self.live is not None
        return self.live

    # -- scopes

    def open_frame(self, kind: str, names: Locals, outer: Frame) -> Frame:
        """Return a new frame inside another."""
        self._frames += 1
        return Frame(kind, self._frames, names, outer)  # type: ignore[arg-type]  # the kinds of Frame, from literals

    def close_frame(self, frame: Frame) -> None:
        """Drop the variables of a frame, unless a function defined in it may still read them."""
        if frame.captured or self.live is None:
            return
        for name in frame.names.own:
            self.live.values.pop((frame.number, name), None)
            self.live.marks.pop((frame.number, name), None)

    # -- variables

    def load(self, name: str, frame: Frame) -> Value:
        """Return the value of a name that is read."""
        key = frame.find(name)
        if isinstance(key, str):
            return self._load_global(key)
        state = self.state
        value = state.values.get(key, EMPTY)
        if frame.kind == "class" and key[0] == frame.number and state.marks.get(key, KEPT) & KEPT:
            # a class body falls back to the scopes around it for a name that it has not bound yet
            return value | self.load(name, frame.around())
        return value

    def _load_global(self, name: str) -> Value:
        state = self.state
        value = state.values.get(name)
        if state.marks.get(name, KEPT) & KEPT and (value is not None or name not in BUILTINS or self.star_seen):
            self.reads.add(name)
        if value is None and name not in BUILTINS:
            # nothing above binds it: a star import, or the kernel that the user still has; it is an object anyway
            value = self.unknown.get(name)
            if value is None:
                value = self.unknown[name] = frozenset({Thing("object", path="unknown")})
        return value or EMPTY

    def is_builtin(self, name: str, frame: Frame) -> bool:
        """Return whether a name means Python's own function here."""
        return name in BUILTINS and frame.find(name) == name and name not in self.state.values

    def bind(self, name: str, value: Value, frame: Frame, *, leaks: bool = False) -> None:
        """Bind a name."""
        self._set(frame.find_target(name, leaks=leaks), value)

    def _set(self, key: Key, value: Value) -> None:
        state = self.state
        state.values[key] = value
        state.marks[key] = BOUND
        for log in self._logs:
            log.append((key, BOUND, value))

    def unbind(self, name: str, frame: Frame) -> None:
        """Delete a name."""
        key = frame.find_target(name)
        state = self.state
        state.values.pop(key, None)
        state.marks[key] = GONE
        for log in self._logs:
            log.append((key, GONE, EMPTY))

    # -- paths

    def start_log(self) -> State:
        """Start to note every binding, for handlers that may be entered after any of them."""
        self._logs.append([])
        return self.state.fork()

    def end_log(self, start: State) -> State:
        """Return what a handler may find: the start with any part of what was noted since."""
        for key, mark, value in self._logs.pop():
            start.marks[key] = start.marks.get(key, KEPT) | mark
            if mark == BOUND:
                start.values[key] = start.values.get(key, EMPTY) | value
        return start

    def perhaps(self, action: Callable[[], Value]) -> Value:
        """Do something that may also not happen."""
        before = self.state.fork()
        value = action()
        self.live = join(before, self.live)
        return value

    # -- things

    def make(self, kind: Kind, node: ast.AST, part: int = 0) -> Thing:
        """Return the thing that a piece of syntax makes; the same one each time within a statement."""
        thing = self._made.get((id(node), part))
        if thing is None:
            thing = self._made[id(node), part] = Thing(kind)
        return thing

    def derive(self, node: ast.AST, operands: Value) -> Value:
        """Return the new object that an operation computes from others; it remembers the models they came from."""
        thing = self.make("object", node)
        for operand in operands:
            if operand.origins:
                thing.origins |= operand.origins
        return frozenset({thing})

    def change(self, value: Iterable[Thing], *, deep: bool = False) -> None:
        """Note that objects may be changed in place.

        Args:
            value: the objects.
            deep: also the objects with behaviour that can be reached from them, as `optimizer.step()` changes a model.
        """
        things = reach(value) if deep else value
        given = set(value)
        for thing in things:
            if thing.kind == "module":
                if thing in given:
                    self.ambient.add("process")
            elif thing in given or thing.kind == "object":
                self.changed.add(thing)

    def touch(self, node: ast.expr, frame: Frame) -> None:
        """Note that the object under the name at the root of `node` is changed through that name."""
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            node = node.value
        if isinstance(node, ast.Name):
            key = frame.find(node.id)
            value = self.state.values.get(key, EMPTY)
            if not isinstance(key, str) or key not in self.reads or any(thing.kind == "module" for thing in value):
                return
            if self.state.marks.get(key, KEPT) & KEPT:
                self.touched.add(key)
