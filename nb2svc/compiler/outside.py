"""Calls that reach outside of rows and notebook: the clock, random numbers, the network. Known by their names.

No experiment can show them: the same call gives something else tomorrow, on another machine, on its second turn.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Final, Literal

__all__ = ["Outside", "find_outside", "is_outside"]

Outside = Literal["clock", "random", "network"]

_CLOCK_METHODS: Final = frozenset({"now", "today", "utcnow"})
_CLOCK_CALLS: Final = frozenset({"time.time", "time.time_ns", "time.localtime", "time.gmtime", "localtime", "gmtime"})
_CLOCK_WORDS: Final = frozenset({"now", "today"})
_PARSERS: Final = frozenset({"to_datetime", "Timestamp", "datetime64"})

_RANDOM_ROOTS: Final = ("np.random.", "numpy.random.", "random.", "torch.rand", "secrets.", "uuid.uuid")
_NO_DRAW: Final = frozenset({"seed", "default_rng", "RandomState", "Random", "Generator", "get_state", "set_state"})
_DRAWS: Final = frozenset(
    {"normal", "standard_normal", "rand", "randn", "randint", "random_sample", "integers", "uniform", "permutation"}
)

_NETWORK_ROOTS: Final = (
    "requests.", "urllib.request.", "urllib3.", "httpx.", "aiohttp.", "socket.", "boto3.", "urlopen",
)  # fmt: skip
_NO_NAMES: Final[Mapping[str, str]] = {}


def find_outside(kind: Outside, nodes: Iterable[ast.AST], names: Mapping[str, str] = _NO_NAMES) -> ast.Call | None:
    """Return the first call of this kind among the nodes' parts.

    Args:
        kind: what it reaches.
        nodes: syntax.
        names: what the names of imports stand for: `randint` -> `random.randint`.
    """
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Call) and is_outside(kind, part, names):
                return part
    return None


def is_outside(kind: Outside, node: ast.expr, names: Mapping[str, str] = _NO_NAMES) -> bool:
    """Whether an expression is a call of this kind; `names` are what the names of imports stand for."""
    if not isinstance(node, ast.Call):
        return False
    path = _path(node.func)
    if not path:
        return False
    root, dot, rest = path.partition(".")
    path = f"{names.get(root, root)}{dot}{rest}"
    last = path.rpartition(".")[2]
    if kind == "clock":
        return _reads_clock(node, path, last)
    if kind == "random":
        if path.startswith("scipy.stats."):
            return False  # `uniform(0, 1)` makes a distribution and draws nothing
        return (path.startswith(_RANDOM_ROOTS) and last not in _NO_DRAW) or ("." in path and last in _DRAWS)
    return path.startswith(_NETWORK_ROOTS)


def _reads_clock(call: ast.Call, path: str, last: str) -> bool:
    if "." in path and last in _CLOCK_METHODS:
        return True
    if path in _CLOCK_CALLS or (path == "time" and not call.args):
        return True
    if last == "strftime" and path in {"time.strftime", "strftime"}:
        return len(call.args) == 1
    if last in _PARSERS and call.args:
        return isinstance(call.args[0], ast.Constant) and call.args[0].value in _CLOCK_WORDS
    return False


def _path(node: ast.expr) -> str:
    """Return a dotted path of names: `datetime.datetime.now`; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
