"""The forms of entries in the tables of what libraries have taken away; `removed` looks them up.

A callee is written as its dotted path (`pandas.read_csv`), as `<package>.<Name>` for sklearn and the boosting
libraries (their modules move, names stay), or as `<kind>.<method>`: `frame.drop`, `sklearn.OneHotEncoder.transform`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Entry", "GoneArgument", "GoneMember", "GoneName", "GoneValue", "Named"]


@dataclass(frozen=True, slots=True)
class GoneName:
    """A module, function, class or constant that is gone.

    Attributes:
        path: its dotted name; a module stands for all that is in it.
        since: the first version without it.
        use: what to write.
        rename: the last part of what can stand in its place, in the same module; empty where that is not all.
        whole: text that can stand in the place of the whole expression.
        moved: the module where the names in `names` are now; of a module that is gone.
        names: those names; none for all.
    """

    path: str
    since: str
    use: str
    rename: str = ""
    whole: str = ""
    moved: str = ""
    names: str = ""


@dataclass(frozen=True, slots=True)
class GoneMember:
    """An attribute or method that is gone.

    Attributes:
        kinds: of what; `*` also of anything unknown, where no other library has the name.
        name: the attribute.
        since: the first version without it.
        use: what to write.
        rename: what can stand in its place.
    """

    kinds: str
    name: str
    since: str
    use: str
    rename: str = ""


@dataclass(frozen=True, slots=True)
class GoneArgument:
    """An argument that is gone.

    Attributes:
        callees: of what, separated by spaces.
        name: the argument.
        since: the first version without it.
        use: what to write.
        rename: its new name; empty where there is none.
        remove: whether leaving it out changes nothing.
        when: the values that it is gone for; empty for all.
        beside: arguments that it is refused next to, separated by spaces; empty where it is refused always.
    """

    callees: str
    name: str
    since: str
    use: str
    rename: str = ""
    remove: bool = False
    when: tuple[object, ...] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class GoneValue:
    """A value of an argument that is gone.

    Attributes:
        callees: of what, separated by spaces.
        name: the argument.
        value: the value.
        since: the first version without it.
        use: the text that stands for it now; empty where nothing does the same.
        advice: what to do, where `use` alone does not say it.
    """

    callees: str
    name: str
    value: object
    since: str
    use: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A call that takes its later arguments by name only.

    Attributes:
        callees: what is called, separated by spaces.
        most: how many arguments may be given by position.
        names: the names of all arguments in their old order.
        since: the first version that insists.
    """

    callees: str
    most: int
    names: str
    since: str


Entry = GoneName | GoneMember | GoneArgument | GoneValue | Named
