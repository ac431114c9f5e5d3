"""The types of parameters: what an annotation allows, and how a value or a text is made to fit. Pure values."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from typing import Any, Final

from nb2svc.compiler.ir import Parameter

__all__ = ["Expected", "ValueTypeError", "expected_type", "fit_value", "literal_text"]

_TRUE: Final = frozenset({"true", "yes", "on", "1"})
_FALSE: Final = frozenset({"false", "no", "off", "0"})
_CONTAINERS: Final[dict[str, type]] = {
    "list": list, "List": list, "Sequence": list, "tuple": tuple, "Tuple": tuple,
    "dict": dict, "Dict": dict, "Mapping": dict, "set": set, "Set": set,
}  # fmt: skip
_SCALARS: Final[dict[str, type]] = {"int": int, "float": float, "bool": bool, "str": str, "bytes": bytes}


class ValueTypeError(Exception):
    """A value does not fit; `found` says what it is and `expected` what would fit."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.found = found
        self.expected = expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a parameter may be.

    Attributes:
        types: the types allowed, in the order in which a text is tried; empty allows any literal.
        choices: when not empty, the values of a `Literal[...]`.
        items: what the elements of a list, tuple or set may be.
        text: the type in words.
    """

    types: tuple[type, ...] = ()
    choices: tuple[Any, ...] = ()
    items: Expected | None = None
    text: str = "a literal"


def expected_type(parameter: Parameter) -> Expected:
    """Return what a parameter may be: by its annotation, or where that says nothing known, by its default."""
    if parameter.annotation:
        expected = _by_annotation(ast.parse(parameter.annotation, mode="eval").body)
        if expected is not None:
            allows_none = parameter.value is None and expected.types and type(None) not in expected.types
            return _with_none(expected) if allows_none else expected
    if parameter.value is None:
        return Expected()
    return Expected(types=(type(parameter.value),), text=type(parameter.value).__name__)


def fit_value(value: Any, expected: Expected, *, from_text: bool = True) -> Any:
    """Return a value that fits, converted from a text where `from_text` allows it.

    Args:
        value: what was given.
        expected: what fits.
        from_text: whether a text such as `"200"` stands for a number.

    Raises:
        ValueTypeError: the value does not fit.
    """
    if expected.choices:
        return _choose(value, expected, from_text=from_text)
    if not expected.types:
        return _literal(value) if isinstance(value, str) and from_text else value
    for kind in expected.types:
        converted = _convert(value, kind, from_text=from_text)
        if converted is not _MISSING:
            return _fit_items(converted, expected, from_text=from_text)
    raise ValueTypeError(_describe(value), expected.text)


def literal_text(value: Any) -> str:
    """Return a value as the Python literal that stands for it.

    Raises:
        ValueTypeError: there is none, as for NaN or an object.
    """
    text = repr(value)
    if isinstance(value, float) and math.isinf(value):
        text = "1e999" if value > 0 else "-1e999"
    try:
        if ast.literal_eval(text) != value:
            raise ValueTypeError(_describe(value), "a value that Python can write as a literal")
    except (ValueError, SyntaxError) as error:
        raise ValueTypeError(_describe(value), "a value that Python can write as a literal") from error
    return text


_MISSING: Final = object()


def _convert(value: Any, kind: type, *, from_text: bool) -> Any:
    """Return the value as `kind`, or `_MISSING`."""
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if kind is tuple and isinstance(value, list):
        return tuple(value)
    if type(value) is kind:
        return value
    if not isinstance(value, str) or not from_text:
        return _MISSING
    text = value.strip()
    if kind is bool:
        return True if text.lower() in _TRUE else False if text.lower() in _FALSE else _MISSING
    if kind is type(None):
        return None if text in ("None", "null", "") else _MISSING
    if kind is int or kind is float:
        try:
            return kind(text)
        except ValueError:
            return _MISSING
    content = _literal(text)
    if kind is tuple and isinstance(content, list):
        return tuple(content)
    return content if type(content) is kind else _MISSING


def _fit_items(value: Any, expected: Expected, *, from_text: bool) -> Any:
    if expected.items is None or not isinstance(value, (list, tuple, set)):
        return value
    try:
        return type(value)(fit_value(item, expected.items, from_text=from_text) for item in value)
    except ValueTypeError as error:
        raise ValueTypeError(f"{_describe(value)} holding {error.found}", expected.text) from error


def _choose(value: Any, expected: Expected, *, from_text: bool) -> Any:
    for choice in expected.choices:
        if value == choice and type(value) is type(choice):
            return choice
        if from_text and isinstance(value, str) and _convert(value, type(choice), from_text=True) == choice:
            return choice
    raise ValueTypeError(_describe(value), expected.text)


def _by_annotation(node: ast.expr) -> Expected | None:
    """Return what an annotation allows, or None where it is of no known form."""
    match node:
        case ast.Constant(value=None):
            return Expected(types=(type(None),), text="None")
        case ast.Constant(value=str(text)):
            try:
                return _by_annotation(ast.parse(text, mode="eval").body)
            except SyntaxError:
                return None
        case ast.Name(id=name) | ast.Attribute(attr=name):
            kind = _SCALARS.get(name) or _CONTAINERS.get(name)
            return Expected(types=(kind,), text=name) if kind else None
        case ast.BinOp(op=ast.BitOr()):
            return _union((node.left, node.right), ast.unparse(node))
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
            return _by_generic(name, inner, ast.unparse(node))
    return None


def _by_generic(name: str, inner: ast.expr, text: str) -> Expected | None:
    parts = tuple(inner.elts) if isinstance(inner, ast.Tuple) else (inner,)
    if name == "Literal":
        try:
            return Expected(choices=tuple(ast.literal_eval(part) for part in parts), text=text)
        except ValueError:
            return None
    if name == "Optional":
        return _union((*parts, ast.Constant(value=None)), text)
    if name == "Union":
        return _union(parts, text)
    kind = _CONTAINERS.get(name)
    if kind is None:
        return None
    same = kind is not dict and (len(parts) == 1 or (kind is tuple and ast.unparse(parts[1]) == "..."))
    return Expected(types=(kind,), items=_by_annotation(parts[0]) if same else None, text=text)


def _union(parts: tuple[ast.expr, ...], text: str) -> Expected | None:
    """Return the union; `str` is tried last, because every text is one, and None first."""
    members = [_by_annotation(part) for part in parts]
    known = [member for member in members if member is not None]
    if len(known) != len(members):
        return None
    choices = tuple(choice for member in known for choice in member.choices)
    if choices:
        return Expected(choices=choices + ((None,) if any(type(None) in m.types for m in known) else ()), text=text)
    order = (type(None), bool, int, float)
    types = sorted(
        {kind for member in known for kind in member.types},
        key=lambda kind: (kind is str, order.index(kind) if kind in order else len(order), kind.__name__),
    )
    items = next((member.items for member in known if member.items is not None), None)
    return Expected(types=tuple(types), items=items, text=text)


def _with_none(expected: Expected) -> Expected:
    return Expected(types=(type(None), *expected.types), items=expected.items, text=f"{expected.text} | None")


def _literal(text: str) -> Any:
    """Return the literal that a text is, or the text itself."""
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError):
        return text


def _describe(value: Any) -> str:
    text = repr(value)
    return f"`{text if len(text) <= 40 else text[:37] + '...'}`"
