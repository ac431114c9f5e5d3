"""Operations in which a row looks at other rows of its table, and in words at which: `shift(3)`, `rolling(7)`.

A table of names, used where a run has shown that rows depend on each other: it says what a service would need to know.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["History", "find_history", "mentions_history", "sorted_by"]

_OF: Final = "{of}"
_MODULES: Final = frozenset({"np", "numpy", "pd", "pandas", "stats", "scipy"})


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An operation that needs other rows.

    Attributes:
        call: the operation.
        outer: the call that it stands in as an argument (`transform(lambda s: s.shift(1))`), or itself.
        operation: how the notebook writes it, without what it is applied to: `shift(3)`.
        needs: the rows it needs to answer for one: `the 3 earlier rows of the same `store``.
        ordered: whether the order of the table matters to it.
        groups: columns or variables whose rows it keeps apart.
    """

    call: ast.Call
    outer: ast.Call
    operation: str
    needs: str
    ordered: bool
    groups: tuple[str, ...] = ()


def _steps(call: ast.Call, keyword: str, position: int = 0, *, default: str = "1") -> str:
    """Return how far an operation looks, as written: `3`, `-1`, `horizon`."""
    value = _argument(call, keyword, position + _offset(call))
    return default if value is None else ast.unparse(value)


def _distant(steps: str) -> str:
    if steps.lstrip("-") == "1":
        return f"the row{_OF} {'after' if steps.startswith('-') else 'before'} it"
    if steps.startswith("-"):
        return f"the {steps[1:]} later rows{_OF}"
    return f"the {steps if steps.isdigit() else f'`{steps}`'} earlier rows{_OF}"


def _shift(call: ast.Call) -> str:
    return _distant(_steps(call, "periods"))


def _roll(call: ast.Call) -> str:
    return _distant(_steps(call, "shift"))


def _rolling(call: ast.Call) -> str:
    window = _steps(call, "window", default="")
    if window.startswith(("'", '"')):
        return f"the rows of the {window[1:-1]} before it{_OF}"
    centred = any(k.arg == "center" and _is_true(k.value) for k in call.keywords)
    if window.isdigit():
        count = int(window) - 1
        return f"the {count} rows around it{_OF}" if centred else _distant(str(count))
    return f"the rows of a window of `{window}`{_OF}"


def _resample(call: ast.Call) -> str:
    rule = _steps(call, "rule", default="")
    period = rule[1:-1] if rule.startswith(("'", '"')) else f"`{rule}`"
    return f"all rows of the same period ({period}){_OF}"


def _always(words: str) -> Callable[[ast.Call], str]:
    return lambda _: words


_EARLIER: Final = _always(f"all earlier rows{_OF}")
_OTHERS: Final = _always(f"all other rows{_OF}")
_FILLED: Final = _always(f"the nearest earlier row{_OF} that has a value")
_FILLED_BACK: Final = _always(f"the nearest later row{_OF} that has a value")
_AROUND: Final = _always(f"the rows before and after it{_OF} that have a value")

_ORDERED: Final[Mapping[str, Callable[[ast.Call], str]]] = {
    "shift": _shift,
    "diff": _shift,
    "pct_change": _shift,
    "roll": _roll,
    "rolling": _rolling,
    "expanding": _EARLIER,
    "ewm": _EARLIER,
    "cumsum": _EARLIER,
    "cumprod": _EARLIER,
    "cummax": _EARLIER,
    "cummin": _EARLIER,
    "cumcount": _EARLIER,
    "accumulate": _EARLIER,
    "duplicated": _EARLIER,
    "drop_duplicates": _EARLIER,
    "ffill": _FILLED,
    "pad": _FILLED,
    "bfill": _FILLED_BACK,
    "backfill": _FILLED_BACK,
    "interpolate": _AROUND,
}
_UNORDERED: Final[Mapping[str, Callable[[ast.Call], str]]] = {
    "rank": _OTHERS,
    "rankdata": _OTHERS,
    "resample": _resample,
}
_FILL_METHODS: Final = {"ffill": _FILLED, "pad": _FILLED, "bfill": _FILLED_BACK, "backfill": _FILLED_BACK}


