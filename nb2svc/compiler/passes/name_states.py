"""Frozen values get names: `scaler` keeps its own, `df["age"].median()` becomes `age_median`."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from nb2svc.compiler.sites import PART, Instrumented, Site
from nb2svc.compiler.trace import Capture

__all__ = ["name_states"]


def name_states(captures: Mapping[str, Capture], code: Instrumented) -> dict[str, str]:
    """Return a distinct attribute name for each frozen value: `scaler`, `age_median`, `X_columns`.

    A variable keeps its name. An expression is named after the column or variable it is about and what is taken of it.
    """
    names: dict[str, str] = {}
    used: set[str] = set()
    ordered = sorted(captures.items(), key=lambda item: not item[0].startswith("name:"))
    for key, capture in ordered:
        base = capture.hint if key.startswith("name:") else _describe(capture, code)
        name, number = base, 2
        while name in used:
            name, number = f"{base}_{number}", number + 1
        used.add(name)
        names[key] = name
    return names


def _describe(capture: Capture, code: Instrumented) -> str:
    site = code.sites[capture.site]
    if capture.key.rpartition(":")[2]:  # a part of the operation that a rule freezes
        receiver = _receiver(site.node)
        if not capture.hint and isinstance(receiver, ast.Name):
            return receiver.id
        if not capture.hint and capture.type:
            return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", capture.type.rpartition(".")[2]).lower()
        whole = capture.place.partition("~")[0]  # of a part of a table, the statement that it stands in
        subject = _target(code.places[capture.place].node) or _target(code.places[whole].node) or _subject(site.node)
        return _identifier(f"{subject}_{capture.hint}" if capture.hint else subject)
    about = site.node
    while _is_call_of_code(about, site):  # `np.array(bunch.target_names)` is about the names
        assert isinstance(about, ast.Call)
        about = about.args[0]
    subject, aspect = _subject(about), _aspect(about)
    return _identifier("_".join(dict.fromkeys(part for part in (subject, aspect) if part)))


def _is_call_of_code(node: ast.expr, site: Site) -> bool:
    """Whether the expression calls a function of a module or of the notebook on something."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name() as owner), args=[_, *_]):
            return all(operand is not owner for operand in site.operands) and site.node is node
        case _:
            return False


def _receiver(node: ast.expr) -> ast.expr | None:
    return node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None


def _target(node: ast.stmt) -> str:
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=[target, *_])]) if isinstance(target, ast.Subscript):
            return _subject(target)
        case ast.Assign(targets=[ast.Tuple()]):
            return ""  # `codes, uniques = ...` are several
        case ast.Assign(targets=[ast.Name(id=name)]) if name.startswith(PART):
            return ""  # a name of our own for a part of the value
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            return _subject(target)
        case _:
            return ""


def _subject(node: ast.expr) -> str:
    """Return what an expression is about: the column in `df["age"].median()`, the variable in `x.mean()`."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=str() as column)):
            return column
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "pd" | "numpy" | "pandas")), args=[first, *_]):
            return _subject(first)
        case ast.Call(func=ast.Attribute(value=inner)):
            return _subject(inner)
        case ast.Call(args=[first, *_]):
            return _subject(first)
        case ast.Attribute(value=ast.Name(), attr=attr) if not attr.startswith(("loc", "iloc", "str", "dt", "values")):
            return attr
        case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.UnaryOp(operand=inner):
            return _subject(inner)
        case ast.BinOp(left=inner):
            return _subject(inner)
        case ast.Name(id=name):
            return name
        case _:
            return "value"


def _aspect(node: ast.expr) -> str:
    """Return what is taken of it: `median`, `columns`, `quantile_0_9`."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr) | ast.Name(id=attr), args=arguments):
            plain = [str(a.value) for a in arguments if isinstance(a, ast.Constant)]
            return "_".join([attr, *plain])
        case ast.Attribute(value=inner, attr=attr):
            return attr if not isinstance(inner, ast.Name) or attr != _subject(node) else ""
        case ast.Subscript(value=inner, slice=ast.Constant(value=part)):
            return f"{_aspect(inner)}_{part!s}" if _aspect(inner) else str(part)
        case _:
            return ""


def _identifier(text: str) -> str:
    name = re.sub(r"\W+", "_", text).strip("_") or "value"
    return name if not name[0].isdigit() else f"value_{name}"
