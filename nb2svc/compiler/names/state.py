"""What is known at one point of the program: the value of each variable and what the statement did to it so far."""

from __future__ import annotations

from typing import Final

from nb2svc.compiler.names.frames import Key
from nb2svc.compiler.names.things import Value

__all__ = ["BOUND", "GONE", "KEPT", "State", "join"]

# what may have happened to a variable since the statement began; a path leaves one mark, several paths several
KEPT: Final = 1
BOUND: Final = 2
GONE: Final = 4


class State:
    """Variables at one point; `marks` has only those that the statement touched."""

    __slots__ = ("marks", "values")

    def __init__(self, values: dict[Key, Value], marks: dict[Key, int]) -> None:
        self.values = values
        self.marks = marks

    def fork(self) -> State:
        """Return a copy for another path."""
        return State(self.values.copy(), self.marks.copy())


def join(*states: State | None) -> State | None:
    """Return what is known where paths meet; None stands for a path that does not get there."""
    alive = [state for state in states if state is not None]
    if not alive:
        return None
    result = alive[0]
    for other in alive[1:]:
        if other is not result:
            _join_into(result, other)
    return result


def _join_into(result: State, other: State) -> None:
    values = result.values
    for key, value in other.values.items():
        mine = values.get(key)
        if mine is None:
            values[key] = value
        elif mine is not value and mine != value:
            values[key] = mine | value
    marks = result.marks
    for key, mark in other.marks.items():
        marks[key] = marks.get(key, KEPT) | mark
    for key in marks.keys() - other.marks.keys():
        marks[key] |= KEPT