def mentions_history(nodes: Iterable[ast.AST]) -> bool:
    """Whether an operation of the table is among the nodes' parts."""
    return next(_calls(nodes), None) is not None


def find_history(nodes: Iterable[ast.AST]) -> History | None:
    """Return the first operation, in the order in which it is computed, that looks at other rows."""
    found = list(_calls(nodes))
    if not found:
        return None
    call, words, ordered, around = found[-1]  # what is computed first stands innermost
    groups = _groups([call, *around])
    of = f" of the same {' and '.join(f'`{g}`' for g in groups)}" if groups else ""
    assert isinstance(call.func, ast.Attribute | ast.Name)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
    arguments = [ast.unparse(a) for a in call.args] + [
        f"{k.arg}={ast.unparse(k.value)}" if k.arg else f"**{ast.unparse(k.value)}" for k in call.keywords
    ]
    return History(
        call=call,
        outer=around[0] if around else call,
        operation=f"{name}({', '.join(arguments)})",
        needs=words(call).replace(_OF, of),
        ordered=ordered,
        groups=groups,
    )


def sorted_by(node: ast.AST) -> tuple[str, ...] | None:
    """Return the columns that a `sort_values` or `sort_index` in a statement sorts by; None without one."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            if part.func.attr == "sort_values":
                return _names(_argument(part, "by", 0))
            if part.func.attr == "sort_index":
                return ("index",)
    return None


def _calls(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.Call, Callable[[ast.Call], str], bool, list[ast.Call]]]:
    """Yield the calls of the table: the call, its words, whether order matters, the calls that it stands in."""
    for node in nodes:
        yield from _calls_in(node, [])


def _calls_in(
    node: ast.AST, around: list[ast.Call]
) -> Iterator[tuple[ast.Call, Callable[[ast.Call], str], bool, list[ast.Call]]]:
    if isinstance(node, ast.Call):
        known = _known(node)
        if known is not None:
            yield node, *known, around
        around = [*around, node]
    for child in ast.iter_child_nodes(node):
        yield from _calls_in(child, around)


def _known(call: ast.Call) -> tuple[Callable[[ast.Call], str], bool] | None:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            pass
        case _:
            return None
    if _goes_along_columns(call):
        return None
    if name == "fillna":
        method = next((k.value for k in call.keywords if k.arg == "method"), None)
        if isinstance(method, ast.Constant) and method.value in _FILL_METHODS:
            return _FILL_METHODS[method.value], True
        return None
    if name in _ORDERED:
        return _ORDERED[name], True
    return (_UNORDERED[name], False) if name in _UNORDERED else None


def _goes_along_columns(call: ast.Call) -> bool:
    """Whether the operation compares the columns of a row, not rows."""
    return any(
        k.arg == "axis" and isinstance(k.value, ast.Constant) and k.value.value in {1, "columns"} for k in call.keywords
    )


def _groups(calls: Iterable[ast.Call]) -> tuple[str, ...]:
    """Return what the operation's rows are grouped by: the keys of the `groupby` that it is reached through."""
    for call in calls:
        node: ast.expr = call
        while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Attribute) and node.func.attr == "groupby":
                    return _names(_argument(node, "by", 0)) or ("group",)
                node = node.func
            else:
                node = node.value
    return ()


def _names(node: ast.expr | None) -> tuple[str, ...]:
    match node:
        case ast.Constant(value=str() as name):
            return (name,)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return tuple(name for part in parts for name in _names(part))
        case ast.Subscript(slice=ast.Constant(value=str() as name)) | ast.Name(id=name):
            return (name,)
        case _:
            return ()


def _argument(call: ast.Call, keyword: str, position: int) -> ast.expr | None:
    named = next((k.value for k in call.keywords if k.arg == keyword), None)
    if named is not None:
        return named
    return call.args[position] if position < len(call.args) else None


def _offset(call: ast.Call) -> int:
    """Return 1 where the first argument is what a method has as its receiver: `np.roll(x, 2)`."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=root)) if root in _MODULES:
            return 1
        case _:
            return 0


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
