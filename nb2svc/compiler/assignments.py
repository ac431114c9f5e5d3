"""The forms of an assignment: several targets, parts, in place; each as the probe is to see it."""

from __future__ import annotations

import ast

__all__ = [
    "as_load",
    "binds_names",
    "has_several_targets",
    "in_place",
    "is_parallel",
    "loop_names",
    "targets_of",
    "without_value",
]


def without_value(node: ast.stmt) -> ast.stmt:
    """Return `df["a"], b = value` without its value, which has a place of its own."""
    assert isinstance(node, ast.Assign)
    value = ast.copy_location(ast.Tuple(elts=[], ctx=ast.Load()), node.value)
    return ast.copy_location(ast.Assign(targets=node.targets, value=value), node)


def has_several_targets(node: ast.Assign) -> bool:
    """Whether a value is bound or stored several times, and not only under names."""
    return (
        len(node.targets) > 1
        and all(isinstance(target, ast.Name | ast.Subscript | ast.Attribute) for target in node.targets)
        and not all(isinstance(target, ast.Name) for target in node.targets)
    )


def binds_names(node: ast.Assign | ast.AnnAssign) -> bool:
    """Whether a statement binds its value to one or more names: `a = value`, `a = b = value`."""
    return all(isinstance(target, ast.Name) for target in targets_of(node))


def targets_of(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    """Return what a statement binds or stores its value to."""
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def loop_names(target: ast.expr) -> tuple[str, ...]:
    """Return the names a loop binds, or nothing if it binds anything else."""
    match target:
        case ast.Name(id=name):
            return (name,)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) if all(isinstance(p, ast.Name) for p in parts):
            return tuple(p.id for p in parts if isinstance(p, ast.Name))
        case _:
            return ()


def is_parallel(targets: list[ast.expr], values: list[ast.expr]) -> bool:
    """Whether `a, b = x, y` may be seen as `a = x; b = y`: no value reads a name bound before it."""
    if len(targets) != len(values) or not all(isinstance(t, ast.Name) for t in targets):
        return False
    bound: set[str] = set()
    for target, value in zip(targets, values, strict=True):
        if isinstance(value, ast.Starred) or any(isinstance(n, ast.Name) and n.id in bound for n in ast.walk(value)):
            return False
        assert isinstance(target, ast.Name)
        bound.add(target.id)
    return True


def as_load(target: ast.Subscript | ast.Attribute) -> ast.expr:
    """Return the expression that reads what `target += value` changes."""
    kind = (
        ast.Subscript(target.value, target.slice, ast.Load())
        if isinstance(target, ast.Subscript)
        else ast.Attribute(target.value, target.attr, ast.Load())
    )
    return ast.copy_location(kind, target)


def in_place(node: ast.AugAssign, value: ast.expr) -> ast.expr:
    """Return `a += b` as the expression whose value is bound: `a + b`, which for frames and numbers is the same."""
    return ast.copy_location(ast.BinOp(left=ast.copy_location(value, node.target), op=node.op, right=node.value), node)
