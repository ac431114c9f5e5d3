"""Functions that a function of the notebook makes: stored as the way to their code and what they keep.

def make_scaler(x):                 scale = make_scaler(ages)      is stored as
    mean = x.mean()                 `make_scaler`, `scale`, {mean: 38.2}
    def scale(v): return v - mean
    return scale
"""

from __future__ import annotations

from types import CellType, CodeType, FunctionType
from typing import Any

from nb2svc.runtime.state.errors import UnfitError
from nb2svc.runtime.state.names import is_of_package

__all__ = ["make_function", "take_apart"]


def take_apart(function: FunctionType, package: str) -> tuple[Any, ...]:
    """Return the arguments for `make_function` that make a function again.

    Raises:
        UnfitError: it was not made by a function of the package, as that is now.
    """
    home, *path = function.__qualname__.split(".<locals>.")
    maker: Any = function.__globals__.get(home.split(".")[0])
    for part in home.split(".")[1:]:
        maker = getattr(maker, part, None)
    if not isinstance(maker, FunctionType) or not is_of_package(str(maker.__module__), package):
        raise UnfitError(f"it holds `{function.__name__}`, which `{home}` made; `{home}` is not part of the package")
    if _find(maker.__code__, path) is not function.__code__:
        raise UnfitError(f"it holds `{function.__name__}`, whose code is not found in `{home}`")
    cells = tuple(cell.cell_contents for cell in function.__closure__ or ())
    return maker, tuple(path), cells, function.__defaults__, function.__kwdefaults__


def make_function(
    maker: FunctionType,
    path: tuple[str, ...],
    cells: tuple[Any, ...],
    defaults: tuple[Any, ...] | None,
    keywords: dict[str, Any] | None,
) -> FunctionType:
    """Return the function that `maker` once made.

    Args:
        maker: a function at the top of a module.
        path: names of the functions in it, from outer to inner.
        cells: what the function keeps, in the order of its free variables.
        defaults: of its arguments.
        keywords: defaults of its keyword arguments.
    """
    code = _find(maker.__code__, path)
    if code is None:
        raise ValueError(f"`{maker.__name__}` defines no `{'.'.join(path)}`")
    closure = tuple(CellType(value) for value in cells)
    function = FunctionType(code, maker.__globals__, path[-1], defaults, closure)
    function.__kwdefaults__ = keywords
    function.__qualname__ = ".<locals>.".join([maker.__qualname__, *path])
    function.__module__ = maker.__module__
    return function


def _find(code: CodeType | None, path: tuple[str, ...] | list[str]) -> CodeType | None:
    """Return the code of a function in a function; None if there is none, or more than one of that name."""
    for name in path:
        if code is None:
            return None
        found = [part for part in code.co_consts if isinstance(part, CodeType) and part.co_name == name]
        code = found[0] if len(found) == 1 else None
    return code
