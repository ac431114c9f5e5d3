"""Which frames of a notebook are the training and the served copy of one another, by the notebook's own names.

X_train, X_test, y_train, y_test = train_test_split(X, y)    X_test -> X_train
train = pd.read_csv(...); test = pd.read_csv(...)            test -> train
X = train.drop("sold", axis=1); X_test = test                X_test -> X
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final

from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.operations import is_split

__all__ = ["common_name", "find_copies", "root_name", "simple_statements"]

_ANSWERED: Final = re.compile(r"validation|valid|holdout|test|(?<![a-z])(te|tst|ts|val)(?![a-z])", re.IGNORECASE)
_FITTED: Final = re.compile(r"training|train|(?<![a-z])(tr|trn)(?![a-z])", re.IGNORECASE)
_BLOCKS: Final = (ast.For, ast.If, ast.With)


def find_copies(program: Program) -> dict[str, str]:
    """Return the name of the training copy for each name that may hold rows to be answered."""
    names = {name for s in program.statements for name in s.effects.writes}
    found: dict[str, str] = {}
    for statement in program.statements:
        for fitted, answered in _dealt(statement):
            found.setdefault(answered, fitted)
    by_word = {common_name(name, {}): name for name in sorted(names) if _FITTED.search(name)}
    for name in sorted(names - found.keys()):
        if _ANSWERED.search(name) and not _FITTED.search(name):
            bare = _ANSWERED.sub("", name).strip("_")
            twin = by_word.get(common_name(name, {})) or (bare if bare in names else "")
            if twin and twin != name:
                found[name] = twin
    return {answered: fitted for answered, fitted in found.items() if answered != fitted}


def root_name(node: ast.AST) -> str:
    """Return the variable that an expression starts from: `df` for `df["a"].str.strip()`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _dealt(statement: Statement) -> Iterator[tuple[str, str]]:
    """Yield the pairs of names that a split binds."""
    match statement.node:
        case ast.Assign(targets=[ast.Tuple(elts=parts)], value=value) if is_split(value) and len(parts) % 2 == 0:
            for fitted, answered in zip(parts[::2], parts[1::2], strict=True):
                if isinstance(fitted, ast.Name) and isinstance(answered, ast.Name):
                    yield fitted.id, answered.id


def common_name(name: str, copies: Mapping[str, str]) -> str:
    """Return a name as it is called in either copy: `X_test` and `X_train` have one."""
    return _FITTED.sub("train", _ANSWERED.sub("train", copies.get(name, name)))


def simple_statements(statement: Statement) -> Iterator[ast.stmt]:
    """Yield a statement, or those inside of it if it is a block."""
    pending: list[ast.stmt] = [statement.node]
    while pending:
        node = pending.pop(0)
        if isinstance(node, _BLOCKS):
            pending = [*node.body, *getattr(node, "orelse", []), *pending]
        else:
            yield node
